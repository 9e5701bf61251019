"""The portal as a Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The pages that citizens read."""

    name = "portal"
    label = "portal"
    verbose_name = "Portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let editors preview pages, and coordinators the site, as the portal shows them."""
        from content_models import previews

        from .preview import render_preview, render_site

        previews.render_with(render_preview, render_site)
