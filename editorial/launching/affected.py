"""What depends on a state's settings, counted: it is said before a change, a launch and a suspension."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from content_models.kinds import ItemKind
from content_models.languages import bcp47
from delivery import state_view
from delivery.state_view import NotVisible
from publishing.models import ContentItem
from tenants.edge import viewer_for_user
from tenants.models import LIBRARY_ID, ApiKey, Tenant, User
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class Affected:
    """How much a state's settings reach.

    Attributes:
        pages: that citizens can open in the first language, or could if the state were launched.
        scripts: that operators read.
        offices: those among the pages.
        written: how many pages are written in each of its languages, by code.
        keys, clients: the keys that work and may read the state, and the clients that they belong to.
        people: who have an account for the state that is open.
        hosts: the addresses of the site, the first one first.
    """

    pages: int
    scripts: int
    offices: int
    written: Mapping[str, int]
    keys: int
    clients: int
    people: int
    hosts: tuple[str, ...]


def affected_in(tenant: Tenant, *, by: User) -> Affected:
    """Return what depends on the settings of a state.

    Args:
        by: who asks; nothing is counted of texts that they may not read.
    """
    keys = ApiKey.objects.usable().filter(client__tenants=tenant)
    try:
        view = state_view.for_viewer(viewer_for_user(by), tenant.code)
    except NotVisible:
        pages, scripts, offices = 0, 0, 0
    else:
        public = view.public_items(timezone.now())
        guides = view.guides()
        pages, scripts = len(public) + len(guides) + bool(guides), len(view.scripts())  # guides, and the list of them
        offices = sum(item["kind"] == ItemKind.OFFICE for item in public)
    return Affected(
        pages=pages,
        scripts=scripts,
        offices=offices,
        written=_written(tenant),
        keys=keys.count(),
        clients=keys.values("client").distinct().count(),
        people=tenant.users.filter(is_active=True).count(),
        hosts=tuple(tenant.hostnames.order_by("pk").values_list("host", flat=True)),
    )


def of_readers(affected: Affected) -> str:
    """Return who reads the state through the API, as a sentence."""
    if not affected.keys:
        return gettext("No key reads the state through the API.")
    sentence = ngettext(
        "%(keys)d key that works reads it through the API (clients: %(clients)d).",
        "%(keys)d keys that work read it through the API (clients: %(clients)d).",
        affected.keys,
    )
    return sentence % {"keys": affected.keys, "clients": affected.clients}


def of_people(affected: Affected) -> str:
    """Return who works for the state, as a sentence."""
    sentence = ngettext(
        "%(count)d person works for it, and goes on writing and reviewing.",
        "%(count)d people work for it, and go on writing and reviewing.",
        affected.people,
    )
    return sentence % {"count": affected.people}


def _written(tenant: Tenant) -> dict[str, int]:
    codes = list(tenant.languages.values_list("code", flat=True))
    with tenant_scope([LIBRARY_ID, tenant.pk]):
        live = ContentItem.objects.filter(tenant__in=[LIBRARY_ID, tenant.pk]).live()
        pages = live.exclude(kind__in=[ItemKind.SCRIPT, ItemKind.ADAPTATION]).order_by()
        found = dict(pages.values_list("locale").annotate(Count("key", distinct=True)))
    return {code: found.get(bcp47(code), 0) for code in codes}
