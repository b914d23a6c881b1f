from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "kuea.offices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kuea.offices import sign_in_events

        sign_in_events.connect()
