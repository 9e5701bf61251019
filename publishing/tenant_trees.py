"""The trees of a tenant: one home per served language, and the sections it begins with, all of them drafts."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Locale, Page

from content_models.choices import Role
from content_models.models import AdaptationsPage, HomePage, SectionPage
from content_models.stable_ids import key_of
from tenants.models import Tenant

DEFAULT_LANGUAGE = "es-mx"


@dataclass(frozen=True)
class SectionPlan:
    """A section that a new tree begins with; its order is its place in the plan."""

    slug: str
    title: str
    role: str = ""


ADAPTATIONS_SLUG = "adaptaciones"
ADAPTATIONS_TITLE = "Adaptaciones"
LIBRARY_SECTIONS = (
    SectionPlan("victima", "Soy víctima", Role.VICTIM),
    SectionPlan("imputado", "Me acusan o me detuvieron", Role.ACCUSED),
    SectionPlan("tercero", "Soy familiar, testigo u otra persona", Role.THIRD_PARTY),
    SectionPlan("glosario", "Glosario"),
    SectionPlan("guiones", "Guiones de atención"),
    SectionPlan("directorio", "Directorio"),
    SectionPlan("avisos", "Avisos"),
)
STATE_SECTIONS = (
    SectionPlan("directorio", "Directorio"),
    SectionPlan("avisos", "Avisos"),
    SectionPlan("informacion-local", "Información local"),
)


def homes_of(tenant: Tenant) -> list[HomePage]:
    """Return the homes of a tenant's trees, the one of its first language first; empty before it has been prepared."""
    if tenant.root_page is None:
        return []
    homes = HomePage.objects.filter(translation_key=tenant.root_page.translation_key).select_related("locale")
    return sorted(homes, key=lambda home: home.pk != tenant.root_page_id)


def plant_trees(tenant: Tenant) -> list[HomePage]:
    """Make the missing trees, one per served language, and return all homes, the first language's first.

    A tree that exists is left as its editors made it. Sets `tenant.root_page` without saving it.
    """
    homes = {home.locale.language_code: home for home in homes_of(tenant)}
    for code in served_languages(tenant):
        if code in homes:
            continue
        homes[code] = _plant(tenant, code, first=next(iter(homes.values()), None))
        if tenant.root_page is None:
            tenant.root_page = homes[code].page_ptr
    return list(homes.values())


def served_languages(tenant: Tenant) -> list[str]:
    """Return the codes of the languages a tenant serves, in the order of fallback."""
    return list(tenant.languages.filter(is_served=True).values_list("code", flat=True))


def plant_adaptations(tenant: Tenant, home: HomePage) -> AdaptationsPage:
    """Return the page under which a state's adaptations in the home's language stand, made when missing."""
    found = AdaptationsPage.objects.child_of(home).first()
    if found is not None:
        return found
    page = AdaptationsPage(
        title=ADAPTATIONS_TITLE,
        slug=ADAPTATIONS_SLUG,
        locale=home.locale,
        translation_key=key_of("section", f"{tenant.code}/{ADAPTATIONS_SLUG}"),
        **_draft(),
    )
    # The object's own count of children may be older than they are.
    HomePage.objects.get(pk=home.pk).add_child(instance=page)
    return page


def _plant(tenant: Tenant, code: str, *, first: HomePage | None) -> HomePage:
    locale, _ = Locale.objects.get_or_create(language_code=code)
    key = first.translation_key if first else key_of("home", tenant.code)
    slug = tenant.slug if first is None else f"{tenant.slug}-{code}"
    home = HomePage(title=tenant.name, slug=slug, locale=locale, translation_key=key, **_draft())
    Page.objects.get(depth=1).add_child(instance=home)
    for order, plan in enumerate(LIBRARY_SECTIONS if tenant.is_library else STATE_SECTIONS, start=1):
        home.add_child(
            instance=SectionPage(
                title=plan.title,
                slug=plan.slug,
                role=plan.role,
                order=order,
                locale=locale,
                translation_key=key_of("section", f"{tenant.code}/{plan.slug}"),
                **_draft(),
            )
        )
    if not tenant.is_library:
        plant_adaptations(tenant, home)
    return home


def _draft() -> dict[str, bool]:
    return {"live": False, "has_unpublished_changes": True}
