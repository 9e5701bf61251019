"""Checking a file against the directory, and keeping what each of its rows would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from import_export.results import Result

from publishing.models import ImportStatus, OfficeImport, OfficeImportRow, RowAct
from tenants.days import today_of
from tenants.models import User

from .directory import Directory, ExistingOffice, directory_of
from .resource import OfficeResource, Save
from .rights import publishes
from .row_plans import ANSWERED, Answers, Importing, RowPlan, texts_of

BATCH = 500
PLANNED = ("act", "office_key", "title", "changes", "notes", "errors", "questions")
OUTCOME = ("revision_before", "live_revision_before", "revision_after")
COMPLETE_LIST_PERCENT = 10
"""Of the published offices: a list that withdraws more is imported only once somebody has typed how many."""


def nothing() -> None:
    """Count no step."""


@dataclass(slots=True)
class Checked:
    """What a file does.

    Attributes:
        plans: what each row does, in the order of the file.
        withdrawn: the offices that a complete list lacks.
    """

    directory: Directory
    result: Result
    plans: list[RowPlan]
    withdrawn: list[ExistingOffice]

    @property
    def is_refused(self) -> bool:
        """Whether something is wrong with a row."""
        return self.result.has_validation_errors()

    @property
    def has_open_questions(self) -> bool:
        """Whether something has not been answered."""
        return any(plan.open_questions for plan in self.plans)


def check(
    office_import: OfficeImport,
    by: User,
    *,
    save: Callable[[Directory], Save] | None = None,
    step: Callable[[], None] = nothing,
) -> Checked:
    """Go through the rows of an import. Nothing is kept of it here (`store_outcome`).

    Args:
        save: makes, for the directory as it is, what saves an office; None: nothing is saved.
        step: called after each row.
    """
    tenant = office_import.tenant
    rows = list(office_import.rows.exclude(number=None).order_by("number"))
    directory = directory_of(tenant, to_change=save is not None)
    importing = Importing(
        by=by,
        today=today_of(tenant),
        publishes=publishes(tenant, by),
        answers={row.number: _answers_of(row) for row in rows if row.number is not None},
        step=step,
        is_complete_list=office_import.is_complete_list,
    )
    resource = OfficeResource(directory, importing, save=None if save is None else save(directory))
    texts = [(row.number or 0, texts_of(row.cells, office_import.mapping)) for row in rows]
    has_versions = "version" in office_import.mapping
    result = resource.run(texts, dry_run=save is None, has_versions=has_versions)
    _raise_unexpected(result)
    withdrawn = _lacking(directory, resource.plans) if office_import.is_complete_list else []
    return Checked(directory, result, resource.plans, withdrawn)


def store_outcome(
    office_import: OfficeImport, checked: Checked, *, status: ImportStatus = ImportStatus.CHECKED
) -> None:
    """Keep what the rows do, or have done, beside the import."""
    rows = {row.number: row for row in office_import.rows.exclude(number=None)}
    kept = [_put(rows[plan.number], plan) for plan in checked.plans]
    OfficeImportRow.objects.bulk_update(kept, [*PLANNED, *OUTCOME], batch_size=BATCH)
    office_import.rows.filter(number=None).delete()
    OfficeImportRow.objects.bulk_create(
        OfficeImportRow(
            tenant=office_import.tenant,
            office_import=office_import,
            act=RowAct.WITHDRAW,
            office_key=present.key,
            title=present.draft.title,
            live_revision_before=present.published or present.page.live_revision_id,
            revision_before=present.page.latest_revision_id,
        )
        for present in checked.withdrawn
    )
    office_import.totals = totals_of(checked)
    office_import.status = status
    office_import.save(update_fields=["totals", "status"])


def is_as_shown(office_import: OfficeImport, checked: Checked) -> bool:
    """Whether the rows do what the preview has shown."""
    shown = {
        row.number: (row.act, row.changes, row.notes)
        for row in office_import.rows.exclude(number=None).only("number", "act", "changes", "notes")
    }
    withdrawn = set(office_import.rows.filter(act=RowAct.WITHDRAW).values_list("office_key", flat=True))
    return withdrawn == {present.key for present in checked.withdrawn} and all(
        shown[plan.number] == (plan.act, plan.changes, plan.notes) for plan in checked.plans
    )


def totals_of(checked: Checked) -> dict[str, int]:
    """Return how many rows do what, and what keeps the file from being imported."""
    taken = [plan for plan in checked.plans if not (plan.errors or plan.is_excluded)]
    acts = [plan.act for plan in taken]
    return {
        "rows": len(checked.plans),
        "create": acts.count(RowAct.CREATE),
        "change": acts.count(RowAct.CHANGE),
        "unchanged": acts.count(RowAct.UNCHANGED),
        "withdraw": len(checked.withdrawn),
        "published": sum(present.page.live for present in checked.directory.offices.values()),
        "left_out": sum(plan.is_excluded for plan in checked.plans),
        "errors": sum(len(plan.errors) for plan in checked.plans),
        "rows_with_errors": sum(bool(plan.errors) for plan in checked.plans),
        "questions": sum(len(plan.open_questions) for plan in taken),
        "answered": sum(len(plan.questions) - len(plan.open_questions) for plan in taken),
    }


def confirmation_of(totals: Mapping[str, int]) -> str:
    """Return what has to be typed before a complete list withdraws so many offices; empty: nothing."""
    withdrawn, published = totals.get("withdraw", 0), totals.get("published", 0)
    is_many = withdrawn * 100 > published * COMPLETE_LIST_PERCENT
    return f"retirar {withdrawn}" if withdrawn and is_many else ""


def _lacking(directory: Directory, plans: Iterable[RowPlan]) -> list[ExistingOffice]:
    """The published offices that no row is about; a confidential one may be left out of a list on purpose."""
    named: set[UUID] = {plan.present.key for plan in plans if plan.present is not None}
    found = [
        present
        for key, present in directory.offices.items()
        if present.page.live and not present.is_confidential and key not in named
    ]
    return sorted(found, key=lambda present: present.draft.title)


def _put(row: OfficeImportRow, plan: RowPlan) -> OfficeImportRow:
    row.act, row.office_key, row.title = plan.act, plan.key, plan.title[:255]
    row.changes, row.notes, row.errors, row.questions = plan.changes, plan.notes, plan.errors, plan.questions
    row.revision_before, row.live_revision_before = plan.revision_before, plan.live_revision_before
    row.revision_after = plan.revision_after
    return row


def _answers_of(row: OfficeImportRow) -> Answers:
    return {one["code"]: {name: one[name] for name in ANSWERED if name in one} for one in row.questions}


def _raise_unexpected(result: Result) -> None:
    """Let a fault of the program be one, which import-export collects like a refusal."""
    for error in [*result.base_errors, *(each for row in result.rows for each in row.errors)]:
        raise error.error
