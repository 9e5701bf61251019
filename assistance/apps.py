"""The app."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Assistance: what call centers and chat work with."""

    name = "assistance"
    label = "assistance"
    verbose_name = "Assistance"
    default_auto_field = "django.db.models.BigAutoField"
