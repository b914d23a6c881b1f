from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "kuea.coverage"
    default_auto_field = "django.db.models.BigAutoField"
