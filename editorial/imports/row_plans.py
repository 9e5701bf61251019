"""What one row of a file does, what is wrong with it, and what is asked about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from content_models.loaded_versions import version_of
from content_models.models import OfficePage, OrganizationPage
from content_models.office_questions import MUNICIPALITY_UNKNOWN
from publishing.models import OfficeImport, OfficeImportRow, RowAct
from tenants.models import User

from .columns import COLUMNS
from .directory import ExistingOffice

DOUBLE = "LIKELY_DOUBLE"
DOUBLE_IN_FILE = "LIKELY_DOUBLE_IN_FILE"
DRAFT_WAITING = "DRAFT_WAITING"
CHANGED_SINCE = "CHANGED_SINCE"
"""The question whether what was changed here since the download stays as it is, or becomes what the file says."""
LEFT_OUT = "LEFT_OUT"
"""The question whether a row that is refused is left out, and the others imported."""
YES = "yes"
NO = "no"
"""What is said where an answer is taken back."""
KEEP = "keep"
FILE = "file"
"""The answers to `CHANGED_SINCE`."""
EMPTY = "empty"
"""The answer that words for hours are emptied, for they say other ones."""
NEW = "new"
"""The answer that an office is none of those that it is like."""

ANSWERED = ("value", "answer", "by", "by_id", "on")
"""What is kept of an answer: the value that it was about, what was said, and by whom and when."""

Answers = Mapping[str, Mapping[str, Any]]
"""By code of a question."""


@dataclass(slots=True)
class RowPlan:
    """What one row of the file does.

    Attributes:
        number: as the spreadsheet counts.
        texts: its cells that are not empty, by name of their column.
        identifier: the source and external id that the office gets, if it gets others.
        changed: the fields of the office that change.
        revision_before, live_revision_before, revision_after: of an import that was saved (`OfficeImportRow`).
        answers: what was said to its questions.
        is_excluded: whether somebody leaves the row out of the import.
        is_outdated: whether the office was changed since the download, or the row does not say of when it is.
        base: the office as the download showed it, where it is outdated and that is known.
        stayed: the headings of cells that only say what was downloaded, of what is otherwise by now.
        conflicts: heading, what the office says now and what the file says, of what was changed on both sides.
    """

    number: int
    texts: Mapping[str, str]
    answers: Answers = field(default_factory=dict)
    act: RowAct = RowAct.UNCHANGED
    key: UUID | None = None
    title: str = ""
    changes: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    present: ExistingOffice | None = None
    organization: OrganizationPage | None = None
    identifier: tuple[str, str] | None = None
    changed: set[str] = field(default_factory=set)
    revision_before: int | None = None
    live_revision_before: int | None = None
    revision_after: int | None = None
    is_excluded: bool = False
    is_outdated: bool = False
    base: OfficePage | None = None
    stayed: list[str] = field(default_factory=list)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def is_revived(self) -> bool:
        """Whether the office had been withdrawn: a file that lists it publishes it again."""
        return self.present is not None and self.present.is_withdrawn and not self.stays_withdrawn

    @property
    def stays_withdrawn(self) -> bool:
        """Whether the office was withdrawn since the download, and nobody has said that it is published again."""
        is_withdrawn = self.present is not None and self.present.is_withdrawn
        return is_withdrawn and self.is_outdated and not self.takes_file

    @property
    def takes_file(self) -> bool:
        """Whether somebody has said that the file is right where the office was changed since the download."""
        said = self.answers.get(CHANGED_SINCE, {})
        return said.get("answer") == FILE and said.get("value") == self.version_now

    @property
    def version_now(self) -> str:
        """The version of the draft that the office has now: an answer about it holds for no other."""
        return "" if self.present is None else version_of(self.present.latest)

    def refuse(self, column: str, text: str) -> None:
        """Note what is wrong with a cell."""
        self.errors.append({"column": column, "text": text})

    def note_change(self, column: str, before: str, after: str) -> None:
        """Note what becomes of a cell."""
        self.changes.append({"column": column, "before": before, "after": after})

    def add_question(
        self, code: str, column: str, value: str, text: str, options: Sequence[Mapping[str, str]] = ()
    ) -> str:
        """Ask, and return what was answered; empty: nothing yet.

        Args:
            value: what the question is about; what was said of another value is no answer.
            options: value and label of each answer; none: it is only to be confirmed.
        """
        said = self.answers.get(code, {})
        choices = [option["value"] for option in options] or [YES]
        answer = said.get("answer", "") if said.get("value") == value else ""
        answer = answer if answer in choices else ""
        self.questions.append(
            {
                "code": code,
                "column": column,
                "value": value,
                "text": text,
                "options": [dict(option) for option in options],
                "answer": answer,
                **({name: said[name] for name in ANSWERED if name in said} if answer else {}),
            }
        )
        return str(answer)

    def add_exclusion_question(self) -> None:
        """Ask whether the row is left out, and the others imported."""
        self.add_question(LEFT_OUT, "title", LEFT_OUT, _("Leave this row out of the import"))

    @property
    def is_left_out(self) -> bool:
        """Whether somebody has said that it is left out."""
        return self.answers.get(LEFT_OUT, {}).get("answer") == YES

    @property
    def open_questions(self) -> list[dict[str, Any]]:
        """Those that nobody has answered."""
        return open_questions(self.questions)


def can_leave_out(office_import: OfficeImport, row: OfficeImportRow) -> bool:
    """Whether the others can be imported without a row: the office of a complete list would else count as lacking."""
    return not office_import.is_complete_list or row.act != RowAct.CREATE


def offers_exclusion(question: Mapping[str, Any]) -> bool:
    """Whether one answer to a question is to leave the row out: where the others are yes alone, or municipalities."""
    return not question["options"] or question["code"] == MUNICIPALITY_UNKNOWN


def with_exclusion(questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the questions of a row with the one whether it is left out, where that is not among them."""
    if any(one["code"] == LEFT_OUT for one in questions):
        return list(questions)
    plan = RowPlan(0, {}, questions=list(questions))
    plan.add_exclusion_question()
    return plan.questions


def open_questions(questions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return those that nobody has answered; that a refused row can be left out waits for no answer."""
    return [one for one in questions if not one["answer"] and one["code"] != LEFT_OUT]


def answered_questions(questions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return those that somebody has answered, each with the label of its answer as `said`; empty: that it is right.

    That a refused row can be left out is none of them.
    """
    answered = [one for one in questions if one["answer"] and one["code"] != LEFT_OUT]
    labels = [{option["value"]: option["label"] for option in one["options"]} for one in answered]
    return [{**one, "said": of.get(one["answer"], "")} for one, of in zip(answered, labels, strict=True)]


@dataclass(frozen=True, slots=True)
class Importing:
    """Who imports, and when.

    Attributes:
        publishes: whether what is imported is published, or else sent to review.
        answers: what was said to the questions of each row, by its number.
        step: called after each row.
        is_complete_list: whether the offices that the file lacks are withdrawn.
    """

    by: User
    today: date
    publishes: bool
    answers: Mapping[int, Answers] = field(default_factory=dict)
    step: Callable[[], None] = lambda: None
    is_complete_list: bool = False

    @property
    def author(self) -> str:
        """The name of who imports."""
        return self.by.display_name

    def can_exclude(self, plan: RowPlan) -> bool:
        """Whether the others can be imported without it: the office of a complete list would else count as lacking."""
        return plan.present is not None or not self.is_complete_list


def texts_of(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """Return the texts of a row that are not empty, by name of their column."""
    return {name: cells[index] for name, index in mapping.items() if name in COLUMNS and cells[index]}
