"""Which objects of the administration are whose: what one person may name, and what is offered to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet
from wagtail.models import Page, Workflow

from tenants import edge
from tenants.models import LIBRARY_CODE, LIBRARY_ID, User
from tenants.permissions import clients_managed_by, sees_all_states
from tenants.scope import tenant_scope
from tenants.trees import HOME_DEPTH, ROOT_DEPTH, is_below

from .acts import Act, may
from .rule import Named, Scope

_reader: ContextVar[Reach | None] = ContextVar("reader", default=None)
MOST_DIGITS_OF_ID = 18
"""What has more is the id of nothing."""


_TENANTS = f"""
SELECT tenant.id, collection.path, home.path
FROM tenants_tenant tenant
LEFT JOIN wagtailcore_collection collection ON collection.id = tenant.collection_id
LEFT JOIN wagtailcore_page root ON root.id = tenant.root_page_id
LEFT JOIN wagtailcore_page home ON home.translation_key = root.translation_key AND home.depth = {HOME_DEPTH}
WHERE tenant.id IN (%(own)s, %(library)s)
"""


class _Tenant(NamedTuple):
    """What is known of a tenant: the paths of its collection and of its trees in all languages."""

    collection_path: str | None
    page_paths: set[str]


class Reach:
    """What one person may do and name; looked up once for each request (`reach_of`)."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.is_administrator = user.is_active and user.is_superuser

    def may(self, act: Act) -> bool:
        """Whether the person's role is one that does this."""
        return may(self.user, act)

    def has_all(self, named: Named, values: Iterable[str], path: Mapping[str, object]) -> bool:
        """Whether everything that is named is there, and within reach. What is no id at all is not there.

        Args:
            path: the parameters of the address.
        """
        wanted = set(values)
        if not wanted:
            return True
        if named.field == "pk" and not all(map(_is_id, wanted)):
            return False
        if named.field == "code":
            return self.is_administrator or wanted <= self.codes
        model = apps.get_model(named.model)
        found = model._default_manager.filter(**{f"{named.field}__in": wanted})
        if named.within is not None:
            field, parameter = named.within
            return _count(found.filter(**{field: str(path[parameter])}), named.field) == len(wanted)
        if hasattr(model, "tenant_id") and model is not User:
            tenants = set(self._read.values())
            with tenant_scope(tenants):
                return _count(found.filter(tenant__in=tenants), named.field) == len(wanted)
        return _count(self.narrowed(found, named.scope), named.field) == len(wanted)

    def narrowed(self, objects: QuerySet[Any], scope: Scope = Scope.OWN) -> QuerySet[Any]:
        """Return those of the objects that are within reach; none of a model of which nothing is known."""
        if scope is Scope.NOBODYS and not self.is_administrator:
            return objects.none()
        if self.is_administrator:
            return objects
        label = Page._meta.label if issubclass(objects.model, Page) else objects.model._meta.label
        condition = CONDITIONS.get(label)
        return objects.none() if condition is None else objects.filter(condition(self, scope))

    def is_of_library(self, page: Page) -> bool:
        """Whether a page stands in a tree of the library."""
        return page.path.startswith(tuple(self.page_paths(LIBRARY_ID)))

    def page_paths(self, tenant_id: int | None) -> set[str]:
        """The paths of the trees of one's own tenant, or of the library."""
        tenant = self._tenants.get(tenant_id or 0)
        return set() if tenant is None else tenant.page_paths

    def collection_paths(self, scope: Scope) -> set[str]:
        """The paths of the collections within reach."""
        tenants = {LIBRARY_ID, self.user.tenant_id} if scope is Scope.CHOSEN else {self.user.tenant_id}
        return {
            tenant.collection_path for pk, tenant in self._tenants.items() if pk in tenants and tenant.collection_path
        }

    @cached_property
    def _tenants(self) -> dict[int, _Tenant]:
        """Own tenant and library. The ORM would take longer to write this statement than PostgreSQL to answer it."""
        found: dict[int, _Tenant] = {}
        with connection.cursor() as cursor:
            cursor.execute(_TENANTS, {"own": self.user.tenant_id, "library": LIBRARY_ID})
            for pk, collection_path, page_path in cursor.fetchall():
                tenant = found.setdefault(pk, _Tenant(collection_path, set()))
                tenant.page_paths.update(filter(None, [page_path]))
        return found

    @cached_property
    def codes(self) -> set[str]:
        """The codes of the tenants whose texts and reviews the person may see."""
        return set(self._read)

    @cached_property
    def _read(self) -> dict[str, int]:
        tenants = dict(edge.viewer_for_user(self.user).tenants)
        return tenants | {LIBRARY_CODE: LIBRARY_ID} if sees_all_states(self.user) else tenants


