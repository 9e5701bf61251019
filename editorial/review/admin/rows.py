"""Reviews as the lists show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from content_models.kinds import ItemKind
from content_models.piece_labels import PieceLabel, in_words
from editorial.adapting.admin.listing import KINDS
from publishing.models import ReviewReason, ReviewTask
from publishing.review.decisions import waiting
from publishing.review.labels import with_words
from tenants.days import is_over

from .words import DECISIONS, SHORT_REASONS, by_when, who, why


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A review that waits.

    Attributes:
        kind: of the text, in words.
        is_decided: everything is decided in the draft, which is not published yet.
    """

    task: ReviewTask
    url: str
    reason: str
    kind: str
    why: str
    by_when: str
    is_overdue: bool
    is_decided: bool

    @property
    def place(self) -> tuple[bool, date, str]:
        """Where it stands in the list: urgent and overdue ones first, then the day on which it is due."""
        return not (self.task.is_urgent or self.is_overdue), self.task.due_on, self.task.title

    @property
    def is_correction(self) -> bool:
        """Whether it is about an urgent legal correction; a test walk that breaks is urgent, too."""
        return self.task.is_urgent and self.task.reason != ReviewReason.WALK


@dataclass(frozen=True, slots=True)
class DoneRow:
    """A review that is done."""

    task: ReviewTask
    url: str
    reason: str
    kind: str
    why: str
    who: str
    decisions: tuple[Decided, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of one piece; until it is published it waits in the draft."""

    label: str
    decision: str
    who: str
    at: datetime | None
    is_published: bool


def open_row(task: ReviewTask, now: datetime) -> OpenRow:
    """Return an open review as a line, late or not by the clocks of its tenant. No query."""
    return OpenRow(
        task=task,
        url=reverse("reviews:task", args=[task.pk]),
        reason=str(SHORT_REASONS[ReviewReason(task.reason)]),
        kind=kind_label(task.kind),
        why=why(task),
        by_when=by_when(task, now),
        is_overdue=is_over(task.due_on, tenant=task.tenant, now=now),
        is_decided=is_decided(task),
    )


def done_row(task: ReviewTask) -> DoneRow:
    """Return a closed review as a line. No query."""
    return DoneRow(
        task=task,
        url=reverse("reviews:task", args=[task.pk]),
        reason=str(SHORT_REASONS[ReviewReason(task.reason)]),
        kind=kind_label(task.kind),
        why=why(task),
        who=who(task.closed_by),
        decisions=decisions_of(task),
    )


def is_decided(task: ReviewTask) -> bool:
    """Whether a decision waits in the draft for every piece."""
    if task.outcome or task.reason != ReviewReason.CHANGED or not task.addresses:
        return False
    return all(waiting(task.decisions, address) for address in task.addresses)


def decisions_of(task: ReviewTask) -> tuple[Decided, ...]:
    """Return what was decided, in words."""
    labels = with_words((entry.get("label") for entry in task.decisions), key=task.key, locale=task.locale)
    return tuple(_decided(entry, label) for entry, label in zip(task.decisions, labels, strict=True))


def _decided(entry: Mapping[str, Any], label: PieceLabel | None) -> Decided:
    at = parse_datetime(entry.get("at") or "")
    return Decided(
        label=in_words(label),
        decision=str(DECISIONS.get(entry["decision"], entry["decision"])),
        who=str(entry.get("name") or ""),
        at=timezone.localtime(at) if at is not None else None,
        is_published=bool(entry.get("isPublished")),
    )


def kind_label(kind: str) -> str:
    """Return what kind of text it is, in words."""
    return str(KINDS.get(ItemKind(kind), ""))
