"""The app."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """Assistance: what call centers and chat work with."""

    name = "assistance"
    label = "assistance"
    verbose_name = "Assistance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write what this process counts, and watch who signs in."""
        from .desk import person
        from .visits import writing

        person.watch_sign_ins()
        writing.start()
