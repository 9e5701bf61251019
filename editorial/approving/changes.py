"""What a draft changes of the page that is published, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext
from wagtail.models import Page, Revision

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, ContentPage
from content_models.trees import tenant_of
from editorial.comparing import PieceChange, changes_between
from editorial.titles import titles_of
from publishing.errors import DomainError
from publishing.page_rows import row_of
from tenants.models import Tenant
from tenants.scope import tenant_scope

GIVEN = ("slug", "order")
"""What each new page gets by itself; a state's time zone is another such thing."""

OWN_OF_ADAPTATION = ("changes", "examples", "walks")
"""The fields of an adaptation that say what the state has changed."""


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


@dataclass(frozen=True, slots=True)
class SinceSent:
    """Whether something else was published than what was sent for review.

    Attributes:
        labels: what editors call the parts that are different; empty also where they have no names.
    """

    is_changed: bool = False
    labels: tuple[str, ...] = ()


def changes_of_draft(page: ContentPage, draft: ContentPage, tenant: Tenant) -> DraftChanges:
    """Return what a page's draft changes of what is published.

    Args:
        page: as the database has it.
        draft: its latest revision, as an object.
    """
    with tenant_scope([tenant.pk]):
        published: Any = row_of(page, tenant).readable_document if page.live else None
        try:
            after = row_of(draft, tenant).readable_document
        except DomainError as error:
            return DraftChanges(is_new=not page.live, problem=error.message)
    before = published or _given(after, tenant)
    found = _changes_between(page, before, after, tenant)
    return DraftChanges(tuple(_with_whose(change, draft, after) for change in found), is_new=not page.live)


def changes_to_version(now: ContentPage, then: ContentPage, tenant: Tenant) -> DraftChanges:
    """Return what going back to an earlier version would change of what a page's draft says.

    Args:
        now: its latest revision, as an object; `then` is the earlier one.
    """
    with tenant_scope([tenant.pk]):
        try:
            before, after = row_of(now, tenant).readable_document, row_of(then, tenant).readable_document
        except DomainError as error:
            return DraftChanges(problem=error.message)
    return DraftChanges(_changes_between(now, before, after, tenant))


def labels_changed(before: Revision | None, after: Revision) -> tuple[str, ...]:
    """Return what editors call the parts that differ between two versions of a page; none where that is not known."""
    if before is None or before.pk == after.pk:
        return ()
    return labels_between(before.as_object(), after.as_object())


def labels_between(earlier: Page, later: Page) -> tuple[str, ...]:
    """Return what editors call the parts that differ between two states of a page; none where that is not known."""
    tenant = tenant_of(later) if isinstance(later, ContentPage) and not isinstance(later, AdaptationPage) else None
    if tenant is None or not isinstance(later, ContentPage) or not isinstance(earlier, ContentPage):
        return ()
    return tuple(dict.fromkeys(change.label for change in changes_to_version(earlier, later, tenant).changes))


def changes_since_sent(sent: Revision, published: Revision) -> SinceSent:
    """Return what whoever published a page had changed of what was sent to them.

    Args:
        sent: the version that was sent for review.
        published: the version that was published, or planned, as the review ended.
    """
    if sent.pk == published.pk:
        return SinceSent()
    before, after = sent.as_object(), published.as_object()
    if isinstance(after, AdaptationPage):
        return SinceSent(is_changed=any(getattr(before, name) != getattr(after, name) for name in OWN_OF_ADAPTATION))
    tenant = tenant_of(after) if isinstance(after, ContentPage) else None
    if tenant is None:
        return SinceSent(is_changed=True)
    found = changes_to_version(before, after, tenant)
    labels = tuple(dict.fromkeys(change.label for change in found.changes))
    # What could not be read as it was sent, and was published, was put right by whoever published it.
    return SinceSent(is_changed=bool(labels or found.problem), labels=labels)


def _changes_between(
    page: ContentPage, before: Mapping[str, Any], after: Mapping[str, Any], tenant: Tenant
) -> tuple[PieceChange, ...]:
    titles = titles_of([before, after], after["locale"], [tenant.pk])
    return tuple(changes_between(ItemKind(page.kind), before, after, title_of=titles.get))


def _with_whose(change: PieceChange, draft: ContentPage, after: Mapping[str, Any]) -> PieceChange:
    """Return a change that says of what a page has only from those above it that it is theirs: nobody wrote it."""
    if change.address == "isSensitive" and after["isSensitive"] and not draft.is_sensitive:
        return replace(change, after_text=gettext("Yes, for its institution or folder is marked so"))
    return change


def _given(document: Mapping[str, Any], tenant: Tenant) -> dict[str, Any]:
    """Return what a new page says without anybody's having written it: nobody has to read that."""
    is_of_state = document.get("timeZone") == tenant.time_zone
    names = (*GIVEN, "timeZone") if is_of_state else GIVEN
    return {name: document.get(name) for name in names}