def reach_of(user: Any) -> Reach | None:
    """Return what a user reaches, looked up once; nothing for who has not signed in."""
    if not isinstance(user, User):
        return None
    if not hasattr(user, "admin_reach"):
        user.admin_reach = Reach(user)  # type: ignore[attr-defined]  # lives as long as the request's user
    reach: Reach = user.admin_reach  # type: ignore[attr-defined]
    return reach


@contextmanager
def read_by(user: Any) -> Iterator[None]:
    """Let `reads_published_only` know, within the block, who uses the administration."""
    token = _reader.set(reach_of(user))
    try:
        yield
    finally:
        _reader.reset(token)


def reads_published_only(page: Page) -> bool:
    """Whether who uses the administration sees of a page only what is published: of the library's, a state's people."""
    reach = _reader.get()
    if reach is None or reach.is_administrator or reach.user.tenant_id == LIBRARY_ID:
        return False
    return reach.is_of_library(page)


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS_OF_ID and str(int(value)) == value


def _count(objects: QuerySet[Any], field: str) -> int:
    return len(set(objects.values_list(field, flat=True)))


def _pages(reach: Reach, scope: Scope) -> Q:
    own = is_below(reach.page_paths(reach.user.tenant_id))
    if scope is Scope.OWN:
        return own
    root = Q(depth=ROOT_DEPTH) if reach.may(Act.READ) else Q(pk__in=())
    if scope is Scope.BROWSED:
        return own | root
    # Homes say nothing but which tree it is; a draft of the library is nobody's but its people's.
    national = is_below(reach.page_paths(LIBRARY_ID)) & (Q(live=True) | Q(depth=HOME_DEPTH))
    return own | root | national


def _in_collections(reach: Reach, scope: Scope) -> Q:
    condition = Q(pk__in=())
    for path in reach.collection_paths(scope):
        condition |= Q(collection__path__startswith=path)
    return condition


def _collections(reach: Reach, scope: Scope) -> Q:
    return is_below(reach.collection_paths(scope))


def _clients(reach: Reach, scope: Scope) -> Q:
    return Q(pk__in=clients_managed_by(reach.user).values("pk"))


def _people(reach: Reach, scope: Scope) -> Q:
    return Q(tenant=reach.user.tenant_id) if reach.user.tenant_id else Q(pk__in=())


def _uploads(reach: Reach, scope: Scope) -> Q:
    return Q(uploaded_by_user=reach.user)


def _sites(reach: Reach, scope: Scope) -> Q:
    return Q(tenant=reach.user.tenant_id) if reach.user.tenant_id else Q(pk__in=())


def _workflows(reach: Reach, scope: Scope) -> Q:
    pages = Page.objects.filter(_pages(reach, Scope.OWN), depth=HOME_DEPTH)
    return Q(workflow_pages__page__in=pages.values("pk"))


def _tasks(reach: Reach, scope: Scope) -> Q:
    return Q(workflow_tasks__workflow__in=Workflow.objects.filter(_workflows(reach, scope)).values("pk"))


def _sources(reach: Reach, scope: Scope, through: str = "") -> Q:
    pages = Page.objects.filter(_pages(reach, scope)).values("translation_key")
    return Q(**{f"{through}object__in": pages})


def _translations(reach: Reach, scope: Scope) -> Q:
    return _sources(reach, scope, "source__")


def _states(reach: Reach, scope: Scope) -> Q:
    return Q(code__in=reach.codes)


CONDITIONS: dict[str, Callable[[Reach, Scope], Q]] = {
    "tenants.Tenant": _states,
    "wagtailcore.Page": _pages,
    "media.CustomImage": _in_collections,
    "media.CustomDocument": _in_collections,
    "wagtailcore.Collection": _collections,
    "tenants.ApiClient": _clients,
    "tenants.User": _people,
    "wagtailcore.UploadedFile": _uploads,
    "wagtailcore.Site": _sites,
    "wagtailcore.Workflow": _workflows,
    "wagtailcore.Task": _tasks,
    "wagtail_localize.TranslationSource": _sources,
    "wagtail_localize.Translation": _translations,
}
"""What makes an object one's own, by the label of its model."""
