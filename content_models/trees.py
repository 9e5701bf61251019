"""Trees of pages and whose they are: one tree per tenant and language under Wagtail's root."""

from wagtail.models import Page

from tenants.models import LIBRARY_ID, Tenant

from .languages import bcp47
from .paths import ROOT_DEPTH, root_path_of


def tenant_of(page: Page) -> Tenant | None:
    """Return the tenant whose tree a page stands in; None outside of all trees. One query."""
    if page.path is None:
        return None
    roots = Page.objects.filter(depth=ROOT_DEPTH, path=root_path_of(page)).values("translation_key")
    return Tenant.objects.filter(root_page__translation_key__in=roots).select_related("site").first()


def language_prefix(page: Page, tenant: Tenant) -> str:
    """Return what stands before a page's path on the portal: nothing in the state's first language, `/yua` in Maya."""
    first = tenant.languages.filter(is_served=True).order_by("position", "pk").first()
    own = page.locale.language_code
    return "" if first is None or first.code == own else f"/{bcp47(own)}"


def tree_paths(tenant_ids: set[int]) -> set[str]:
    """Return the tree paths of the homes of some tenants, in all their languages."""
    keys = Tenant.objects.filter(pk__in=tenant_ids).values("root_page__translation_key")
    return set(Page.objects.filter(depth=ROOT_DEPTH, translation_key__in=keys).values_list("path", flat=True))


def with_library(tenant: Tenant | None) -> set[int]:
    """Return the tenants a page of this one may refer to: itself and the library."""
    return {LIBRARY_ID} if tenant is None else {LIBRARY_ID, tenant.pk}
