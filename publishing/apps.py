"""The app: what it listens to."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """Publishing: from pages to the store, and from the store to readers."""

    name = "publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers. Nothing is started and nothing is read here."""
        from . import receivers

        receivers.connect()
