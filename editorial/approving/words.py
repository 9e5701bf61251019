"""What sending a page for review, and deciding about it, has done: a sentence, and the ways on."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, ContentPage, NoticePage, ScriptPage
from content_models.surroundings import path_of
from content_models.trees import portal_of, tenant_of
from editorial.adapting.draft import hides_text
from editorial.closings import is_closing
from editorial.reviewers import buttons_to_next, show_reviewers
from publishing.broken_walks import broken_in_draft
from publishing.errors import WalksBroken
from tenants.models import Tenant, TenantStatus


def show_sending(request: HttpRequest, page: Page) -> None:
    """Show who reads the page now, and what would keep it from being published."""
    show_reviewers(request, page)
    broken = broken_in_draft(page) if isinstance(page, ScriptPage) else []
    if broken:
        messages.warning(request, WalksBroken(broken=[("", walk) for walk in broken]).message)


def show_decision(request: HttpRequest, page: Page, action: str, *, before: int | None) -> None:
    """Show what was decided, where it shows now, how it is undone, and the way to what waits next.

    Args:
        page: the page, which is read again as it is now.
        action: `approve`, or `reject`.
        before: the id of the revision that was published before; None when nothing was.
    """
    page = Page.objects.get(pk=page.pk).specific
    sentence, buttons = sentence_of(page, action), []
    is_published_now = (
        action == "approve"
        and page.live
        and not page.workflow_in_progress
        and not page.approved_schedule
        and not is_closing(page)
    )
    tenant = tenant_of(page) if is_published_now and isinstance(page, ContentPage) else None
    if tenant is not None:
        where, url = _where_it_shows(page, tenant)
        sentence = f"{sentence} {where}".strip()
        buttons = [messages.button(url, gettext("See it on the site"), new_window=True)] if url else []
        if before is not None and before != page.live_revision_id:
            undo = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, before])
            buttons.append(messages.button(undo, gettext("Go back to the version before")))
    buttons += buttons_to_next(request.user, page.pk)
    messages.success(request, sentence, buttons=buttons or None)


def sentence_of(page: Page, action: str) -> str:
    """Return what has been done with a page that waited for a decision.

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
    if is_closing(page):  # it is published with its end, and then withdrawn
        return gettext("“%(title)s” is approved: it is being withdrawn, and in a minute nobody sees it any more.")
    if not page.approved_schedule:
        return gettext("“%(title)s” is approved and published.")
    if page.live:
        return gettext("“%(title)s” is approved. It will be published on %(when)s: until then nothing changes.")
    return gettext("“%(title)s” is approved. It will be published on %(when)s: until then nobody sees it.")


def _when(page: Page) -> str:
    planned = page.scheduled_revision
    return "" if planned is None else date_format(localtime(planned.approved_go_live_at), "DATETIME_FORMAT")


def _moment(at: datetime | None, tenant: Tenant) -> str:
    return "" if at is None else date_format(localtime(at, ZoneInfo(tenant.time_zone)), "DATETIME_FORMAT")


def _not_seen_now(page: ContentPage, tenant: Tenant) -> str:
    """Return why citizens do not see a published page now; empty: they do."""
    if isinstance(page, AdaptationPage) and hides_text(page):
        return gettext("Citizens of %(state)s do not see it any more.") % {"state": tenant.name}
    if isinstance(page, NoticePage) and page.is_over:
        return gettext("Nobody sees it: it ended on %(when)s.") % {"when": _moment(page.ends_at, tenant)}
    if isinstance(page, NoticePage) and page.starts_at is not None and page.starts_at > timezone.now():
        begins = {"state": tenant.name, "when": _moment(page.starts_at, tenant)}
        return gettext("Citizens of %(state)s will see it from %(when)s on.") % begins
    return ""


def _where_it_shows(page: ContentPage, tenant: Tenant) -> tuple[str, str]:
    """Return who sees a published page now, and its address on the state's site; each may be empty."""
    if tenant.is_library:
        return "", ""
    if page.kind == ItemKind.SCRIPT:
        return gettext("Operators of %(state)s see it now.") % {"state": tenant.name}, ""
    if tenant.status != TenantStatus.LAUNCHED:
        return gettext("It will be seen when %(state)s is launched.") % {"state": tenant.name}, ""
    if not_now := _not_seen_now(page, tenant):
        return not_now, ""
    portal = portal_of(page)
    url = f"{portal.root_url}{portal.prefix}{path_of(page)}" if portal is not None else ""
    return gettext("Citizens of %(state)s see it now.") % {"state": tenant.name}, url
