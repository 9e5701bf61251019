"""What is missing before citizens see a state: what keeps it from being launched, and what it can do without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from content_models.choices import OrganizationKind
from content_models.models import OfficePage, OrganizationPage
from content_models.office_confirmation import to_confirm
from editorial.content_checks.check import check_content
from editorial.content_checks.finding import Severity
from tenants.admin_access.acts import Act, states_roles
from tenants.hostnames import LOCAL
from tenants.models import ApiClient, ApiKey, KeyKind, StaffRole, Tenant, TenantPhone, User
from tenants.scope import tenant_scope
from tenants.trees import is_below, tree_paths


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a state lacks.

    Attributes:
        code: stable, for programs, such as `NO_HOST`.
        is_blocking: whether the state cannot be launched without it.
        sentence: what is missing and what to do, in the active language.
        url: of the screen where it is mended; empty where there is none.
        step: what is done there, as a link says it; empty: to mend it.
        links: names and addresses of several screens, where it is mended in one of them.
    """

    code: str
    is_blocking: bool
    sentence: str
    url: str = ""
    step: str = ""
    links: tuple[tuple[str, str], ...] = ()


def missing_of(tenant: Tenant) -> list[Missing]:
    """Return what a state lacks, what keeps it from being launched first. Reads only."""
    with tenant_scope([tenant.pk]):
        found = [*_of_settings(tenant), *_of_people(tenant)]
    found += [*_of_offices(tenant), *_of_texts(tenant)]
    return sorted(found, key=lambda one: not one.is_blocking)


def _of_settings(tenant: Tenant) -> Iterator[Missing]:
    hosts = list(tenant.hostnames.values_list("host", flat=True))
    addresses = reverse("states:hosts", args=[tenant.code])
    if not hosts:
        yield Missing("NO_HOST", True, _("Nobody can find the site: write its address."), addresses)
    elif all(host.endswith(LOCAL) for host in hosts):
        sentence = _("The site has an address on this machine only (%(host)s). Write the one that people will use.")
        yield Missing("LOCAL_HOST", False, sentence % {"host": hosts[0]}, addresses)
    phones = set(tenant.phones.values_list("purpose", flat=True))
    numbers = reverse("states:phones", args=[tenant.code])
    if TenantPhone.Purpose.EMERGENCY not in phones:
        yield Missing("NO_EMERGENCY_NUMBER", True, _("There is no emergency number: every page shows it."), numbers)
    if TenantPhone.Purpose.HELP_LINE not in phones:
        sentence = _("There is no help line of the state: its pages show none.")
        yield Missing("NO_HELP_LINE", False, sentence, numbers)
    if not ApiKey.objects.usable().filter(kind=KeyKind.PUBLISHABLE, client__tenants=tenant).exists():
        sentence = _("No website or app can read the content yet: make an API client and a key.")
        yield Missing("NO_KEY", False, sentence, _making_key(tenant), _("Make the first key"))


def _making_key(tenant: Tenant) -> str:
    """Return where a key is made: of the state's own client, or of one that is made first."""
    client = ApiClient.objects.filter(owner=tenant, tenants=tenant, is_active=True).order_by("pk").first()
    if client is not None:
        return _back_from("api_clients:new_key", tenant, client.pk)
    return _back_from("api_clients:add", tenant, state=tenant.code)


def _back_from(name: str, tenant: Tenant, *args: int, **query: str) -> str:
    """Return the address of a form that leads back to the state's screen."""
    back = reverse("states:overview", args=[tenant.code])
    return f"{reverse(name, args=args)}?{urlencode({**query, 'next': back})}"


def _of_people(tenant: Tenant) -> Iterator[Missing]:
    people = User.objects.filter(tenant=tenant, is_active=True, role__in=states_roles(Act.PUBLISH))
    if not people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists():
        invited = people.order_by("pk").first()
        if invited is None:
            sentence = _("Nobody publishes for this state: invite its first person, who then chooses a password.")
            url = _back_from("people:invite", tenant, state=tenant.code, role=StaffRole.COORDINATOR.value)
            yield Missing("NO_PUBLISHER", True, sentence, url, _("Invite the first person"))
        else:
            sentence = _("Nobody publishes for this state yet: %(name)s was invited and has not chosen a password.")
            url = f"{reverse('people:list')}?{urlencode({'state': tenant.code})}"
            yield Missing(
                "NO_PUBLISHER", True, sentence % {"name": invited.get_username()}, url, _("See the invitation")
            )


