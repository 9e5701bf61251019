"""Answers that sites and apps read, counted beside the visits of pages."""

from __future__ import annotations

from collections.abc import Iterable
from wsgiref.types import WSGIEnvironment

from assistance.models import VisitKind
from assistance.visits.counting import count_visit
from content_models.choices import Channel
from tenants.models import KeyKind
from tenants.viewer import Viewer


def count_read(viewer: Viewer, codes: Iterable[str], environ: WSGIEnvironment) -> None:
    """Count an answer for each state that was read; by secret keys servers read, and nobody is visiting.

    What comes from a page of the web says so by its `Origin`; the rest are apps.
    """
    if viewer.key_kind != KeyKind.PUBLISHABLE:
        return
    channel = Channel.WEB if environ.get("HTTP_ORIGIN") else Channel.APP
    for code in codes:
        count_visit(code, channel, VisitKind.API, user_agent=environ.get("HTTP_USER_AGENT", ""))
