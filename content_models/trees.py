"""Trees of pages and whose they are: one tree per tenant and language under Wagtail's root."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from tenants.models import LIBRARY_ID, Tenant, TenantLanguage, TenantQuerySet
from tenants.request_memory import remembered
from tenants.trees import pages_of

from .languages import bcp47
from .paths import ROOT_DEPTH, root_path_of
from .surroundings import owner_of


def tenant_of(page: Page) -> Tenant | None:
    """Return the tenant whose tree a page stands in; None outside of all trees. One query."""
    return _tenants_of(page).first()


def zone_of(page: Page) -> ZoneInfo:
    """Return whose clocks count in a page's tree: its tenant's, and the service's outside of all trees. One query."""
    tenant = tenant_of(page)
    return ZoneInfo(tenant.time_zone if tenant is not None else settings.TIME_ZONE)


def lock_trees(page: Page) -> None:
    """Hold all pages of the tenant in whose tree a page stands, in all languages, until the transaction ends.

    Moving a page writes the places of its siblings and of all below them, and the order in all languages. Two who move
    wait for each other, and so does who saves one of the pages. Rows are locked in the order of their keys.
    """
    tenant = tenant_of(page)
    if tenant is not None:
        list(pages_of([tenant.pk]).select_for_update(no_key=True).order_by("pk").values_list("pk"))


def is_translation(page: Page) -> bool:
    """Whether a page stands in a tree whose owner's first language is another one. At most one query."""
    owner = owner_of(page)
    return owner is not None and owner.first_locale_id != page.locale_id


def _tenants_of(page: Page) -> TenantQuerySet:
    if page.path is None:
        return Tenant.objects.none()
    roots = Page.objects.filter(depth=ROOT_DEPTH, path=root_path_of(page)).values("translation_key")
    return Tenant.objects.filter(root_page__translation_key__in=roots).select_related("site")


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the public sees a tree.

    Attributes:
        root_url: the site's address, without a slash at its end.
        prefix: what stands before every path: nothing in the state's first language, `/yua` in Maya.
    """

    site_id: int
    root_url: str
    prefix: str


def portal_of(page: Page) -> Portal | None:
    """Return where the public sees a page's tree; None for the library and outside of all trees.

    One query, and one for all pages of a tree within a request that only reads.
    """
    if page.path is None:
        return None
    return remembered(("portal", root_path_of(page), page.locale_id), lambda: _portal_of(page))


def _portal_of(page: Page) -> Portal | None:
    first_language = TenantLanguage.objects.filter(tenant=OuterRef("pk"), is_served=True).order_by("position", "pk")
    tenant = (
        _tenants_of(page)
        .exclude(site=None)
        .exclude(pk=LIBRARY_ID)
        .annotate(first_language=Subquery(first_language.values("code")[:1]))
        .first()
    )
    if tenant is None or tenant.site is None:
        return None
    own = page.locale.language_code
    return Portal(
        tenant.site.pk, tenant.site.root_url, "" if tenant.first_language in (None, own) else f"/{bcp47(own)}"
    )
