from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "kuea.letters"
    default_auto_field = "django.db.models.BigAutoField"
