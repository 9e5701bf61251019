"""The application's configuration."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """The states, their people and their API clients."""

    name = "tenants"
    label = "tenants"
    verbose_name = "States and access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register checks and callbacks before the first request; nothing is connected to or read."""
        from . import checks, identity_cache, listening

        checks.register()
        listening.subscribe(identity_cache.CHANNEL, identity_cache.on_notification)
