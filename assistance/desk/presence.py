"""Whether operators are there, and calls that one hands to another."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from assistance.call_backs.selectors import count_due
from assistance.models import Handover, PresenceState
from assistance.operators import handovers, presence
from assistance.operators.rights import Answering
from assistance.operators.runs import RunInvalid, read_run
from content_models.choices import Channel

from .answers import Answer, Refused, answers, sent, tenant_id_of
from .bundle import bundle_version
from .content import view_of


@answers("POST", even_ended=True)
def renew(request: HttpRequest, operator: Answering) -> Answer:
    """Renew an operator's lease; return what waits for them."""
    now, given = timezone.now(), sent(request)
    state = given.get("state")
    if state not in PresenceState.values:
        raise Refused("INVALID", field="state")
    call_id = tenant_id = None
    if state in presence.ATTENDING:
        call_id = _uuid(given, "callId", is_required=state == PresenceState.ON_CALL)
    if call_id is not None:
        began_at = presence.call_began_at(operator.user_id, call_id)
        tenant_id = tenant_id_of(operator, given.get("tenant"), began_at=began_at)
    try:
        presence.renew(
            operator=operator,
            state=PresenceState(state),
            call_id=call_id,
            tenant_id=tenant_id,
            browser=_browser(request),
            said_at=_instant(given, "saidAt"),
            now=now,
        )
    except presence.AttendingElsewhere as error:
        message = _("You are on a call in another browser. Finish it there, or close that browser and wait a minute.")
        raise Refused("TAKEN", message=message) from error
    return {
        "leaseSeconds": presence.LEASE.seconds,
        "handovers": [_offered(handover) for handover in handovers.offered_to(operator, now)],
        "sentHandovers": [
            {
                "id": one.pk,
                "to": one.receiver.display_name,
                "callId": one.call_id,
                "outcome": handovers.outcome_of(one, now),
            }
            for one in handovers.sent_by(operator, now)
        ],
        "callBacksDue": count_due(by=operator, now=now),
        "bundleVersion": _bundle_version(operator, given.get("content")),
    }


@answers("GET")
def colleagues(request: HttpRequest, operator: Answering, code: str) -> Answer:
    """Return who else is there for one of an operator's states, on the channel that is named, or for calls."""
    channel = request.GET.get("channel", Channel.PHONE)
    tenant_ids = [tenant_id_of(operator, code)]
    found = presence.colleagues_of(operator, tenant_ids=tenant_ids, channel=channel, now=timezone.now())
    return [
        {"id": one.user_id, "name": one.name, "state": one.state} for one in found if one.state != PresenceState.AWAY
    ]


@answers("POST")
def offer(request: HttpRequest, operator: Answering) -> Answer:
    """Offer a call to a colleague."""
    given = sent(request)
    receiver_id = given.get("to")
    if isinstance(receiver_id, bool) or not isinstance(receiver_id, int):
        raise Refused("INVALID", field="to")
    tenant_id = tenant_id_of(operator, given.get("tenant"))
    try:
        handover = handovers.offer(
            operator=operator,
            handover_id=_required(given, "id"),
            call_id=_required(given, "callId"),
            tenant_id=tenant_id,
            receiver_id=receiver_id,
            run=read_run(given.get("run"), state=given["tenant"]),
            now=timezone.now(),
        )
    except RunInvalid as error:
        raise Refused("INVALID", field=error.field) from error
    except handovers.ReceiverAway as error:
        message = _("This person is not there now. Choose somebody else.")
        raise Refused("INVALID", field="to", message=message) from error
    except handovers.HandoverWaiting as error:
        message = _("This call is offered to somebody already. Take the offer back first.")
        raise Refused("STALE", message=message) from error
    except handovers.HandoverConflict as error:
        raise Refused("IDEMPOTENCY_CONFLICT") from error
    return {"id": handover.pk, "expiresAt": handover.expires_at}


@answers("POST")
def accept(request: HttpRequest, operator: Answering, handover_id: UUID) -> Answer:
    """Take a call over."""
    try:
        taken = handovers.accept(
            operator=operator, handover_id=handover_id, browser=_browser(request), now=timezone.now()
        )
    except handovers.HandoverUnknown as error:
        raise Refused("NOT_FOUND") from error
    except handovers.HandoverTaken as error:
        raise Refused("TAKEN") from error
    except handovers.HandoverOver as error:
        raise Refused("STALE", message=_("This call is not offered to you any more.")) from error
    return {"callId": taken.call_id, "tenant": taken.tenant.code, "run": taken.run}


@answers("POST")
def withdraw(request: HttpRequest, operator: Answering, handover_id: UUID) -> Answer:
    """Take an offer back, or refuse one."""
    try:
        handovers.withdraw(operator=operator, handover_id=handover_id, now=timezone.now())
    except handovers.HandoverUnknown as error:
        raise Refused("NOT_FOUND") from error
    except handovers.HandoverTaken as error:
        raise Refused("TAKEN") from error
    return {"id": handover_id}


def _bundle_version(operator: Answering, content: Any) -> str | None:
    """Return the version of what a state serves in a language by now; None: it was not asked, or is none of theirs."""
    if not isinstance(content, dict):
        return None
    try:
        return bundle_version(view_of(operator, content.get("code"), content.get("locale")))
    except Refused:
        return None


def _offered(handover: Handover) -> dict[str, Any]:
    return {
        "id": handover.pk,
        "from": handover.sender.display_name,
        "state": handover.tenant.code,
        "scriptKey": handover.run["scriptKey"],
        "isInDanger": handover.run["isInDanger"],
        "offeredAt": handover.offered_at,
    }


def _browser(request: HttpRequest) -> str:
    """Return what tells one browser of an operator from another: a digest of the session's key."""
    key = request.session.session_key or ""
    return salted_hmac("assistance.desk.browser", key, algorithm="sha256").hexdigest()[:16]


def _required(given: dict[str, Any], field: str) -> UUID:
    found = _uuid(given, field, is_required=True)
    assert found is not None
    return found


def _instant(given: dict[str, Any], field: str) -> datetime | None:
    value = given.get(field)
    if value is None:
        return None
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Refused("INVALID", field=field) from error
    if instant.tzinfo is None:
        raise Refused("INVALID", field=field)
    return instant


def _uuid(given: dict[str, Any], field: str, *, is_required: bool) -> UUID | None:
    value = given.get(field)
    if value is None and not is_required:
        return None
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError) as error:
        raise Refused("INVALID", field=field) from error
