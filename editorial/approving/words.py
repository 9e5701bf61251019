"""What a decision about a page has done, in a sentence."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from wagtail.models import Page


def sentence_of(page: Page, action: str) -> str:
    """Return what has been done with a page that waited for approval.

    Args:
        page: as it is now.
        action: `approve`, or `reject`.
    """
    return _sentence(page, action) % {"title": page.get_admin_display_title(), "when": _when(page)}


def _sentence(page: Page, action: str) -> str:
    if action != "approve":
        return gettext("“%(title)s” goes back to its editors, with your comment.")
    if page.workflow_in_progress:
        return gettext("“%(title)s” is approved, and waits for the next approval.")
    if not page.approved_schedule:
        return gettext("“%(title)s” is approved and published.")
    if page.live:
        return gettext("“%(title)s” is approved. It will be published on %(when)s: until then nothing changes.")
    return gettext("“%(title)s” is approved. It will be published on %(when)s: until then nobody sees it.")


def _when(page: Page) -> str:
    planned = page.scheduled_revision
    return "" if planned is None else date_format(localtime(planned.approved_go_live_at), "DATETIME_FORMAT")
