"""What a state's coordinator has to look after: keys, second factors, offices and pages that have been left alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_models.models import ContentPage, OfficePage
from delivery import state_view
from editorial.examples.repeated import repeated_by, screens_of
from tenants.days import today_of
from tenants.models import ApiKey, Tenant, TotpDevice, User
from tenants.scope import tenant_scope
from tenants.trees import is_below, tree_paths
from tenants.viewer import Viewer, ViewerKind

from .readiness import Missing, offices_of

UNUSED_DAYS = 90
YEAR = timedelta(days=365)
SHOWN = 5


def upkeep_of(tenant: Tenant) -> list[Missing]:
    """Return what waits for somebody, with the names of the first ones; nothing of it blocks. Reads only."""
    today = today_of(tenant)
    with tenant_scope([tenant.pk]):
        waiting = [*_keys(tenant, today), *_people(tenant), *_offices(tenant, today), *_pages(tenant, today)]
    return [*waiting, *_phrases(tenant)]


def _keys(tenant: Tenant, today: date) -> Iterator[Missing]:
    keys = ApiKey.objects.usable().filter(client__owner=tenant).select_related("client").order_by("pk")
    before = today - timedelta(days=UNUSED_DAYS)
    unused = keys.filter(Q(last_used_on__lt=before) | Q(last_used_on=None, created_at__date__lt=before))
    url = reverse("api_clients:index")
    if unused:
        sentence = ngettext(
            "%(count)d key has not been used for 90 days: revoke it if nobody needs it (%(names)s).",
            "%(count)d keys have not been used for 90 days: revoke those that nobody needs (%(names)s).",
            len(unused),
        )
        yield Missing("KEYS_UNUSED", False, sentence % _named([f"{key.client.name} {key}" for key in unused]), url)
    endless = keys.filter(expires_at=None)
    if endless:
        sentence = ngettext(
            "%(count)d key never expires: make one with an end in its place (%(names)s).",
            "%(count)d keys never expire: make some with an end in their place (%(names)s).",
            len(endless),
        )
        yield Missing("KEYS_ENDLESS", False, sentence % _named([f"{key.client.name} {key}" for key in endless]), url)


def _people(tenant: Tenant) -> Iterator[Missing]:
    people = User.objects.filter(tenant=tenant, is_active=True).order_by("username")
    people = people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)  # who has not accepted yet
    without = people.exclude(pk__in=TotpDevice.objects.filter(confirmed=True).values("user"))
    if without:
        sentence = ngettext(
            "%(count)d person signs in without a second factor: ask them to set it up (%(names)s).",
            "%(count)d people sign in without a second factor: ask them to set it up (%(names)s).",
            len(without),
        )
        url = f"{reverse('people:list')}?{urlencode({'state': tenant.code, 'second_step': 'no'})}"
        yield Missing("NO_SECOND_FACTOR", False, sentence % _named([user.get_username() for user in without]), url)


def _offices(tenant: Tenant, today: date) -> Iterator[Missing]:
    live = OfficePage.objects.filter(is_below(tree_paths([tenant.pk])), live=True)
    never = live.filter(assured_on=None).order_by("path")
    if never:
        sentence = ngettext(
            "%(count)d published office has never been confirmed: call it (%(names)s).",
            "%(count)d published offices have never been confirmed: call them (%(names)s).",
            len(never),
        )
        yield Missing("OFFICES_NEVER", False, sentence % _named([_title(page) for page in never]), offices_of(tenant))
    old = live.filter(assured_on__lt=today - YEAR).order_by("path")
    if old:
        sentence = ngettext(
            "%(count)d office has not been confirmed for a year: call it (%(names)s).",
            "%(count)d offices have not been confirmed for a year: call them (%(names)s).",
            len(old),
        )
        yield Missing("OFFICES_OLD", False, sentence % _named([_title(page) for page in old]), offices_of(tenant))


def _pages(tenant: Tenant, today: date) -> Iterator[Missing]:
    below = is_below(tree_paths([tenant.pk]))
    types = [model for model in apps.get_models() if issubclass(model, ContentPage)]
    titles = [
        _title(page)
        for model in types
        for page in model._default_manager.filter(below, live=True, review_due_on__lt=today).order_by("review_due_on")
    ]
    if titles:
        sentence = ngettext(
            "%(count)d page is overdue for review (%(names)s).",
            "%(count)d pages are overdue for review (%(names)s).",
            len(titles),
        )
        yield Missing("PAGES_OVERDUE", False, sentence % _named(titles), _explorer(tenant))


def _title(page: ContentPage) -> str:
    """Return what a page is called in a mail: the title of a confidential office may say where it is."""
    return _("a confidential office") if getattr(page, "is_confidential", False) else page.title


def _phrases(tenant: Tenant) -> Iterator[Missing]:
    """Yield the phrases that the state has added to an item although another one has them, with the way to both."""
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="upkeep")
    view = state_view.for_viewer(viewer, tenant.code)
    for one in islice(repeated_by(view), SHOWN):
        screens = screens_of(view, one.keys)
        sentence = _("Search cannot tell two pages apart by “%(phrase)s”: leave it where it belongs, or on both.")
        links = tuple((str(view[key]["title"]), screens[key]) for key in one.keys)
        yield Missing("PHRASE_ON_TWO_ITEMS", False, sentence % {"phrase": one.phrase}, links=links)


def _named(names: list[str]) -> dict[str, object]:
    more = "…" if len(names) > SHOWN else ""
    return {"count": len(names), "names": ", ".join(names[:SHOWN]) + more}


def _explorer(tenant: Tenant) -> str:
    return "" if tenant.root_page_id is None else reverse("wagtailadmin_explore", args=[tenant.root_page_id])
