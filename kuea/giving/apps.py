from django.apps import AppConfig


class GivingConfig(AppConfig):
    name = "kuea.giving"
    default_auto_field = "django.db.models.BigAutoField"
