from django.apps import AppConfig


class ContentModelsConfig(AppConfig):
    name = "content_models"
    label = "content"
    verbose_name = "Content"
    default_auto_field = "django.db.models.BigAutoField"
