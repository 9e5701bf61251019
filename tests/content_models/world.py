"""A small world of content: the library's tree and those of two states, each with one office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self, TypeVar
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Model
from wagtail.models import Collection, Locale, Page, Site

from content_models.models import ContentPage, HomePage, OfficePage, OrganizationPage, SectionPage
from tenants.models import LIBRARY_ID, Tenant
from tests.tenants.factories import state

PageT = TypeVar("PageT", bound=ContentPage)


def block_id(name: str) -> str:
    """A stable id for a block of a test."""
    return str(uuid5(NAMESPACE_URL, name))


def block(block_type: str, value: Any, name: str | None = None) -> dict[str, Any]:
    """A block of a stream as it is stored."""
    return {"type": block_type, "value": value, "id": block_id(name or f"{block_type}{value}")}


def item(value: Any, name: str | None = None) -> dict[str, Any]:
    """An item of a list block as it is stored."""
    return block("item", value, name)


def law(law_name: str, article: str, *, verified: bool = True) -> dict[str, Any]:
    """A reference to one article."""
    return {"law": law_name, "article": article, "text": f"{law_name} art. {article}", "verified": verified}


def add(parent: Page, page: PageT) -> PageT:
    """Add a page below another, in its language, and read it back as it is stored."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    return type(page)._default_manager.get(pk=page.pk)


def spanish() -> Locale:
    """The language of all sources."""
    return Locale.objects.get_or_create(language_code="es-mx")[0]


@dataclass(frozen=True)
class StateTree:
    """One state: its home, its directory, its prosecutor's organization and office."""

    tenant: Tenant
    home: HomePage
    directory: SectionPage
    organization: OrganizationPage
    office: OfficePage

    def fresh(self) -> Self:
        """The same as the database has it now."""
        return _fresh(self)


@dataclass(frozen=True)
class World:
    """The library's tree with one section, and two states."""

    library: HomePage
    section: SectionPage
    tabasco: StateTree
    jalisco: StateTree

    def fresh(self) -> Self:
        """The same as the database has it now."""
        return replace(_fresh(self), tabasco=self.tabasco.fresh(), jalisco=self.jalisco.fresh())


def _fresh(rows: Any) -> Any:
    """Read the rows in a dataclass again."""
    read = {name: value for name, value in vars(rows).items() if isinstance(value, Model)}
    return replace(rows, **{name: type(row)._default_manager.get(pk=row.pk) for name, row in read.items()})


def make_world() -> World:
    """Build the world in the present transaction; states and trees that exist already are used."""
    library = home_of(Tenant.objects.get(pk=LIBRARY_ID))
    section = add(library, SectionPage(title="Mundo", slug="mundo", live=False))
    return World(library, section, state_tree("TAB"), state_tree("JAL"))


def state_tree(code: str) -> StateTree:
    """A state with a directory of its own, apart from whatever it has."""
    tenant = state(code)
    home = home_of(tenant)
    directory = add(home, SectionPage(title="Mundo", slug="mundo", live=False))
    organization = add(
        directory,
        OrganizationPage(title=f"Fiscalía de {tenant.name}", slug="fiscalia", organization_kind="PROSECUTOR"),
    )
    office = add(organization, OfficePage(title=f"Oficina de {tenant.name}", slug="oficina"))
    return StateTree(tenant, home, directory, organization, office)


def home_of(tenant: Tenant) -> HomePage:
    """The tenant's home; made, with a site and a collection, when it has none."""
    if tenant.root_page is None:
        root = Page.objects.get(depth=1)
        home = HomePage(title=tenant.name, slug=tenant.code.lower(), locale=spanish(), live=False)
        root.add_child(instance=home)
        tenant.root_page = home
        tenant.site = Site.objects.create(hostname=f"{tenant.slug}.example.org", port=80, root_page=home)
        tenant.collection = Collection.get_first_root_node().add_child(instance=Collection(name=tenant.code))
        tenant.save()
    return HomePage.objects.get(pk=tenant.root_page_id)
