"""What a draft changes of the page that is published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content_models.kinds import ItemKind
from content_models.models import ContentPage
from editorial.comparing import PieceChange, changes_between
from editorial.titles import titles_of
from publishing.errors import DomainError
from publishing.page_rows import row_of
from tenants.models import Tenant
from tenants.scope import tenant_scope

GIVEN = ("slug", "order")
"""What each new page gets by itself; a state's time zone is another such thing."""


@dataclass(frozen=True, slots=True)
class DraftChanges:
    """What publishing the latest draft of a page would change.

    Attributes:
        is_new: nothing of the page is published: all that it says is new.
        problem: why the draft has no readable text yet; empty when it has.
    """

    changes: tuple[PieceChange, ...] = ()
    is_new: bool = False
    problem: str = ""


def changes_of_draft(page: ContentPage, draft: ContentPage, tenant: Tenant) -> DraftChanges:
    """Return what a page's draft changes of what is published.

    Args:
        page: as the database has it.
        draft: its latest revision, as an object.
    """
    with tenant_scope([tenant.pk]):
        published: Any = row_of(page, tenant).document if page.live else None
        try:
            after = row_of(draft, tenant).document
        except DomainError as error:
            return DraftChanges(is_new=not page.live, problem=error.message)
    before = published or _given(after, tenant)
    return DraftChanges(_changes_between(page, before, after, tenant), is_new=not page.live)


def changes_to_version(now: ContentPage, then: ContentPage, tenant: Tenant) -> DraftChanges:
    """Return what going back to an earlier version would change of what a page's draft says.

    Args:
        now: its latest revision, as an object; `then` is the earlier one.
    """
    with tenant_scope([tenant.pk]):
        try:
            before, after = row_of(now, tenant).document, row_of(then, tenant).document
        except DomainError as error:
            return DraftChanges(problem=error.message)
    return DraftChanges(_changes_between(now, before, after, tenant))


def _changes_between(
    page: ContentPage, before: Mapping[str, Any], after: Mapping[str, Any], tenant: Tenant
) -> tuple[PieceChange, ...]:
    titles = titles_of([before, after], after["locale"], [tenant.pk])
    return tuple(changes_between(ItemKind(page.kind), before, after, title_of=titles.get))


def _given(document: Mapping[str, Any], tenant: Tenant) -> dict[str, Any]:
    """Return what a new page says without anybody's having written it: nobody has to read that."""
    is_of_state = document.get("timeZone") == tenant.time_zone
    names = (*GIVEN, "timeZone") if is_of_state else GIVEN
    return {name: document.get(name) for name in names}
