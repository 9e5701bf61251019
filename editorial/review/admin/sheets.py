"""What a review shows, for each reason that one is opened for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from content_models.kinds import ItemKind
from content_models.overlay import WHOLE
from content_models.piece_labels import in_words
from content_models.script_graph import names_of_nodes
from delivery.view import StateView
from editorial.adapting import selectors
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.places import address_of, local_of
from editorial.adapting.admin.reader import Reader
from editorial.adapting.admin.rows import anchor_of
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.types import AdaptationTarget, OperationKind, Unresolved
from editorial.citations.articles import normalized_article
from editorial.citations.places import Place, places_in
from editorial.comparing import ChangeKind, PieceChange, changes_between
from editorial.differences import marked
from editorial.review.types import Review, ReviewPiece
from editorial.wording import words_of
from publishing.models import ContentItem, ReviewTask
from publishing.review.decisions import Decision
from publishing.review.labels import words_of_nodes
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .words import DECISIONS, category_of

CHANGES = {
    ChangeKind.ADDED: _("added"),
    ChangeKind.REMOVED: _("removed"),
    ChangeKind.CHANGED: _("changed"),
    ChangeKind.MOVED: _("moved"),
}


@dataclass(frozen=True, slots=True)
class ChangedPiece:
    """One piece of a text before and after; `marked` is what it says now with the differences marked."""

    label: str
    change: str | Promise
    before: str
    after: str
    marked: SafeString
    is_only_form: bool


@dataclass(frozen=True, slots=True)
class AdoptionSheet:
    """What the new edition changes.

    Attributes:
        is_new: the state has not shown the text at all so far.
    """

    pieces: tuple[ChangedPiece, ...]
    is_new: bool


def adoption_sheet(review: Review) -> AdoptionSheet:
    """Return the pieces that differ between the edition that the state shows and the new one, in words."""
    return AdoptionSheet(tuple(piece_in_words(change) for change in review.changes), not review.task.from_number)


def piece_in_words(change: PieceChange) -> ChangedPiece:
    """Return a change with its differences marked."""
    return ChangedPiece(
        label=change.label,
        change=CHANGES[change.kind],
        before=change.before_text,
        after=change.after_text,
        marked=marked(change.before_text, change.after_text),
        is_only_form=change.is_only_form,
    )


@dataclass(frozen=True, slots=True)
class LawSheet:
    """Where the law is cited in the text as it is read now; nowhere, when that was changed already."""

    places: tuple[Place, ...]


def law_sheet(task: ReviewTask, view: StateView | None) -> LawSheet:
    """Return the places of the text that cite what the task is about.

    Args:
        view: what the state serves; None for the library's own tasks.
    """
    document = view.item(task.key) if view is not None else _stored(task)
    law, article = str(task.details.get("law", "")), normalized_article(str(task.details.get("article", "")))
    return LawSheet(places_in(document, law, article) if document is not None else ())


def _stored(task: ReviewTask) -> Mapping[str, Any] | None:
    with tenant_scope([task.tenant_id]):
        rows = ContentItem.objects.for_tenant(task.tenant_id).live().filter(key=task.key, locale=task.locale)
        return rows.values_list("document", flat=True).first()


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """What was reported of one piece in one category; `states` are the names of the states where it was read."""

    piece: str
    category: str
    count: int
    states: str
    last_at: datetime | None


def reported_sheet(task: ReviewTask) -> list[ReportedRow]:
    """Return the reports of a review, what was reported most first."""
    reports = sorted(task.details.get("reports", ()), key=lambda report: -report["count"])
    codes = {code for report in reports for code in report["states"]}
    names = dict(Tenant.objects.filter(code__in=codes).values_list("code", "name"))
    labels = task.details.get("labels", {})
    return [
        ReportedRow(
            piece=in_words(labels.get(report["address"])),
            category=category_of(report),
            count=report["count"],
            states=", ".join(sorted(names.get(code, code) for code in report["states"])),
            last_at=_local(report["lastAt"]),
        )
        for report in reports
    ]


def _local(instant: str) -> datetime | None:
    at = parse_datetime(instant)
    return None if at is None else timezone.localtime(at)


@dataclass(frozen=True, slots=True)
class WithdrawnSheet:
    """What the state wrote, and is not served now.

    Attributes:
        texts: what the state wrote, as its latest draft says.
        reader: puts it into words.
        local_url: where a page of the state's own is begun; empty for users who may not.
    """

    texts: tuple[Unresolved, ...]
    reader: Reader
    local_url: str


def withdrawn_sheet(task: ReviewTask, editing: EditingContext) -> WithdrawnSheet:
    """Return what the state wrote; nothing in the moment in which the library publishes the text again."""
    try:
        texts = selectors.withdrawn_text_of(
            AdaptationTarget(tenant=editing.tenant, key=task.key, locale=task.locale, by=editing.user)
        ).texts
    except NotAdaptable:
        texts = ()
    reader = Reader(editing.view, editing.tenant.site.root_url if editing.tenant.site else "")
    return WithdrawnSheet(texts, reader, local_of(editing) if editing.rights.can_edit else "")


@dataclass(frozen=True, slots=True)
class Side:
    """One piece of a text, three times, in words.

    Attributes:
        before: the national text when the state changed it.
        now: the national text now, with the differences to that marked.
        own: what the state says.
        was_there: whether the library had the piece then; an addition of the state's replaces nothing.
        whole: what the library changed, for a text that the state hides as a whole.
        decision: what was decided and waits in the draft; empty while nothing is.
        edit_url: of the form of the state's text; empty where it has none.
    """

    piece: ReviewPiece
    before: str
    now: SafeString
    own: str
    was_there: bool
    whole: tuple[ChangedPiece, ...]
    decision: str
    edit_url: str

    @property
    def anchor(self) -> str:
        """The id of the element."""
        return anchor_of(self.piece.address)

    @property
    def is_whole(self) -> bool:
        """Whether the text as a whole is hidden."""
        return self.piece.address == WHOLE

    @property
    def is_insertion(self) -> bool:
        """Whether the state has added it."""
        return self.piece.change is OperationKind.INSERT


@dataclass(frozen=True, slots=True)
class ChangedSheet:
    """The pieces of a review side by side."""

    sides: tuple[Side, ...]


def changed_sheet(review: Review, editing: EditingContext, back_url: str) -> ChangedSheet:
    """Return the pieces of an open review in words.

    Args:
        back_url: where the forms lead back to.
    """
    nodes = _nodes(review, editing)
    return ChangedSheet(tuple(_side(piece, review, editing, back_url, nodes) for piece in review.pieces))


def _nodes(review: Review, editing: EditingContext) -> Mapping[str, str]:
    """Return what people call the nodes that an answer leads to: those that are gone by their last words."""
    task = review.task
    if task.kind != ItemKind.SCRIPT:
        return {}
    served = editing.view.item(task.key)
    names = names_of_nodes(served["nodes"]) if served is not None and served["kind"] == "SCRIPT" else {}
    with tenant_scope([LIBRARY_ID, task.tenant_id]):
        return {**words_of_nodes(key=task.key, locale=task.locale), **names}


def _side(piece: ReviewPiece, review: Review, editing: EditingContext, back_url: str, nodes: Mapping[str, str]) -> Side:
    def title_of(key: str) -> str | None:
        item = None if key in nodes else editing.view.item(key)
        return str(item["title"]) if item is not None else nodes.get(key)

    def words(value: Any) -> str:
        return "" if value is None or is_whole else words_of(piece.address, value, title_of)

    is_whole = piece.address == WHOLE
    before, now = words(piece.base_value), words(piece.national_value)
    whole: tuple[ChangedPiece, ...] = ()
    if is_whole:
        changes = changes_between(ItemKind(review.task.kind), piece.base_value, piece.national_value, title_of=title_of)
        whole = tuple(piece_in_words(change) for change in changes if not change.is_only_form)
    return Side(
        piece=piece,
        before=before,
        now=marked(before, now),
        own=words(piece.local_value),
        was_there=piece.base_value is not None,
        whole=whole,
        decision=str(DECISIONS[piece.decision]) if piece.decision is not None else "",
        edit_url=_edit_url(piece, review, editing, back_url),
    )


def _edit_url(piece: ReviewPiece, review: Review, editing: EditingContext, back_url: str) -> str:
    """The form of the state's own text: of what the state hides, or what lost its place, there is none."""
    if piece.address == WHOLE or piece.is_hidden or piece.is_gone or piece.decision == Decision.TAKE:
        return ""
    query = urlencode({"address": piece.address, "next": f"{back_url}#{anchor_of(piece.address)}"})
    place = address_of(editing, review.task.key, "piece")
    return f"{place}{'&' if editing.is_in_other_language else '?'}{query}#{anchor_of(piece.address)}"
