from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "kuea.offices"
    default_auto_field = "django.db.models.BigAutoField"
