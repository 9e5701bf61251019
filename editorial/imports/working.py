"""Checking, importing and rolling back, at once or by the worker: one import of a state at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Sum, TextField
from django.db.models.functions import Cast, Length
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from publishing.errors import DomainError
from publishing.models import ImportWork, OfficeImport
from tenants.models import User
from tenants.scope import VARIABLE, tenant_scope

from .applying import apply
from .approving import approve
from .checking import check, nothing, store_outcome
from .errors import ImportBusy, ImportBusyUnnamed, ImportNotReady
from .rights import check_may_work
from .rolling_back import roll_back

ABANDONED_AFTER = timedelta(hours=1)
"""So long somebody else's work holds the others up. The worker gives a task up sooner (`cms.background_tasks`)."""
ROWS_AT_ONCE = 300
"""So many rows are checked while whoever sent them waits: a second or two."""
CHARACTERS_AT_ONCE = 150_000
"""So much text may stand in these rows: 500 characters in each."""
OFFICES_AT_ONCE = 10
"""So many offices are written while whoever wants it waits."""
PROGRESS_SECONDS = 1.0
LOCK = 1_507_300_818
"""The first number of the advisory locks of those who work on a state's imports; the state is the second."""

ACTS: Mapping[ImportWork, Callable[..., None]] = {
    ImportWork.APPLY: apply,
    ImportWork.APPROVE: approve,
    ImportWork.ROLL_BACK: roll_back,
}


def begin(office_import: OfficeImport, work: ImportWork, by: User) -> None:
    """Do something with an import: at once if it is little, or else by the worker.

    Raises:
        ImportBusy: another import of the state is being worked on.
        ImportNotReady: somebody else has done something with it meanwhile.
    """
    lock_imports(office_import)
    _take(office_import, work, by)
    if _is_little(office_import, work):
        do(office_import, nothing)
    else:
        work_on.enqueue(office_import.pk, office_import.tenant_id)
    office_import.refresh_from_db()


def lock_imports(office_import: OfficeImport) -> None:
    """Keep others from working on the state's imports until the transaction ends; nobody waits for a row's lock.

    Raises:
        ImportBusy: somebody else holds them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, office_import.tenant_id])
        [is_held] = cursor.fetchone() or [False]
    if not is_held:
        raise _busy(
            OfficeImport.objects.for_tenant(office_import.tenant_id).working().select_related("work_by").first()
        )


def _is_little(office_import: OfficeImport, work: ImportWork) -> bool:
    """Whether it takes a second or two. To import a file is to check all its rows again."""
    written = sum(office_import.totals.get(name, 0) for name in ("create", "change", "withdraw"))
    if work != ImportWork.CHECK and written > OFFICES_AT_ONCE:
        return False
    if work not in {ImportWork.CHECK, ImportWork.APPLY}:
        return True
    if office_import.steps > ROWS_AT_ONCE:
        return False
    characters = office_import.rows.aggregate(sum=Sum(Length(Cast("cells", TextField()))))["sum"] or 0
    return bool(characters <= CHARACTERS_AT_ONCE)


@task(backend="background")
def work_on(import_id: int, tenant_id: int) -> None:
    """Do what somebody wants done with an import, unless it is done or given up by now."""
    try:
        _work(import_id, tenant_id)
    except Exception:
        # Otherwise the state's other imports would wait for this one until it counts as abandoned.
        with tenant_scope([tenant_id]):
            sentence = _("Something failed that is not the file’s fault, and nothing has changed. Try it again.")
            mine = OfficeImport.objects.for_tenant(tenant_id).filter(pk=import_id)
            mine.update(work="", work_by=None, work_started_at=None, problem=sentence)
        raise


def _work(import_id: int, tenant_id: int) -> None:
    with tenant_scope([tenant_id]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, tenant_id])
        found = OfficeImport.objects.working().filter(tenant_id=tenant_id, pk=import_id)
        office_import = found.select_related("tenant__root_page", "work_by").first()
        if office_import is None:
            return
        with closing(_Progress(office_import)) as progress:
            do(office_import, progress.step)


def do(office_import: OfficeImport, step: Callable[[], None]) -> None:
    """Do what is to be done with an import; why it cannot be is kept beside it.

    Args:
        step: called after each row.
    """
    by = office_import.work_by
    problem = ""
    if by is not None:
        try:
            _do(office_import, by, step)
        except DomainError as error:
            problem = error.message
    OfficeImport.objects.filter(pk=office_import.pk).update(
        work="", work_by=None, work_started_at=None, problem=problem
    )


def _do(office_import: OfficeImport, by: User, step: Callable[[], None]) -> None:
    work = ImportWork(office_import.work)
    check_may_work(office_import, work, by)  # again: the worker may take it long after it was wanted
    if work == ImportWork.CHECK:
        store_outcome(office_import, check(office_import, by, step=step))
    else:
        ACTS[work](office_import, by, step=step)


def _take(office_import: OfficeImport, work: ImportWork, by: User) -> None:
    """Let this be what is worked on of the state's imports.

    Raises:
        ImportBusy, ImportNotReady.
    """
    mine = OfficeImport.objects.for_tenant(office_import.tenant_id)
    mine.working().filter(work_started_at__lt=timezone.now() - ABANDONED_AFTER).update(work="", work_by=None)
    office_import.work, office_import.work_by = work, by
    office_import.work_started_at, office_import.problem = timezone.now(), ""
    office_import.steps, office_import.steps_done = office_import.rows.count(), 0
    names = ["work", "work_by", "work_started_at", "problem", "steps", "steps_done"]
    values = {name: getattr(office_import, name) for name in names}
    try:
        with transaction.atomic():
            taken = mine.filter(pk=office_import.pk, work="", status=office_import.status).update(**values)
    except IntegrityError:
        taken = 0
    if taken:
        return
    busy = mine.working().select_related("work_by").first()
    if busy is None:
        raise ImportNotReady(sentence=_("Somebody else was quicker: look at the import as it is now."))
    raise _busy(busy)


def _busy(busy: OfficeImport | None) -> ImportBusy:
    """Return the refusal that names whose work goes on; None: it has begun so lately that nobody sees it yet."""
    if busy is None or busy.work_by is None:
        return ImportBusyUnnamed()
    return ImportBusy(who=busy.work_by.display_name, file=busy.file_name)


class _Progress:
    """Stores how far the work is, over a connection of its own: the work's transaction shows nothing before its end."""

    def __init__(self, office_import: OfficeImport) -> None:
        self._import = office_import
        self._done = 0
        self._told_at = time.monotonic()
        self._connection: Any = None

    def step(self) -> None:
        """Count one row."""
        self._done += 1
        if time.monotonic() - self._told_at >= PROGRESS_SECONDS:
            self._told_at = time.monotonic()
            self._write()

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _write(self) -> None:
        if self._connection is None:
            self._connection = connections.create_connection("default")
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"SELECT set_config('{VARIABLE}', %s, false), set_config('lock_timeout', '1s', false)",
                [str(self._import.tenant_id)],
            )
            cursor.execute(
                "UPDATE publishing_officeimport SET steps_done = %s WHERE id = %s AND tenant_id = %s",
                [self._done, self._import.pk, self._import.tenant_id],
            )
