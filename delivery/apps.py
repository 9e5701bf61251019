"""The app: how its memory hears of changes."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Delivery: what states serve, composed from the store and kept in memory."""

    name = "delivery"
    label = "delivery"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Register what hears of new versions. Nothing is started and nothing is read here."""
        from tenants import listening

        from . import state_view

        listening.subscribe(state_view.CHANNEL, state_view.on_notification)
