"""The pages that adapting is about: the state's adaptation, its container, and the library's page."""

from __future__ import annotations

from wagtail.models import Page

from content_models.languages import bcp47, django_code
from content_models.models import AdaptationPage, AdaptationsPage, ContentPage
from publishing.adapting_states import adaptations_of
from publishing.errors import LocaleNotServed, NotVisible
from publishing.tenant_trees import homes_of, plant_adaptations
from tenants.models import LIBRARY_ID, Tenant
from tenants.trees import tree_paths


def adaptation_page(*, tenant: Tenant, key: str, locale: str) -> AdaptationPage | None:
    """The state's adaptation in one language, as the database has it."""
    return adaptations_of(tenant=tenant, key=key).filter(locale__language_code=django_code(locale)).first()


def lock_adaptations(*, tenant: Tenant, key: str) -> None:
    """Hold a state's tree, and its adaptations of a text, until the transaction ends.

    Two who change them wait for each other, and what the worker is doing to them is waited for; what it has yet to do
    it leaves for its next round.

    Raises:
        NotVisible: the state has no tree.
    """
    if tenant.root_page_id is None:
        raise NotVisible
    Page.objects.select_for_update().get(pk=tenant.root_page_id)
    pages = adaptations_of(tenant=tenant, key=key).order_by().values("pk")
    list(Page.objects.select_for_update().filter(pk__in=pages).order_by("pk").values_list("pk"))


def latest(page: AdaptationPage) -> AdaptationPage:
    """The page as its latest draft says."""
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def container_in(*, tenant: Tenant, locale: str) -> AdaptationsPage:
    """Where a state's adaptations in one language stand, made when missing.

    Raises:
        LocaleNotServed: the state has no tree in that language.
    """
    homes = homes_of(tenant)
    home = next((home for home in homes if home.locale.language_code == django_code(locale)), None)
    if home is None:
        raise LocaleNotServed(locale=locale, served=[bcp47(home.locale.language_code) for home in homes])
    return plant_adaptations(tenant, home)


def library_page(*, key: str, locale: str) -> ContentPage | None:
    """The library's published page in one language, or in any that has it."""
    roots = tree_paths({LIBRARY_ID})
    pages = [
        page
        for page in Page.objects.filter(translation_key=key, live=True).select_related("locale").order_by("pk")
        if page.path[: page.steplen * 2] in roots
    ]
    pages.sort(key=lambda page: page.locale.language_code != django_code(locale))
    found = pages[0].specific if pages else None
    return found if isinstance(found, ContentPage) else None


def free_slug(container: AdaptationsPage, preferred: str) -> str:
    """The slug, or the slug with a number where it is taken."""
    taken = set(Page.objects.child_of(container).values_list("slug", flat=True))
    number = 1
    slug = preferred
    while slug in taken:
        number += 1
        slug = f"{preferred}-{number}"
    return slug
