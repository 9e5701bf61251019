"""The app: what editors work with."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    """Editorial: adapting, reviewing, national publishing, the matrix, and what else editors do with texts."""

    name = "editorial"
    label = "editorial"
    verbose_name = "Editorial"

    def ready(self) -> None:
        """Let authors see scripts as a chart, and walk them; leave e-mails about reviews to the worker."""
        from content_models import previews

        from .review_mails import send_by_worker
        from .scripts.preview import RENDERERS

        previews.render_scripts_with(RENDERERS)
        send_by_worker()
