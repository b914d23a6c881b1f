from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kuea.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kuea.web.forms import teach_next_steps

        teach_next_steps()
