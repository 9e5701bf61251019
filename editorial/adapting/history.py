"""The history of an adaptation: its revisions, read without making pages of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from wagtail.models import PageLogEntry, Revision

from content_models.example_phrases import phrases_in
from content_models.models import AdaptationPage
from content_models.overlay import Operation

from .draft import EXAMPLES, Draft
from .draft_operations import from_stream, walks_from_stream
from .errors import NoSuchVersion
from .library_acts import name_of
from .types import Act, Version

PUBLISHED = frozenset({"wagtail.publish", "wagtail.publish.scheduled"})
"""Wagtail's names for what makes a version the one that citizens see."""

SAVED = frozenset({"wagtail.create", "wagtail.edit", "wagtail.rename"})
"""Wagtail's actions for saving; the changes themselves say more."""


def versions_of(page: AdaptationPage, locale: str, of_library: Sequence[Act]) -> tuple[Version, ...]:
    """Every revision of an adaptation, the latest first. Three statements.

    Args:
        locale: of the page, as a BCP 47 tag.
        of_library: what the library did that concerns it; shown at the version published then.
    """
    revisions = list(page.revisions.select_related("user").order_by("-created_at", "-pk"))
    acts = _acts_on(page, revisions, of_library)
    return tuple(
        Version(
            number=revision.pk,
            saved_at=revision.created_at,
            by=name_of_author(revision),
            operations=_operations_of(revision, locale),
            is_latest=revision.pk == page.latest_revision_id,
            is_live=page.live and revision.pk == page.live_revision_id,
            go_live_at=revision.approved_go_live_at,
            acts=tuple(acts[revision.pk]),
            phrases=_phrases_of(revision),
            walks=walks_from_stream(json.loads(revision.content.get("walks") or "[]")),
        )
        for revision in revisions
    )


def draft_at(draft: Draft, number: int) -> Draft:
    """The same workbench with the changes of an earlier version, against the library's text of now.

    Raises:
        NoSuchVersion.
    """
    page = draft.stored_page
    revision = None if page is None else page.revisions.filter(pk=number).first()
    if revision is None:
        raise NoSuchVersion
    return replace(draft, draft_page=revision.as_object())


def name_of_author(revision: Revision) -> str:
    """The name of whoever saved a revision; empty for the system."""
    return name_of(revision.user)


def _acts_on(page: AdaptationPage, revisions: Sequence[Revision], of_library: Sequence[Act]) -> Mapping[int, list[Act]]:
    """What Wagtail's log says of each revision, in words, without its saving; and what the library did.

    Withdrawing is logged without a revision: it is shown at the one that was published, else at the latest then.
    """
    acts: dict[int, list[Act]] = defaultdict(list)
    entries = PageLogEntry.objects.filter(page_id=page.pk).exclude(action__in=SAVED)
    logged = [
        (_act_of(entry), entry) for entry in entries.select_related("revision", "user").order_by("timestamp", "pk")
    ]
    published: int | None = None
    for act, entry in sorted([*logged, *((act, None) for act in of_library)], key=lambda one: one[0].at):
        saved = (one.pk for one in revisions if one.created_at <= act.at)
        number = (entry.revision_id if entry is not None else None) or published or next(saved, None)
        if number is not None:
            acts[number].append(act)
        if entry is not None and entry.action in PUBLISHED:
            published = entry.revision_id
    return acts


def _act_of(entry: PageLogEntry) -> Act:
    parts = (str(entry.message), entry.data.get("comment") or "")
    return Act(" ".join(filter(None, parts)), name_of(entry.user), entry.timestamp)


def _operations_of(revision: Revision, locale: str) -> tuple[Operation, ...]:
    changes = revision.content.get("changes") or "[]"
    return tuple(from_stream(json.loads(changes) if isinstance(changes, str) else changes, locale))


def _phrases_of(revision: Revision) -> tuple[str, ...]:
    groups = json.loads(revision.content.get(EXAMPLES) or "[]")
    return tuple(phrase for group in groups for phrase in phrases_in(group["value"].get("phrases") or ""))
