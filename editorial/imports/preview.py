"""What an import would do, or has done, as its screen shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from content_models.office_questions import MUNICIPALITY_UNKNOWN
from editorial.reviewers import in_words, name_of, reviewers_of
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow, RowAct
from tenants.models import User

from . import words
from .belonging import apart
from .checking import confirmation_of
from .doubts import doubtful_rows, seal_of_rows
from .rights import publishes
from .rolling_back import DONE, NOT_DECIDED, foreseen, pages_of
from .row_plans import LEFT_OUT, YES, answered_questions, can_leave_out, offers_exclusion, open_questions

SHOWN = 50
SHOWN_ERRORS = 200
SHOWN_QUESTIONS = 60

TOTALS = {RowAct.CHANGE: "change", RowAct.CREATE: "create", RowAct.WITHDRAW: "withdraw"}


def preview_of(one: OfficeImport, by: User) -> dict[str, Any]:
    """Return what is wrong, what is asked, what becomes of the offices, and what undoing it would put back."""
    refused = one.rows.exclude(errors=[])
    errors = [
        {
            "row": row.number,
            "column": words.heading_of(error["column"]),
            "text": error["text"],
            "title": row.title,
            "can_be_left_out": place == 0 and any(question["code"] == LEFT_OUT for question in row.questions),
        }
        for row in refused[:SHOWN_ERRORS]
        for place, error in enumerate(row.errors)
    ]
    questions = questions_of(one, refused=bool(one.totals.get("errors")))
    misspelt = [
        question for question in questions if one.totals.get("errors") and question["code"] == MUNICIPALITY_UNKNOWN
    ]
    questions = [question for question in questions if question not in misspelt]
    numbers = {error["row"] for error in errors}
    for question in misspelt:  # a row has one box
        can_be_left_out = question["can_be_left_out"] and question["row"] not in numbers
        errors.append({**question, "text": words.of_misspelt(question), "can_be_left_out": can_be_left_out})
    errors.sort(key=lambda error: error["row"] or 0)
    answered = answered_of(one, by)
    totals, left_apart = one.totals, apart(one)
    doubtful = doubtful_rows(one) if publishes(one.tenant, by) else []
    is_ready = one.status == ImportStatus.CHECKED and not totals.get("errors") and not totals.get("questions")
    return {
        "sums": words.sums_of(_without(totals, left_apart), is_done=one.status in words.DONE),
        "apart": left_apart,
        "version": version_of(one),
        "errors": errors[:SHOWN_ERRORS],
        "errors_count": totals.get("errors", 0) + len(misspelt),
        "more_errors": max(totals.get("errors", 0) + len(misspelt) - SHOWN_ERRORS, 0),
        "groups": words.grouped(questions[:SHOWN_QUESTIONS]),
        "more_questions": max(len(questions) - SHOWN_QUESTIONS, 0),
        "answered": answered[:SHOWN_QUESTIONS],
        "more_answered": max(len(answered) - SHOWN_QUESTIONS, 0),
        "doubtful": doubtful,
        "doubts_count": sum(len(row.doubts) for row in doubtful),
        "seal": seal_of_rows(doubtful),
        "is_ready": is_ready,
        "does_anything": any(totals.get(name) for name in ("create", "change", "withdraw")),
        "confirmation": confirmation_of(totals) if one.status == ImportStatus.CHECKED else "",
        "left_out": _left_out(one),
        "stayed": _stayed(one),
        "left": _offices(one, list(one.rows.exclude(left=""))),
        "undoing": _undoing(one, by),
        "undone_by": _undone_by(one, by),
    }


def questions_of(one: OfficeImport, *, refused: bool = False) -> list[dict[str, Any]]:
    """Return the questions that are open, each with its row.

    Args:
        refused: whether those about rows that are refused are among them; nobody answers these yet.
    """
    if one.status != ImportStatus.CHECKED:
        return []
    return [
        {
            **question,
            "row": row.number,
            "title": row.title,
            "column": words.heading_of(question["column"]),
            "can_be_left_out": offers_exclusion(question) and can_leave_out(one, row),
        }
        for row in one.rows.exclude(questions=[])
        if refused or not row.errors
        for question in open_questions(row.questions)
    ]


def answered_of(one: OfficeImport, by: User) -> list[dict[str, Any]]:
    """Return what was asked while the file was checked, each with its row, what was answered, and by whom.

    Only until the import is decided about: whoever decides reads it. Whoever is about to import the file reads what
    others have answered.
    """
    if one.status not in {*NOT_DECIDED, ImportStatus.CHECKED}:
        return []
    rows = one.rows.filter(errors=[]).exclude(questions=[]).order_by("number")
    return [
        {**question, "row": row.number, "title": row.title}
        for row in rows
        for question in answered_questions(row.questions)
        if one.status != ImportStatus.CHECKED or question.get("by_id", by.pk) != by.pk
    ]


def version_of(one: OfficeImport) -> str:
    """Return what tells an import that was sent from the same one, corrected and sent again."""
    return one.applied_at.isoformat() if one.applied_at else ""


def _without(totals: Mapping[str, int], rows: list[OfficeImportRow]) -> dict[str, int]:
    """The totals without the offices that do not go with the import any more."""
    left = Counter(TOTALS[RowAct(row.act)] for row in rows)
    return {name: count - left[name] for name, count in totals.items()}


def _left_out(one: OfficeImport) -> list[OfficeImportRow]:
    """The rows that somebody leaves out."""
    if not one.totals.get("left_out"):
        return []
    rows = one.rows.exclude(questions=[]).filter(errors=[]).order_by("number")
    return [row for row in rows if any(said["code"] == LEFT_OUT and said["answer"] == YES for said in row.questions)]


def _stayed(one: OfficeImport) -> dict[str, Any]:
    """The first rows that change nothing, for their offices were changed after the file was downloaded."""
    if one.status != ImportStatus.CHECKED:
        return {}
    rows = one.rows.filter(act=RowAct.UNCHANGED, errors=[]).exclude(notes=[]).order_by("number")
    shown = list(rows[: SHOWN + 1])
    return {"rows": shown[:SHOWN], "more": max(rows.count() - SHOWN, 0) if len(shown) > SHOWN else 0} if shown else {}


def _undoing(one: OfficeImport, by: User) -> dict[str, Any]:
    """Which offices undoing an import puts back, and which it leaves; or, once it is undone, has put back."""
    if one.status == ImportStatus.ROLLED_BACK:
        rows = list(one.rows.filter(act__in=DONE))
    elif one.status in NOT_DECIDED or (one.status == ImportStatus.APPLIED and publishes(one.tenant, by)):
        rows = foreseen(one)
    else:
        return {}
    undone = [row for row in rows if not row.left]
    return {
        "back": _named(one, [row for row in undone if row.act != RowAct.CREATE]),
        "added": _named(one, [row for row in undone if row.act == RowAct.CREATE]),
        "left": _offices(one, [row for row in rows if row.left]),
    }


def _undone_by(one: OfficeImport, by: User) -> str:
    """Who may undo an import that is published, by name; empty: whoever reads it, or nobody any more."""
    root = one.tenant.root_page
    if one.status != ImportStatus.APPLIED or root is None or publishes(one.tenant, by):
        return ""
    return in_words([name_of(user) for user in reviewers_of(root, by)])


def _named(one: OfficeImport, rows: list[OfficeImportRow]) -> dict[str, Any]:
    """The first offices by name, and how many there are in all."""
    return {"offices": _offices(one, rows[:SHOWN]), "more": max(len(rows) - SHOWN, 0), "count": len(rows)}


def _offices(one: OfficeImport, rows: list[OfficeImportRow]) -> list[dict[str, str]]:
    """Offices by name, with why each is left as it is, and the address of its form; empty: it was deleted."""
    pages = dict(pages_of(one, rows).values_list("translation_key", "pk")) if rows else {}
    addresses = {key: reverse("wagtailadmin_pages:edit", args=[pk]) for key, pk in pages.items()}
    return [{"title": row.title, "left": row.left, "url": addresses.get(row.office_key, "")} for row in rows]
