"""The application's place in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The GraphQL API."""

    name = "api"
    label = "api"
    verbose_name = "API"
    default_auto_field = "django.db.models.BigAutoField"
