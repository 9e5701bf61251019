"""The app: subscribes the cache of state views to notifications."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery: what states serve, composed from the store and cached in memory."""

    name = "delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Subscribe to notifications, and to the poll that writes searches. Nothing is started and nothing is read."""
        from tenants import listening

        from . import state_view, suggestions

        listening.subscribe(state_view.CHANNEL, state_view.on_notification)
        listening.subscribe(state_view.CHANNEL, suggestions.on_notification)
