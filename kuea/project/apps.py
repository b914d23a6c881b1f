from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_migrate


def take_guards_down(using: str, **_: object) -> None:
    from kuea.ledger.guards import drop_guards

    drop_guards(using)


def put_guards_up(using: str, **_: object) -> None:
    from kuea.ledger.guards import install_guards

    install_guards(using)


class ProjectConfig(AppConfig):
    name = "kuea.project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kuea.project import wiring

        wiring.connect()
        # The framework's hooks around `migrate`: down before the first room, up after the last.
        pre_migrate.connect(take_guards_down, sender=apps.get_app_config("ledger"))
        post_migrate.connect(put_guards_up, sender=apps.get_app_config("reporting"))