def _of_offices(tenant: Tenant) -> Iterator[Missing]:
    explorer = "" if tenant.root_page_id is None else reverse("wagtailadmin_explore", args=[tenant.root_page_id])
    directory = offices_of(tenant)
    below = is_below(tree_paths([tenant.pk]))
    offices = OfficePage.objects.filter(below)
    unconfirmed = offices.filter(to_confirm()).count()
    if unconfirmed:
        sentence = ngettext(
            "%(count)d office has not been confirmed: call it and confirm it.",
            "%(count)d offices have not been confirmed: call them and confirm them.",
            unconfirmed,
        )
        yield Missing(
            "UNCONFIRMED_OFFICES",
            False,
            sentence % {"count": unconfirmed},
            offices_of(tenant, needs_confirmation="true"),
        )
    live = list(offices.filter(live=True))
    kinds = _kinds_with_offices(below, live)
    if OrganizationKind.PUBLIC_DEFENDER not in kinds:
        sentence = _("No public defender's office is published: whoever is detained is sent to a substitute.")
        yield Missing(
            "NO_DEFENDER", False, sentence, *_way_to_office(below, OrganizationKind.PUBLIC_DEFENDER, explorer)
        )
    if OrganizationKind.PROSECUTOR not in _kinds_with_offices(below, [office for office in live if office.website]):
        sentence = _(
            "No prosecutor’s office has a website: whoever cannot go to one is to ask there about reports online."
        )
        yield Missing(
            "NO_PROSECUTORS_WEBSITE", False, sentence, *_way_to_office(below, OrganizationKind.PROSECUTOR, explorer)
        )
    if OrganizationKind.CIVIL_SOCIETY not in kinds:
        way = _way_to_office(below, OrganizationKind.CIVIL_SOCIETY, explorer)
        yield Missing("NO_CIVIL_SOCIETY", False, _("No civil society organization is published."), *way)
    without_hours = sum(1 for office in live if not office.schedule and not office.hours_text)
    if without_hours:
        sentence = ngettext(
            "%(count)d published office has no opening hours.",
            "%(count)d published offices have no opening hours.",
            without_hours,
        )
        yield Missing("NO_SERVICE_HOURS", False, sentence % {"count": without_hours}, directory)


def _way_to_office(below: Q, kind: str, otherwise: str) -> tuple[str, str]:
    """Return where an office of a kind is published or added, and what that link says."""
    organizations = OrganizationPage.objects.filter(below, organization_kind=kind).order_by("-numchild", "path")
    organization = organizations.first()
    if organization is None:
        return otherwise, _("Add the organization and its office")
    if organization.numchild:
        return reverse("wagtailadmin_explore", args=[organization.pk]), _("Publish one of its offices")
    office = OfficePage._meta
    add = reverse("wagtailadmin_pages:add", args=[office.app_label, office.model_name, organization.pk])
    return add, _("Add its office")


def offices_of(tenant: Tenant, **filters: str) -> str:
    """Return the address of the list of a state's offices."""
    return f"{reverse('offices:index')}?{urlencode({'state': tenant.code, **filters})}"


def _kinds_with_offices(below: Q, live: Sequence[OfficePage]) -> set[str]:
    """Return of which kinds an office is published: the kind is that of the organization above it."""
    above = {office.path[: -Page.steplen] for office in live}
    return set(OrganizationPage.objects.filter(below, path__in=above).values_list("organization_kind", flat=True))


def _of_texts(tenant: Tenant) -> Iterator[Missing]:
    explorer = "" if tenant.root_page_id is None else reverse("wagtailadmin_explore", args=[tenant.root_page_id])
    for one in check_content(codes=[tenant.code]):
        if one.severity is Severity.ERROR:
            yield Missing(one.code, True, f"{one.where}: {one.message}", explorer)
