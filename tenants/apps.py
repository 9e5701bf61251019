"""The application's configuration."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """The states, their people and their API clients."""

    name = "tenants"
    label = "tenants"
    verbose_name = "States and access"
    default_auto_field = "django.db.models.BigAutoField"
