from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "kuea.finding"
    default_auto_field = "django.db.models.BigAutoField"
