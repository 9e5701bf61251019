"""The application that composes the others."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Commands, health and running."""

    name = "cms"
    label = "cms"
    verbose_name = "Justicia para Ti"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what a real installation must not be started with."""
        from . import checks

        checks.register()
