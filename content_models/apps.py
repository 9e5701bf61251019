"""The application of page types."""

from django.apps import AppConfig


class ContentModelsConfig(AppConfig):
    """Page types, blocks and the documents made of them."""

    name = "content_models"
    label = "content"
    verbose_name = "Content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from . import checks  # noqa: F401 (importing registers them)
