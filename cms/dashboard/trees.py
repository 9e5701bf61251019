"""Whose pages the start page speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from wagtail.models import Page

from content_models.languages import language_name
from content_models.paths import ROOT_DEPTH
from tenants.models import LIBRARY_ID, StaffRole, Tenant, TenantStatus, User


@dataclass(frozen=True, slots=True)
class Tree:
    """A tenant's tree in one language: its home's primary key and tree path."""

    tenant_id: int
    code: str
    name: str
    status: str
    page_id: int
    path: str
    locale: str
    time_zone: str

    @property
    def is_library(self) -> bool:
        """Whether this is the national library's."""
        return self.tenant_id == LIBRARY_ID

    @property
    def language(self) -> str:
        """The name of its language."""
        return language_name(self.locale)


def all_trees() -> tuple[Tree, ...]:
    """Return the trees of all tenants, the library first, then states by name. Two queries."""
    homes: dict[object, list[tuple[int, str, str]]] = {}
    rows = Page.objects.filter(depth=ROOT_DEPTH).order_by("locale_id")
    for key, pk, path, locale in rows.values_list("translation_key", "pk", "path", "locale__language_code"):
        homes.setdefault(key, []).append((pk, path, locale))
    tenants = Tenant.objects.exclude(root_page=None).values_list(
        "pk", "code", "name", "status", "time_zone", "root_page__translation_key"
    )
    trees = [
        Tree(tenant_id, code, name, status, *home, time_zone)
        for tenant_id, code, name, status, time_zone, key in tenants
        for home in homes.get(key, [])
    ]
    return tuple(sorted(trees, key=lambda tree: (not tree.is_library, tree.name)))


def trees_of(user: User | AbstractBaseUser | AnonymousUser, trees: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """Return the trees somebody works in: their own state's or the library's; an administrator works in all.

    Translators work in those of the other languages, not in what is translated.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    own = tuple(tree for tree in trees if user.is_superuser or tree.tenant_id == user.tenant_id)
    if user.role == StaffRole.TRANSLATOR:
        return tuple(tree for tree in own if tree.locale != settings.LANGUAGE_CODE)
    return own


def who_adds_languages(tenant: Tenant) -> list[User]:
    """Return who lets a tenant serve its texts in another language: its coordinators, or the administrators."""
    people = User.objects.filter(is_active=True).order_by("first_name", "last_name", "username")
    coordinators = list(people.filter(tenant=tenant, role=StaffRole.COORDINATOR))
    return coordinators or list(people.filter(is_superuser=True))


def within(trees: tuple[Tree, ...], field: str = "path") -> Q:
    """Return the condition that a page stands in one of these trees; with no tree, no page does."""
    condition = Q(pk__in=[])
    for tree in trees:
        condition |= Q(**{f"{field}__startswith": tree.path})
    return condition


def is_launched(tree: Tree) -> bool:
    """Whether citizens see what this tree publishes."""
    return tree.status == TenantStatus.LAUNCHED
