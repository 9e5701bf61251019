"""The application's configuration."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """Images, documents and the states' appearance."""

    name = "media"
    label = "media"
    verbose_name = "Images and documents"
    default_auto_field = "django.db.models.BigAutoField"
