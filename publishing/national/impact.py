"""Looking ahead: what publishing a national text does. Found by the very rules that act once it is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.utils import timezone

from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import ContentPage
from publishing.adoption import PINNABLE
from publishing.comparing import changes_between
from publishing.errors import DomainError
from publishing.models import ContentItem
from publishing.page_rows import PageRow, known_tenant_of, row_of
from publishing.store import check_publishable
from publishing.titles import national_titles
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, User

from .coming import conflicts_with, tasks_after
from .rights import can_publish
from .standing import Standing, standing_of
from .types import Impact, State


def impact_of_draft(page: ContentPage, draft: ContentPage, by: User) -> Impact:
    """What publishing a draft of a library page does. The number of statements does not depend on that of states."""
    page_key, locale = str(page.translation_key), bcp47(page.locale.language_code)
    goes_live_at = draft.go_live_at if draft.go_live_at and draft.go_live_at > timezone.now() else None
    with scope_of(LIBRARY_ID):
        row, problems = _row_and_problems(draft)
        stored = (
            ContentItem.objects.for_tenant(LIBRARY_ID).filter(key=row.key if row else page_key, locale=locale).first()
        )
        is_live = stored is not None and stored.is_live
        impact = Impact(
            page=page,
            draft=draft,
            revision=page.latest_revision_id,
            kind=ItemKind(page.kind),
            number=stored.edition if stored is not None and is_live else 0,
            is_new=not is_live,
            is_adaptable=str(page.kind) in PINNABLE,
            can_publish=can_publish(page=page, by=by),
            problems=problems,
            goes_live_at=goes_live_at,
        )
        if row is None:
            return impact
        return _with_states(impact, row, stored)


def _row_and_problems(draft: ContentPage) -> tuple[PageRow | None, tuple[str, ...]]:
    try:
        check_publishable(draft)
    except DomainError as error:
        problems: tuple[str, ...] = (error.message,)
    else:
        problems = ()
    try:
        return row_of(draft, known_tenant_of(draft)), problems
    except DomainError:
        return None, problems


def _with_states(impact: Impact, row: PageRow, stored: ContentItem | None) -> Impact:
    before = stored.document if stored is not None and stored.is_live else None
    titles = national_titles([document for document in (before, row.document) if document], row.locale)
    standing = standing_of(row.key, row.locale)
    conflicts, is_arriving = conflicts_with(row, stored, standing)
    is_changed = before is None or before != row.document
    busy = standing.adapting | standing.hiding | set(standing.pinned) | (standing.reviewing if is_changed else set())
    return replace(
        impact,
        changes=changes_between(impact.kind, before, row.document, title_of=titles.get),
        serving=_named(standing, set(standing.states) - busy if impact.is_adaptable else standing.states),
        adapting=_named(standing, standing.adapting),
        drafting=_named(standing, standing.drafting),
        hiding=_named(standing, standing.hiding),
        reviewing=_named(standing, standing.reviewing if impact.is_adaptable else ()),
        pinned=standing.pins(),
        will_open=tasks_after(row, standing, conflicts, is_arriving=is_arriving, is_changed=is_changed),
        will_open_if_urgent=tasks_after(
            row, standing, conflicts, is_arriving=is_arriving, is_changed=is_changed, is_urgent=True
        ),
        conflicts=conflicts,
    )


def _named(standing: Standing, ids: Collection[int]) -> tuple[State, ...]:
    return tuple(sorted(standing.states[tenant_id] for tenant_id in ids))
