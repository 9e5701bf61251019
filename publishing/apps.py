"""The app: models, receivers and what listens for changes."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    label = "publishing"
    verbose_name = "Publishing"
    default_auto_field = "django.db.models.BigAutoField"
