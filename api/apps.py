"""The application's place in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The GraphQL API."""

    name = "api"
    label = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Subscribe to notifications of changes. Nothing is started and nothing is read here."""
        from tenants import listening

        from .trusted import document_cache

        listening.subscribe(document_cache.CHANNEL, document_cache.on_notification)
