"""Making summaries of calls, and deleting those whose time is over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assistance.inquiries.contact import read_uuid
from assistance.inquiries.selectors import keys_had
from assistance.models import CallSummary
from assistance.operators.runs import FIELDS as OF_RUNS
from assistance.selectors.snapshots import script_with_digest
from assistance.services.snapshots import write_all
from content_models.choices import Channel
from content_models.deadline_words import counts_back
from content_models.kinds import ItemKind
from content_models.script_walk import Answer, walk
from delivery.state_view import StateView
from delivery.substitute_offices import KINDS_BY_KEY
from tenants.scope import scope_of_all_tenants, tenant_scope

from . import errors
from .errors import wrong
from .links import may_have_happened, token_of

KEPT_FOR = timedelta(days=30)
CODES = 10**8
TRIES = 10
"""How many codes are tried until one is free: with a million in use, all ten are taken once in 10^20 times."""

LONGEST_CALL = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=65)
"""What a caller is summoned to, as `MOST_DAYS_AHEAD` of the desk has it, with room for the zones."""

MOST_CHARACTERS = 2_000
"""Of a link's token: what a QR code can hold beside the host, with room."""

FIELDS = {
    "scriptKey": "scriptKey",
    "scriptDigest": "scriptDigest",
    "answers": "answers",
    "officeKeys": "referralKeys",
}
"""What a summary holds beside its language, and how a run that is handed over calls the same."""


@transaction.atomic
def make_summary(*, view: StateView, given: Mapping[str, Any], now: datetime) -> CallSummary:
    """Keep the summary of a call; the same once more changes nothing.

    Args:
        view: what the state serves in the language of the call.
        given: as the desk sends it: `id`, `scriptKey`, `scriptDigest`, `answers`, `officeKeys`, and, where the caller
            said when it happened, `hour` and `timeZone`, and what they are summoned to, `appointment`.
    Raises:
        SummaryRefused: `INVALID`, with the field; `IDEMPOTENCY_CONFLICT`.
        StoreUnavailable: the database does not answer.
    """
    pk = read_uuid(given.get("id"))
    if pk is None:
        raise wrong("id", errors.NO_VALUE)
    expires_at = (now + KEPT_FOR).replace(microsecond=0)
    with tenant_scope([view.tenant.id]):
        payload = _payload(view, given, now)
        for _try in range(TRIES):
            made = CallSummary(
                id=pk, tenant_id=view.tenant.id, code=_new_code(), payload=payload, expires_at=expires_at
            )
            if len(token_of(made, code=view.tenant.code)) > MOST_CHARACTERS:
                raise wrong("answers", errors.TOO_LONG)
            CallSummary.objects.bulk_create([made], ignore_conflicts=True)
            kept = CallSummary.objects.for_tenant(view.tenant.id).filter(pk=pk).first()
            if kept is not None and kept.payload == payload:
                write_all([view])  # what is read later must be stored by then
                return kept
            if kept is not None:
                break
    raise errors.CONFLICT  # another summary has the id, maybe another state's


def remove_expired() -> int:
    """Delete the summaries whose time is over; return how many there were."""
    with scope_of_all_tenants():
        removed, _by_model = CallSummary.objects.filter(expires_at__lte=timezone.now()).delete()
    return removed


def _payload(view: StateView, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    payload: dict[str, Any] = {"locale": view.locale}
    for field, of_run in FIELDS.items():
        is_valid, empty = OF_RUNS[of_run]
        payload[field] = empty if given.get(field) is None else given[field]
        if not is_valid(payload[field]):
            raise wrong(field, errors.NO_VALUE)
    script = script_with_digest(view, payload["scriptDigest"])
    if script is None or script["key"] != payload["scriptKey"]:
        raise wrong("scriptDigest", errors.NO_SCRIPT)
    answers = (Answer(one["node"], one["option"]) for one in payload["answers"])
    walked = walk(script["nodes"], script["start"], answers, channel=Channel.PHONE)
    if walked.stop:
        raise wrong("answers", errors.NO_WAY)
    of_lines = {key for key in payload["officeKeys"] if key in KINDS_BY_KEY}
    if keys_had(view.tenant.id, payload["officeKeys"], ItemKind.OFFICE) | of_lines != set(payload["officeKeys"]):
        raise wrong("officeKeys", errors.NO_OFFICE)
    since = _since(view, given, now)
    reached = (script["deadlineBlocks"].get(one) for one in walked.deadlines)
    is_counted = any(block and not counts_back(block) for block in reached)
    if since and is_counted and not script.get("isSensitive"):
        payload.update(since)
    appointment = _appointment(given, now)
    is_summons = any(map(counts_back, script["deadlineBlocks"].values()))
    if appointment and is_summons and not script.get("isSensitive"):
        payload["appointment"] = appointment
    return payload


def _appointment(given: Mapping[str, Any], now: datetime) -> str | None:
    """Return what the caller is summoned to, by the clocks of the place; None: it was not said.

    Like the hour it is kept only where a deadline of the script is counted from it.
    """
    appointment = given.get("appointment")
    if appointment is None:
        return None
    is_wall_clock, _empty = OF_RUNS["appointment"]
    if not is_wall_clock(appointment):
        raise wrong("appointment", errors.NO_VALUE)
    ahead = datetime.fromisoformat(appointment) - now.replace(tzinfo=None)
    if not -LONGEST_CALL <= ahead <= FURTHEST_AHEAD:
        raise wrong("appointment", errors.NO_VALUE)
    return str(appointment)


def _since(view: StateView, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return when what the deadlines run from happened, to the minute, and the place's zone; empty: it was not said.

    It is no personal data: it says neither of whom nor of what. Where no deadline runs from it, as of one that counts
    back, and of a sensitive script, it is not kept all the same.
    """
    hour, zone = given.get("hour"), given.get("timeZone")
    if hour is None:
        return {}
    is_instant, _empty = OF_RUNS["hour"]
    if not is_instant(hour):
        raise wrong("hour", errors.NO_VALUE)
    seconds = datetime.fromisoformat(hour).timestamp()
    if not may_have_happened(seconds, now):
        raise wrong("hour", errors.NO_VALUE)
    zones = {view.tenant.time_zone, *(office["timeZone"] for office in view.all(ItemKind.OFFICE))}
    if not isinstance(zone, str) or zone not in zones:
        raise wrong("timeZone", errors.NO_VALUE)
    return {"sinceMinute": int(seconds) // 60, "timeZone": zone}


def _new_code() -> str:
    return f"{secrets.randbelow(CODES):08d}"
