"""Looking ahead: what publishing national texts does. Found by the very rules that act once they are published."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

from django.utils import timezone

from content_models.adaptable import ADAPTABLE
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.loaded_versions import version_of
from content_models.models import ContentPage, ScriptPage
from content_models.script_channels import warnings_before_publishing_script
from content_models.script_wording import suggestions_of_nodes, texts_of, voices_apart
from content_models.shapes.documents import ItemDocument, ScriptDocument
from editorial.comparing import changes_between
from editorial.titles import national_titles
from publishing.errors import DomainError, WalksBroken
from publishing.models import ContentItem
from publishing.page_rows import PageRow, row_of, tenant_of_page
from publishing.store import check_publishable
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, User

from .coming import Affected, affected_after, conflicts_with, tasks_after
from .rights import can_publish
from .state_usage import StateUsage, Text, usage_of_texts
from .types import Impact, State


def impact_of_draft(page: ContentPage, draft: ContentPage, by: User) -> Impact:
    """What publishing a draft of a library page does. The number of statements does not depend on that of states."""
    (impact,) = impacts_of_drafts([(page, draft)], by)
    return impact


def impacts_of_drafts(drafts: Sequence[tuple[ContentPage, ContentPage]], by: User) -> tuple[Impact, ...]:
    """What publishing some drafts of library pages together does, in their order.

    A document is made of each draft by itself; how the states stand to all of them is found at once.
    """
    with scope_of(LIBRARY_ID):
        made = [_row_and_problems(draft) for _, draft in drafts]
        rows = [row for row, *_ in made if row is not None]
        texts = [
            _text_of(row) if row is not None else (str(page.translation_key), bcp47(page.locale.language_code))
            for (page, _), (row, *_) in zip(drafts, made, strict=True)
        ]
        stored = _stored({key for key, _ in texts})
        usages = usage_of_texts({_text_of(row) for row in rows}) if rows else {}
        affected = affected_after(rows, usages)
        impacts = []
        for (page, draft), (row, problems, unless_urgent), text in zip(drafts, made, texts, strict=True):
            impact = replace(_alone(page, draft, by, stored.get(text), problems), unless_urgent=unless_urgent)
            if row is not None:
                impact = _with_states(impact, row, stored.get(text), usages[text], affected)
            impacts.append(impact)
    return tuple(impacts)


def _text_of(row: PageRow) -> Text:
    return row.key, row.locale


def _stored(keys: Collection[str]) -> dict[Text, ContentItem]:
    """What is stored of the library's texts, withdrawn ones included."""
    items = ContentItem.objects.for_tenant(LIBRARY_ID).filter(key__in=keys)
    return {(item.key, item.locale): item for item in items}


def _alone(
    page: ContentPage, draft: ContentPage, by: User, stored: ContentItem | None, problems: tuple[str, ...]
) -> Impact:
    """The effect without the states."""
    is_live = stored is not None and stored.is_live
    return Impact(
        page=page,
        draft=draft,
        version=version_of(page.latest_revision),
        kind=ItemKind(page.kind),
        number=stored.edition if stored is not None and is_live else 0,
        is_new=not is_live,
        is_adaptable=page.kind in ADAPTABLE,
        can_publish=can_publish(page=page, by=by),
        problems=problems,
        goes_live_at=draft.go_live_at if draft.go_live_at and draft.go_live_at > timezone.now() else None,
    )


def _row_and_problems(draft: ContentPage) -> tuple[PageRow | None, tuple[str, ...], tuple[str, ...]]:
    """Return the row of a draft, why it cannot be published, and why only as an urgent legal correction."""
    problems: tuple[str, ...] = ()
    unless_urgent: tuple[str, ...] = ()
    try:
        check_publishable(draft)
    except WalksBroken as error:
        unless_urgent = (error.message,)
    except DomainError as error:
        problems = (error.message,)
    try:
        return row_of(draft, tenant_of_page(draft)), problems, unless_urgent
    except DomainError:
        return None, problems, unless_urgent


def _with_states(
    impact: Impact, row: PageRow, stored: ContentItem | None, usage: StateUsage, affected: Affected
) -> Impact:
    before = stored.document if stored is not None and stored.is_live else None
    titles = national_titles([document for document in (before, row.document) if document], row.locale)
    conflicts, is_arriving = conflicts_with(row, stored, usage)
    is_changed = before is None or before != row.document
    busy = usage.adapting | usage.hiding | set(usage.pinned) | (usage.reviewing if is_changed else set())
    return replace(
        impact,
        warnings=_warnings(row),
        suggestions=_suggestions(row, before),
        changes=changes_between(
            impact.kind,
            stored.readable_document if stored is not None and before is not None else None,
            row.readable_document,
            title_of=titles.get,
        ),
        serving=_named(usage, set(usage.states) - busy if impact.is_adaptable else usage.states),
        adapting=_named(usage, usage.adapting),
        drafting=_named(usage, usage.drafting),
        hiding=_named(usage, usage.hiding),
        reviewing=_named(usage, usage.reviewing if impact.is_adaptable else ()),
        pinned=usage.pins(),
        will_open=tasks_after(row, usage, conflicts, affected, is_arriving=is_arriving, is_changed=is_changed),
        will_open_if_urgent=tasks_after(
            row, usage, conflicts, affected, is_arriving=is_arriving, is_changed=is_changed, is_urgent=True
        ),
        conflicts=conflicts,
        walks=len(impact.draft.walks) if isinstance(impact.draft, ScriptPage) and not impact.is_refused else 0,
    )


def _warnings(row: PageRow) -> tuple[str, ...]:
    if row.kind != ItemKind.SCRIPT:
        return ()
    return tuple(one.message for one in warnings_before_publishing_script(cast(ScriptDocument, row.document)))


def _suggestions(row: PageRow, before: ItemDocument | None) -> tuple[str, ...]:
    """Return how a script could be worded, and where only one of its voices is another than in the present edition."""
    if row.kind != ItemKind.SCRIPT:
        return ()
    nodes = cast(ScriptDocument, row.document)["nodes"]
    apart = voices_apart(texts_of(cast(ScriptDocument, before)["nodes"]), texts_of(nodes)) if before else []
    return tuple(one.message for one in [*apart, *suggestions_of_nodes(nodes)])


def _named(usage: StateUsage, ids: Collection[int]) -> tuple[State, ...]:
    return tuple(sorted(usage.states[tenant_id] for tenant_id in ids))
