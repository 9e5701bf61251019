"""What withdrawing a state's page does, on Wagtail's own screen that asks whether to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage, ContentPage, OfficePage, OrganizationPage
from content_models.trees import tenant_of
from delivery.state_view import LocaleNotServed, NotVisible
from editorial.adapting.rights import view_for
from editorial.offices.selectors import place_of, words_of
from editorial.reviewers import name_of
from tenants.models import Tenant, User

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """What follows from it.

    Attributes:
        seen: who does not see it any more.
        asked: the same of somebody who asks for it: once it is approved.
        is_sent: whether something of it waits in review; `sent_by` sent it, where that is known.
        instead: of an office, who answers people who need one of its kind: the nearest first; None for other pages.
    """

    seen: str
    asked: str
    is_sent: bool
    sent_by: str
    instead: tuple[str, ...] | None


def withdrawing_of(page: Page, by: object) -> Withdrawing | None:
    """Return what withdrawing a page does; None: it is the library's, which has its own screen, or is not seen now."""
    own = page.specific
    tenant = tenant_of(own) if isinstance(own, ContentPage) else None
    if tenant is None or tenant.is_library or not own.live or not isinstance(by, User):
        return None
    state = own.current_workflow_state
    return Withdrawing(
        seen=_seen(own, tenant),
        asked=_asked(own, tenant),
        is_sent=state is not None,
        sent_by=name_of(state.requested_by) if state is not None and state.requested_by else "",
        instead=_instead_of(own, tenant, by) if isinstance(own, OfficePage) else None,
    )


@dataclass(frozen=True, slots=True)
class Lost:
    """What people lose with an office that is withdrawn, as they see it now.

    Attributes:
        place: the lines of its address; none where it is not known, or confidential.
        instead: who answers people who need one of its kind: the nearest first.
    """

    kind: str
    phones: tuple[str, ...]
    hours: str
    place: tuple[str, ...]
    instead: tuple[str, ...]


def lost_with(page: ContentPage, tenant: Tenant, by: User) -> Lost | None:
    """Return what is lost with a page that is seen now; None: it is no office."""
    if not isinstance(page, OfficePage):
        return None
    above = page.get_parent().specific
    return Lost(
        kind=above.get_organization_kind_display() if isinstance(above, OrganizationPage) else "",
        phones=tuple(str(block.value["display"]) for block in page.phones),
        hours=words_of(page) or page.hours_text.strip(),
        place=place_of(page),
        instead=_instead_of(page, tenant, by),
    )


def _seen(page: ContentPage, tenant: Tenant) -> str:
    if isinstance(page, AdaptationPage):
        return gettext("People of %(state)s read the national text again.") % {"state": tenant.name}
    if page.kind == ItemKind.SCRIPT:
        return gettext("Operators of %(state)s do not find it any more.") % {"state": tenant.name}
    return gettext(
        "People of %(state)s do not see it any more, on the site, in its search, in chats and calls. It is kept here, "
        "and can be published again."
    ) % {"state": tenant.name}


def _asked(page: ContentPage, tenant: Tenant) -> str:
    names = {"state": tenant.name, "title": page.get_admin_display_title()}
    if page.kind == ItemKind.SCRIPT:
        return (
            gettext(
                "Once it is approved, operators of %(state)s do not find “%(title)s” any more; until then they "
                "do. It is kept here, and can be published again."
            )
            % names
        )
    return (
        gettext(
            "Once it is approved, people of %(state)s do not see “%(title)s” any more, on the site, in its "
            "search, in chats and calls; until then they do. It is kept here, and can be published again."
        )
        % names
    )


def _instead_of(office: OfficePage, tenant: Tenant, by: User) -> tuple[str, ...]:
    """Return who answers then: offices of the same kind, the nearest first, and how far they are."""
    try:
        view = view_for(tenant=tenant, locale=bcp47(office.locale.language_code), by=by)
    except (NotVisible, LocaleNotServed):
        return ()
    item: Any = view.item(str(office.translation_key))
    if item is None:
        return ()
    near = None if item["latitude"] is None else (item["latitude"], item["longitude"])
    hits = view.directory.offices(item["organizationKind"], near=near)
    others = [hit for hit in hits if hit.item["key"] != item["key"]]
    if near is None:  # in the same municipality first
        others.sort(key=lambda hit: hit.item["municipality"] != item["municipality"])
    return tuple(_named(hit) for hit in others[:NEAREST])


def _named(hit: Any) -> str:
    where = hit.item["municipality"] or ""
    if hit.distance_meters is not None:
        distance = gettext("%(kilometers)d km") % {"kilometers": max(1, round(hit.distance_meters / 1000))}
        where = f"{where}, {distance}" if where else distance
    return f"{hit.item['title']} ({where})" if where else str(hit.item["title"])
