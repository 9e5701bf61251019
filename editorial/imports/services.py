"""What people do with imports of offices: upload, assign columns, answer, import, approve, roll back, discard."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.reviewers import name_of
from publishing.models import ImportStatus, ImportWork, OfficeImport, OfficeImportRow
from tenants.days import today_of
from tenants.models import Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope

from .checking import BATCH, confirmation_of
from .columns import COLUMNS, guessed, is_heading
from .doubts import answer_rows
from .errors import ImportForbidden, ImportNotReady, ImportUnknown
from .rights import check_may_import, check_publishes, own_state, publishes
from .rolling_back import NOT_DECIDED
from .row_plans import LEFT_OUT, NO, YES, can_leave_out, offers_exclusion, open_questions, with_exclusion
from .tables import read_table
from .working import begin, lock_imports

KEPT_UNFINISHED = timedelta(days=7)
"""So long a file is kept that was not imported."""
KEPT = timedelta(days=180)
"""So long an import is kept, and can be rolled back."""


def imports_of(*, tenant: Tenant, by: User) -> QuerySet[OfficeImport]:
    """Return the imports of a state, the latest first.

    Raises:
        NotVisible: it is not their state.
    """
    check_may_import(tenant, by)
    people = ("uploaded_by", "applied_by", "approved_by", "sent_back_by", "rolled_back_by", "work_by")
    return OfficeImport.objects.for_tenant(tenant.pk).select_related("tenant__root_page", *people)


def import_of(*, tenant: Tenant, by: User, pk: int) -> OfficeImport:
    """Return one import of a state.

    Args:
        pk: the import's.
    Raises:
        NotVisible, ImportUnknown.
    """
    found = imports_of(tenant=tenant, by=by).filter(pk=pk).first()
    if found is None:
        raise ImportUnknown
    return found


@transaction.atomic
def upload(*, tenant: Tenant, by: User, name: str, data: bytes) -> OfficeImport:
    """Read a file, and keep its rows. What each column is, is guessed by its heading.

    Args:
        name: of the file; its last 200 characters are kept.
        data: an Excel workbook or CSV.
    Raises:
        NotVisible.
        FileRefused: it cannot be read for sure.
    """
    check_may_import(tenant, by)
    table = read_table(data, is_heading=is_heading)
    with tenant_scope([tenant.pk]):
        office_import = OfficeImport.objects.create(
            tenant=tenant,
            uploaded_by=by,
            file_name=name[-200:],
            read_as=table.read_as,
            headings=list(table.headings),
            mapping=guessed(table.headings),
        )
        rows = (
            OfficeImportRow(tenant=tenant, office_import=office_import, number=row.number, cells=list(row.cells))
            for row in table.rows
        )
        OfficeImportRow.objects.bulk_create(rows, batch_size=BATCH)
    return office_import


@transaction.atomic
def assign_columns(
    *, office_import: OfficeImport, by: User, mapping: Mapping[str, int], is_complete_list: bool = False
) -> OfficeImport:
    """Assign the columns of the file, and check the file.

    Args:
        is_complete_list: whether the offices that the file lacks are withdrawn.
    Raises:
        NotVisible.
        ImportForbidden: only publishers withdraw offices.
        ImportNotReady: it is imported already, or the columns do not say which offices the rows are about.
        ImportBusy: another import of the state is being worked on.
    """
    tenant = office_import.tenant
    check_may_import(tenant, by)
    _check_unfinished(office_import)
    known = {
        name: index for name, index in mapping.items() if name in COLUMNS and 0 <= index < len(office_import.headings)
    }
    if not {"key", "external_id", "title"} & known.keys():
        raise ImportNotReady(
            sentence=_("Say which column has the offices’ names, or their claves: without one no row can be assigned.")
        )
    if is_complete_list and not publishes(tenant, by):
        raise ImportForbidden(state=tenant.name)
    with tenant_scope([tenant.pk]):
        lock_imports(office_import)
        office_import.mapping, office_import.is_complete_list = known, is_complete_list
        office_import.save(update_fields=["mapping", "is_complete_list"])
        begin(office_import, ImportWork.CHECK, by)
    return office_import


def assign_columns_of(corrected: OfficeImport, *, office_import: OfficeImport, by: User) -> bool:
    """Assign the columns of a file as they are of the file that it corrects, and check it.

    Args:
        corrected: the import of the file that the other one corrects.
        office_import: that of the corrected file.
    Returns:
        Whether it is done: the two files have the same headings, and the columns of the first are assigned.
    Raises:
        NotVisible, ImportForbidden, ImportNotReady, ImportBusy: as for `assign_columns`.
    """
    if not corrected.mapping or corrected.headings != office_import.headings:
        return False
    assign_columns(
        office_import=office_import,
        by=by,
        mapping=corrected.mapping,
        is_complete_list=corrected.is_complete_list,
    )
    return True


@transaction.atomic
def answer(*, office_import: OfficeImport, by: User, answers: Mapping[tuple[int, str], str]) -> OfficeImport:
    """Answer questions about rows, and check the file again.

    Args:
        answers: by number of the row and code of the question.
    Raises:
        NotVisible, ImportNotReady, ImportBusy.
    """
    check_may_import(office_import.tenant, by)
    _check_checked(office_import)
    with tenant_scope([office_import.tenant_id]):
        lock_imports(office_import)
        numbers = {number for number, _code in answers}
        rows = list(office_import.rows.filter(number__in=numbers))
        for row in rows:
            if (row.number or 0, LEFT_OUT) in answers and can_leave_out(office_import, row):
                row.questions = with_exclusion(row.questions)
            for question in row.questions:
                said = answers.get((row.number or 0, question["code"]), question["answer"])
                if said != question["answer"]:
                    question["answer"] = said
                    question.update(by=name_of(by), by_id=by.pk, on=today_of(office_import.tenant).isoformat())
        OfficeImportRow.objects.bulk_update(rows, ["questions"], batch_size=BATCH)
        begin(office_import, ImportWork.CHECK, by)
    return office_import


@transaction.atomic
def exclude_rows(*, office_import: OfficeImport, by: User, numbers: Collection[int], is_excluded: bool) -> OfficeImport:
    """Leave refused rows out of an import, or include them again, and check the file again.

    Args:
        numbers: of the rows, as the spreadsheet counts.
    Raises:
        NotVisible, ImportBusy.
        ImportNotReady: no row was named that this would change, or the file is not checked.
    """
    said = YES if is_excluded else NO
    check_may_import(office_import.tenant, by)
    answers = {(number, LEFT_OUT): said for number in rows_asked(office_import, numbers, said)}
    if not answers:
        raise ImportNotReady(sentence=_("Mark the rows first."))
    return answer(office_import=office_import, by=by, answers=answers)


def rows_asked(office_import: OfficeImport, numbers: Collection[int], said: str) -> set[int]:
    """Return the numbers of those rows that can be left out, and of which something else was said. One query.

    Args:
        said: whether they are left out, `YES` or `NO`.
    """
    with tenant_scope([office_import.tenant_id]):
        return {
            row.number
            for row in office_import.rows.filter(number__in=numbers)
            if row.number is not None and _is_asked(office_import, row, said)
        }


def _is_asked(office_import: OfficeImport, row: OfficeImportRow, said: str) -> bool:
    """Whether a row can be left out, and something else was said: it is refused, or an open question offers that."""
    for question in row.questions:
        if question["code"] == LEFT_OUT:
            return bool(question["answer"] != said)
    offers = any(offers_exclusion(question) for question in open_questions(row.questions))
    return said == YES and offers and can_leave_out(office_import, row)


@transaction.atomic
def check_again(*, office_import: OfficeImport, by: User) -> OfficeImport:
    """Check the file against the directory as it is now.

    Raises:
        NotVisible, ImportNotReady, ImportBusy.
    """
    return answer(office_import=office_import, by=by, answers={})


@transaction.atomic
def apply(*, office_import: OfficeImport, by: User, confirmation: str = "") -> OfficeImport:
    """Import the file: a publisher's is published, an editor's waits for approval.

    Args:
        confirmation: what was typed, where many offices are withdrawn.
    Raises:
        NotVisible, ImportBusy.
        ImportNotReady: something is wrong with it, is not answered, or was not confirmed.
    """
    check_may_import(office_import.tenant, by)
    _check_checked(office_import)
    totals = office_import.totals
    if totals.get("errors") or totals.get("questions"):
        raise ImportNotReady(sentence=_("Correct what is wrong, and answer what is asked: a file is imported whole."))
    if not any(totals.get(name) for name in ("create", "change", "withdraw")):
        raise ImportNotReady(sentence=_("Nothing would change: the directory says already what the file says."))
    if totals.get("withdraw"):
        check_publishes(office_import.tenant, by)
    wanted = confirmation_of(totals)
    if wanted and " ".join(confirmation.casefold().split()) != wanted:
        sentence = _("This withdraws %(count)s offices. Type “%(words)s” to confirm it.")
        raise ImportNotReady(sentence=sentence % {"count": totals["withdraw"], "words": wanted})
    return _begun(office_import, ImportWork.APPLY, by)


@transaction.atomic
def approve(*, office_import: OfficeImport, by: User, seal: str = "") -> OfficeImport:
    """Publish what an editor's import has made drafts of.

    Args:
        seal: what was shown as doubtful, and is said to be correct (`seal_of_rows`); empty where nothing was.
    Raises:
        NotVisible, ImportForbidden, ImportBusy.
        ImportNotReady: it does not wait for approval, or something is doubtful that nobody has answered.
    """
    check_may_import(office_import.tenant, by)
    check_publishes(office_import.tenant, by)
    if office_import.status != ImportStatus.SENT:
        raise ImportNotReady(sentence=_("This import does not wait for approval."))
    with tenant_scope([office_import.tenant_id]):
        lock_imports(office_import)  # before the rows of its offices, for which nobody waits who cannot have the import
        answer_rows(office_import, by, seal)
    return _begun(office_import, ImportWork.APPROVE, by)


@transaction.atomic
def roll_back(*, office_import: OfficeImport, by: User) -> OfficeImport:
    """Undo an import. What an editor has sent, or was sent back, editors take back, too.

    Raises:
        NotVisible, ImportForbidden, ImportBusy.
        ImportNotReady: it was not imported, or is rolled back already.
    """
    check_may_import(office_import.tenant, by)
    if office_import.status == ImportStatus.APPLIED:
        check_publishes(office_import.tenant, by)
    elif office_import.status not in NOT_DECIDED:
        raise ImportNotReady(sentence=_("There is nothing to roll back: this file changes nothing at present."))
    return _begun(office_import, ImportWork.ROLL_BACK, by)


@transaction.atomic
def discard(*, office_import: OfficeImport, by: User) -> None:
    """Delete a file that was not imported.

    Raises:
        NotVisible, ImportNotReady, ImportBusy.
    """
    check_may_import(office_import.tenant, by)
    _check_unfinished(office_import)
    with tenant_scope([office_import.tenant_id]):
        lock_imports(office_import)
        office_import.delete()


def remove_old() -> int:
    """Delete files that nobody imported, and imports of long ago; return how many there were."""
    now = timezone.now()
    with scope_of_all_tenants():
        idle = OfficeImport.objects.filter(work="")
        unfinished = idle.unfinished().filter(uploaded_at__lt=now - KEPT_UNFINISHED)
        past = idle.filter(uploaded_at__lt=now - KEPT)
        ids = list((unfinished | past).values_list("pk", flat=True))
        OfficeImport.objects.filter(pk__in=ids).delete()
    return len(ids)


def waiting_for(by: User) -> list[OfficeImport]:
    """Return the imports of somebody's own state that wait for their approval; none for who does not publish."""
    tenant = own_state(by)
    if tenant is None or not publishes(tenant, by):
        return []
    with tenant_scope([tenant.pk]):
        sent = OfficeImport.objects.for_tenant(tenant.pk).filter(status=ImportStatus.SENT)
        return list(sent.select_related("applied_by", "tenant"))


def _begun(office_import: OfficeImport, work: ImportWork, by: User) -> OfficeImport:
    with tenant_scope([office_import.tenant_id]):
        begin(office_import, work, by)
    return office_import


def _check_unfinished(office_import: OfficeImport) -> None:
    if office_import.status not in {ImportStatus.UPLOADED, ImportStatus.CHECKED}:
        raise ImportNotReady(sentence=_("This file has been imported already. Upload it again to change more."))


def _check_checked(office_import: OfficeImport) -> None:
    if office_import.status != ImportStatus.CHECKED:
        raise ImportNotReady(sentence=_("This file is not checked, or has been imported already."))
