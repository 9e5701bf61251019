"""Two made-up states with pages of every kind, and a way to visit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from content_models.models import (
    ContentPage,
    GlossaryTerm,
    GuidancePage,
    HomePage,
    OfficePage,
    OrganizationPage,
    SectionPage,
)
from delivery import state_view
from publishing.services.launch_state import PhoneFacts, StateFacts, launch_state, prepare_tenant
from publishing.services.publish import publish_page
from tenants import identity_cache
from tenants.models import Tenant, TenantPhone
from tests.content_models.world import block, item, law
from tests.module_transaction import module_transaction
from tests.tenants.factories import library, page_of

PHONES = (
    PhoneFacts(purpose=TenantPhone.Purpose.EMERGENCY, label="Emergencias", display="911"),
    PhoneFacts(
        purpose=TenantPhone.Purpose.HELP_LINE,
        label="Ayuda",
        display="55 5658 1111",
    ),
)
Visit = Callable[..., Any]


@dataclass(frozen=True)
class Site:
    """A launched state, its directory and the office in it."""

    tenant: Tenant
    organization: OrganizationPage
    office: OfficePage

    @property
    def host(self) -> str:
        """Where its portal is served."""
        return f"{self.tenant.slug}.localhost"

    def fresh(self) -> Self:
        """The same as the database has it now."""
        return replace(
            self,
            tenant=Tenant.objects.get(pk=self.tenant.pk),
            organization=OrganizationPage.objects.get(pk=self.organization.pk),
            office=OfficePage.objects.get(pk=self.office.pk),
        )


@pytest.fixture(autouse=True)
def empty_memory() -> Iterator[None]:
    """Forget what other tests have read: the database takes it back, memory would not."""
    state_view.reset()
    identity_cache.reset()
    yield
    state_view.reset()
    identity_cache.reset()


@pytest.fixture(scope="module")
def sites(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Site]]:
    """North and South, made once for a module in a transaction that each test's own stands in."""
    with module_transaction(django_db_blocker):
        home = HomePage.objects.get(pk=library().root_page_id)
        if not home.live:
            publish_page(page=home)
        yield {name: _site(code, name) for code, name in (("ZZA", "Norte"), ("ZZB", "Sur"))}


@pytest.fixture
def national(sites: dict[str, Site], texts: Texts, db: None) -> Tenant:
    """The national library with a published home."""
    return library()


@pytest.fixture
def north(sites: dict[str, Site], national: Tenant) -> Site:
    return sites["Norte"].fresh()


@pytest.fixture
def south(sites: dict[str, Site], national: Tenant) -> Site:
    return sites["Sur"].fresh()


@pytest.fixture
def visit(client: Client) -> Visit:
    """Ask a state's portal for a path."""

    def ask(site: Site, path: str, **headers: str) -> Any:
        return client.get(path, headers={"host": site.host, **headers})

    return ask


@dataclass(frozen=True)
class Texts:
    """What the library publishes beside the starter content: a section for victims, a term and a guidance page."""

    section: SectionPage
    term: GlossaryTerm
    guidance: GuidancePage


@pytest.fixture(scope="module")
def texts(sites: dict[str, Site]) -> Texts:
    """The library's texts, published once for a module."""
    section = published(
        Page.objects.get(pk=library().root_page_id),
        SectionPage(title="Prueba de víctimas", slug="prueba-victimas", role="VICTIM", introduction="<p>Hola.</p>"),
    )
    term = published(
        section,
        GlossaryTerm(
            title="Ñandutí", slug="nanduti", definition="<p>Tejido fino.</p>", synonyms=[block("synonym", "encaje")]
        ),
    )
    return Texts(section, term, _guidance(section, term))


@pytest.fixture
def section(texts: Texts, national: Tenant) -> SectionPage:
    """A section of the library for victims."""
    return SectionPage.objects.get(pk=texts.section.pk)


@pytest.fixture
def term(texts: Texts, national: Tenant) -> GlossaryTerm:
    """A term of the library, in the section."""
    return GlossaryTerm.objects.get(pk=texts.term.pk)


@pytest.fixture
def guidance(texts: Texts, national: Tenant) -> GuidancePage:
    """A guidance page with a block of the kinds that matter most."""
    return GuidancePage.objects.get(pk=texts.guidance.pk)


def _guidance(section: SectionPage, term: GlossaryTerm) -> GuidancePage:
    body = [
        block("steps", {"heading": "Qué hacer", "steps": [item(_step("Acércate al mostrador de {state}."))]}),
        block("deadline", _deadline()),
        block("offices", {"heading": "", "organization_kind": "PROSECUTOR", "text": ""}),
    ]
    return published(
        section,
        GuidancePage(
            title="Prueba de robo",
            slug="prueba-robo",
            roles=["VICTIM"],
            urgency="EMERGENCY",
            question="¿Qué hago si me robaron?",
            first_step="Llama al 911",
            summary="Lo primero es tu seguridad.",
            body=body,
            related_terms=[block("term", term.pk)],
            legal_references=[block("legal_reference", law("LGV", "7", verified=False))],
        ),
    )


def published(parent: Page, page: ContentPage) -> ContentPage:
    """Add a page below another, unpublished, and then publish it."""
    page.locale, page.live = parent.locale, False
    parent.add_child(instance=page)
    return publish_page(page=page)


def _site(code: str, name: str) -> Site:
    facts = StateFacts(
        code=code,
        name=name,
        official_name=f"Estado de {name}",
        slug=name.lower(),
        time_zone="America/Mexico_City",
        phones=PHONES,
    )
    prepare_tenant(facts=facts)
    tenant = launch_state(code=code)
    organization = published(
        page_of(tenant, "directorio"),
        OrganizationPage(title=f"Fiscalía de {name}", slug=f"fiscalia-{name}".lower(), organization_kind="PROSECUTOR"),
    )
    office = published(
        organization,
        OfficePage(
            title=f"Oficina de {name}",
            slug=f"oficina-{name}".lower(),
            address="Calle Uno 1",
            phones=[block("phone", {"display": "993 313 6550 ext. 5030"})],
            schedule=[block("schedule", _always_open())],
        ),
    )
    return Site(tenant, organization, office)


def node(key: str, kind: str, text: str, **options: str) -> dict[str, object]:
    """A node of a script as it is stored; `options` are labels by the key they lead to."""
    return block(
        "node",
        {
            "key": key,
            "kind": kind,
            "text": f"<p>{text}</p>",
            "wordings": [],
            "options": [item({"key": to, "label": label, "to": to}) for to, label in options.items()],
            "organization_kind": "",
            "legal_references": [],
            "verified": True,
        },
    )


def _step(text: str) -> dict[str, object]:
    return {"title": "", "text": f"<p>{text}</p>", "legal_references": [item(law("CNPP", "221"))]}


def _deadline() -> dict[str, object]:
    return {
        "text": "<p>Para decidir.</p>",
        "amount": 72,
        "amount_max": 144,
        "unit": "HOURS",
        "event": "La audiencia",
        "who_must_act": "El juez",
        "consequence": "",
        "legal_references": [item(law("CPEUM", "19"))],
    }


def _always_open() -> dict[str, object]:
    return {"is_always_open": True, "periods": [], "holidays": "OPEN"}
