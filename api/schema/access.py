"""Which kinds of item a key may read. Asked by every field that could show one."""

from __future__ import annotations

from collections.abc import Iterable

from api.errors.coded_error import CodedError, ErrorCode
from content_models.kinds import ItemKind
from content_models.shapes.documents import Item
from tenants.models import Scope
from tenants.viewer import Viewer

SCOPE_OF_KIND: dict[str, Scope] = {ItemKind.SCRIPT: Scope.SCRIPTS}
"""Kinds that need more than the scope that every key has."""


def require_scope(viewer: Viewer, scope: Scope, *, field: str) -> None:
    """Refuse a viewer without the scope.

    Raises:
        CodedError: `FORBIDDEN_SCOPE`.
    """
    if not viewer.has_scope(scope):
        raise CodedError(ErrorCode.FORBIDDEN_SCOPE, field=field, scope=scope.name)


def require_kind(viewer: Viewer, kind: str, *, field: str | None = None) -> None:
    """Refuse a viewer that may not read items of this kind.

    Raises:
        CodedError: `FORBIDDEN_SCOPE`.
    """
    scope = SCOPE_OF_KIND.get(kind)
    if scope is not None and not viewer.has_scope(scope):
        raise CodedError(ErrorCode.FORBIDDEN_SCOPE, field=field, scope=scope.name)


def may_read_kind(viewer: Viewer, kind: str) -> bool:
    """Whether the viewer may read items of this kind."""
    scope = SCOPE_OF_KIND.get(kind)
    return scope is None or viewer.has_scope(scope)


def readable(viewer: Viewer, items: Iterable[Item]) -> list[Item]:
    """Return the items whose kind the viewer may read, in the same order."""
    return [item for item in items if may_read_kind(viewer, item["kind"])]


def readable_kinds(viewer: Viewer) -> list[ItemKind]:
    """Return the kinds that the viewer may read; an adaptation is never an item by itself."""
    return [kind for kind in ItemKind if kind is not ItemKind.ADAPTATION and may_read_kind(viewer, kind)]
