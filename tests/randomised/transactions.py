"""One act in a transaction that is committed, undone wholly or in part, or cut off by the death of its process."""

from __future__ import annotations

import os
import signal
import traceback
from dataclasses import dataclass, field
from random import Random

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, transaction
from psycopg2.errors import DeadlockDetected

from delivery import state_view
from delivery.stored_changes import read_versions
from publishing.errors import DomainError, LocaleNotServed, NotVisible
from tenants.scope import tenant_scope
from tests.randomised.acts import LIBRARY, STATES, Acts
from tests.randomised.serving import viewer_of

ENDINGS = ("alone", "commit", "undo", "undo a part", "die before", "die after")
REFUSALS = (DomainError, ObjectDoesNotExist, PermissionDenied, ValidationError, IntegrityError)
"""What an act may meet, since others act at the same time on pages that were chosen a moment before."""


@dataclass
class Outcome:
    """What an act did, or why not, and what it found wrong."""

    did: str
    faults: list[str] = field(default_factory=list)


def performed(acts: Acts, name: str, dice: Random, *, ending: str, reads: str) -> Outcome:
    """Perform an act.

    Args:
        ending: one of `ENDINGS`; `alone` is without a transaction around it.
        reads: when the states are read within the transaction: `before` the act, `after` it, both, or `never`.
    """
    outcome = Outcome("")
    raised: dict[str, int] = {}
    try:
        if ending == "alone":
            outcome.did = acts.named(name)(dice)
        else:
            with transaction.atomic():
                if ending == "die after":
                    transaction.on_commit(_die)
                if "before" in reads:
                    _read(acts, dice, outcome)
                _act_within(acts, name, dice, outcome, ending=ending, reads=reads)
                if ending == "die before":
                    _die()
                raised = {} if ending == "undo" else _raised(acts)
                transaction.set_rollback(ending == "undo")
    except Exception as error:
        if _is_refusal(error):
            outcome.did += f" refused: {error!r}"
        else:
            outcome.faults.append(traceback.format_exc())
    else:
        _check_own(acts, raised, outcome)
    return outcome


def _is_refusal(error: Exception) -> bool:
    """Whether an act was refused, or undone because of what others did at the same time."""
    if isinstance(error, REFUSALS):
        return True
    if isinstance(error, DatabaseError):
        # Two acts of one transaction keep no common order, and Wagtail none among its own rows. PostgreSQL undoes one
        # of the two transactions, whichever. A plain DatabaseError is Django's word for a row that has gone.
        return isinstance(error.__cause__, DeadlockDetected) or type(error) is DatabaseError
    # Treebeard locks nothing: the last page below a parent went while it was placing one beside it.
    where = traceback.extract_tb(error.__traceback__)[-1].filename
    return isinstance(error, AttributeError) and error.obj is None and "treebeard" in where


def _act_within(acts: Acts, name: str, dice: Random, outcome: Outcome, *, ending: str, reads: str) -> None:
    if ending == "undo a part":
        with transaction.atomic():
            outcome.did = f"undone: {acts.named(name)(dice)}; "
            _read_after(acts, dice, outcome, reads)
            transaction.set_rollback(True)
        name = "publish"
    outcome.did += acts.named(name)(dice)
    _read_after(acts, dice, outcome, reads)
    for code in STATES:
        _check_in_transaction(acts, code, outcome)


def _read_after(acts: Acts, dice: Random, outcome: Outcome, reads: str) -> None:
    if "after" in reads:
        _read(acts, dice, outcome)


def _read(acts: Acts, dice: Random, outcome: Outcome) -> None:
    """Read the states as memory has them, as who renders a page in the same transaction would."""
    for code in STATES:
        locale = dice.choice([None, "es-MX", "en"])
        try:
            view = state_view.for_viewer(viewer_of(code, acts.world.tenants[code].pk), code, locale)
        except (NotVisible, LocaleNotServed):
            continue
        outcome.faults += [f"{code} has no home"] if view.home() is None else []


def _check_in_transaction(acts: Acts, code: str, outcome: Outcome) -> None:
    """What is read in a transaction is what it has written, and what others have committed by then."""
    before = _versions(acts, code)
    try:
        version = state_view.in_transaction(viewer_of(code, acts.world.tenants[code].pk), code).version
    except NotVisible:
        return
    numbers, after = _numbers(version), _versions(acts, code)
    if not all(low <= one <= high for low, one, high in zip(before, numbers, after, strict=True)):
        outcome.faults.append(f"in a transaction, {code} is at {version}, and its rows are at {before}")


def _raised(acts: Acts) -> dict[str, int]:
    """The versions that the present transaction has raised."""
    ids = {tenant.pk: code for code, tenant in acts.world.tenants.items()}
    with tenant_scope(ids), connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, version FROM publishing_tenantversion WHERE changed_at = now()")
        return {ids[pk]: version for pk, version in cursor.fetchall()}


def _check_own(acts: Acts, raised: dict[str, int], outcome: Outcome) -> None:
    """What a process has committed it serves at once, with nobody telling it."""
    for code in STATES:
        try:
            version = state_view.for_viewer(viewer_of(code, acts.world.tenants[code].pk), code).version
        except NotVisible:
            continue
        library, own = _numbers(version)
        if library < raised.get(LIBRARY, 0) or own < raised.get(code, 0):
            outcome.faults.append(f"after a commit of {raised}, {code} is at {version}")


def _versions(acts: Acts, code: str) -> tuple[int, int]:
    library, own = (acts.world.tenants[one].pk for one in (LIBRARY, code))
    versions = read_versions([library, own], using=DEFAULT_DB_ALIAS)
    return versions.get(library, 0), versions.get(own, 0)


def _numbers(version: str) -> tuple[int, int]:
    library, _, own = version.partition(".")
    return int(library), int(own)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
