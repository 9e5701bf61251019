"""What an import does, or has done, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_models.phone_questions import PHONE_DOUBTED
from publishing.models import ImportStatus, OfficeImport

from .columns import COLUMNS
from .row_plans import CHANGED_SINCE, DOUBLE, DOUBLE_IN_FILE, DRAFT_WAITING

DONE = frozenset({ImportStatus.APPLIED, ImportStatus.ROLLED_BACK})
"""Those of which what they did is past."""


def sums_of(totals: Mapping[str, int], *, is_done: bool = False) -> list[str]:
    """Return how many offices are added, changed, withdrawn and left, each in a sentence; nothing of none.

    Args:
        is_done: whether it was done, or will be.
    """
    sentences = _sums_done(totals) if is_done else _sums(totals)
    return [sentence % {"count": count} for count, sentence in sentences if count]


def _sums(totals: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    create, change = totals.get("create", 0), totals.get("change", 0)
    withdraw, unchanged = totals.get("withdraw", 0), totals.get("unchanged", 0)
    yield create, ngettext("%(count)d office is added", "%(count)d offices are added", create)
    yield change, ngettext("%(count)d office changes", "%(count)d offices change", change)
    yield withdraw, ngettext("%(count)d office is withdrawn", "%(count)d offices are withdrawn", withdraw)
    left_out = totals.get("left_out", 0)
    yield left_out, ngettext("%(count)d row is left out", "%(count)d rows are left out", left_out)
    yield unchanged, ngettext("%(count)d office stays as it is", "%(count)d offices stay as they are", unchanged)


def _sums_done(totals: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    create, change = totals.get("create", 0), totals.get("change", 0)
    withdraw, unchanged = totals.get("withdraw", 0), totals.get("unchanged", 0)
    yield create, ngettext("%(count)d office was added", "%(count)d offices were added", create)
    yield change, ngettext("%(count)d office was changed", "%(count)d offices were changed", change)
    yield withdraw, ngettext("%(count)d office was withdrawn", "%(count)d offices were withdrawn", withdraw)
    left_out = totals.get("left_out", 0)
    yield left_out, ngettext("%(count)d row was left out", "%(count)d rows were left out", left_out)
    yield unchanged, ngettext("%(count)d office stayed as it was", "%(count)d offices stayed as they were", unchanged)


def of_misspelt(question: Mapping[str, Any]) -> str:
    """Return what is said of a municipality that the list does not have, where nobody can answer yet."""
    unlisted = _("INEGI’s list has no municipality “%(name)s” here.") % {"name": question["value"]}
    text = question["text"] if question["options"] else unlisted  # with what may be meant, where something is like it
    after = _("If it is right all the same, you can say so once the rest is corrected.")
    return f"{text} {after}"


def heading_of(name: str) -> str:
    """Return what a column is called."""
    return COLUMNS[name].column_name if name in COLUMNS else name


def title_of_question(code: str) -> str:
    """Return what a kind of question is about."""
    titles = {
        "MUNICIPALITY_UNKNOWN": _("Municipalities that INEGI’s list does not have"),
        "POSTAL_CODE_OF_ANOTHER_STATE": _("Postal codes of another state"),
        "POINT_OUTSIDE_STATE": _("Points outside of the state"),
        "POINT_OF_FORMER_PLACE": _("Points of before, in another municipality"),
        "HOURS_OVER_MIDNIGHT": _("Hours over midnight"),
        "HOURS_EARLY": _("Hours at night or very early"),
        PHONE_DOUBTED: _("Telephone numbers that may be a slip"),
        CHANGED_SINCE: _("Offices that were changed after the file was downloaded"),
        DOUBLE: _("Offices that may be there already"),
        DOUBLE_IN_FILE: _("Rows that may be about the same office"),
        DRAFT_WAITING: _("Offices with changes that are not published yet"),
    }
    return titles.get(code, code)


def status_of(office_import: OfficeImport) -> str:
    """Return how far an import is."""
    if office_import.work:
        return str(office_import.get_work_display())
    if office_import.status == ImportStatus.CHECKED and office_import.totals.get("errors"):
        return _("To be corrected")
    return str(office_import.get_status_display())


def grouped(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return questions by what they are about."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for question in questions:
        groups.setdefault(question["code"], []).append(question)
    return [
        {
            "code": code,
            "title": title_of_question(code),
            "questions": of_code,
            "has_options": any(question["options"] for question in of_code),
        }
        for code, of_code in groups.items()
    ]
