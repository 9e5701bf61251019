"""What the ledger of inquiries has of conversations: each once, when it has ended, whether somebody came or nobody did.

The conversation's id is the inquiry's. What operators say of the end is written in the transaction that ends it; what
ended otherwise is written by the sweeps (`log_what_is_left`), however often the process that ended it has died.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from assistance.inquiries.contact import Contact, read_contact
from assistance.inquiries.errors import InquiryErrorCode, InquiryRefused
from assistance.inquiries.selectors import keys_had
from assistance.inquiries.services import log_inquiry
from assistance.models import (
    ContactType,
    Conversation,
    ConversationState,
    EndReason,
    Inquiry,
    InquiryOutcome,
    UnservedReason,
)
from assistance.models.inquiries import MOST_REFERRALS, MOST_SECONDS
from content_models.choices import Channel
from content_models.kinds import ItemKind
from delivery import state_view
from tenants.limits import Limit, LimitReached, take
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants
from tenants.viewer import Viewer, ViewerKind

from . import errors
from .assignment import locked_if_free
from .cards import emergency_office_key
from .conversation_selectors import content_tenant
from .emergency_calls import is_emergency_called
from .errors import ChatErrorCode, ChatRefused, invalid
from .ids import uuid7
from .kept_runs import last_run

logger = logging.getLogger(__name__)

REGISTERED_BY = timedelta(minutes=5)
"""How long an operator may say what came of a conversation that the person has ended, before it is written without."""

OUT_OF_HOURS = Limit("chat.out-of-hours", most=1, seconds=60 * 60)

TRIED_FOR, AGAIN_AFTER = timedelta(days=1), timedelta(minutes=10)
"""How long, and how often, it is tried to write one that the ledger does not take."""

DESK_FIELDS = frozenset(
    {
        "outcome",
        "referralKeys",
        "contactType",
        "unservedReason",
        "role",
        "topicKey",
        "scriptKey",
        "scriptDigest",
        "endNode",
    }
)
"""What an operator may say of a conversation; an `unservedReason` makes it one that was not served."""

OPTIONAL = frozenset({"topicKey", "role", "scriptKey", "scriptDigest"})
"""What is left out rather than that an inquiry is lost: a topic, perhaps, that the state has never had."""

LEFT = (EndReason.VISITOR, EndReason.ERASED, EndReason.LEFT)
"""Where the person ended it, or went away: whoever attended them may still say what came of it."""

_WAITS_FOR_WORD = Q(operator__isnull=False, end_reason__in=LEFT) & ~Q(end_reason=EndReason.LEFT, operator_wrote_at=None)
"""What its operator had until the end, but not what was left before they had answered: nothing came of that."""


def log_ended(conversation: Conversation, *, given: Mapping[str, Any] | None = None) -> None:
    """Write a conversation that has ended into the ledger, in the present transaction; once more changes nothing.

    It counts as served once somebody has written to the person, or called the emergency number for them.

    Args:
        conversation: locked.
        given: what its operator says of it, by the names of `DESK_FIELDS`; None: nothing but the end, and what the desk
            of whoever had it last has kept of it.
    Raises:
        ChatRefused: `INVALID`, with the field: what the operator says cannot be.
        InquiryRefused: the ledger does not take it.
        StoreUnavailable: the database does not answer.
    """
    if conversation.is_logged:
        return
    tenant = content_tenant(conversation)
    viewer = Viewer(
        kind=ViewerKind.USER,
        tenants={tenant.code: tenant.pk},
        user_id=conversation.operator_id,
        name="online chat",
    )
    if given is None:
        _log_whatever_holds(viewer, _with_last_run(conversation, tenant))
    else:
        try:
            _log(viewer, read_contact(_with_operator_fields(conversation, tenant, given)))
        except InquiryRefused as refused:
            first = refused.errors[0]
            raise ChatRefused(ChatErrorCode.INVALID, first.field, sentence=first.message) from refused
    conversation.is_logged, conversation.source_digest = True, ""
    conversation.save(update_fields=["is_logged", "source_digest"])


def log_out_of_hours(
    *, tenant: Tenant, source_digest: str, language: str | None, now: datetime, role: str = "", topic_key: str = ""
) -> bool:
    """Write that somebody wanted to chat when nobody answers: demand that was missed. Return whether it was new.

    Who tries again within the hour, from one network, is counted once. That it cannot be written keeps nobody from
    being told the hours.

    Args:
        source_digest: of the network (`sources.digest_of`); empty: not known, and not counted.
        now: the clock.
    """
    facts = {
        "id": uuid7(),
        "state": tenant.code,
        "channel": Channel.CHAT.value,
        "contactType": ContactType.CITIZEN.value,
        "role": role,
        "topicKey": topic_key,
        "language": language,
        "startedAt": now,
        "durationSeconds": 0,
        "isServed": False,
        "unservedReason": UnservedReason.OUT_OF_HOURS.value,
    }
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="online chat")
    try:
        if not source_digest:
            return False
        take(OUT_OF_HOURS.of(tenant.pk, source_digest))
        _log_whatever_holds(viewer, facts)
    except LimitReached:
        return False
    except InquiryRefused as refused:
        logger.warning("An inquiry is not in the ledger.", extra={"codes": [each.code for each in refused.errors]})
        return False
    return True


def log_what_is_left(now: datetime) -> int:
    """Write what has ended and is not in the ledger; return how many.

    What its operator had until the end waits for what they say of it, unless it was left without an answer.

    Args:
        now: the clock.
    """
    with scope_of_all_tenants():
        left = Conversation.objects.filter(
            state=ConversationState.ENDED, is_logged=False, ended_at__gt=now - TRIED_FOR
        ).exclude(_WAITS_FOR_WORD, ended_at__gt=now - REGISTERED_BY)
        ids = list(left.order_by("ended_at").values_list("pk", flat=True)[:200])
    for pk in [pk for pk, at in _refused.items() if not timedelta() <= now - at < AGAIN_AFTER]:
        del _refused[pk]
    return sum(_log_if_left(pk, now) for pk in ids if pk not in _refused)


_refused: dict[UUID, datetime] = {}
"""What the ledger has not taken lately, in this process."""


def _log_if_left(pk: UUID, now: datetime) -> bool:
    try:
        with scope_of_all_tenants():
            conversation = locked_if_free(pk)
            if conversation is None or conversation.is_logged or conversation.state != ConversationState.ENDED:
                return False
            log_ended(conversation)
            return True
    except InquiryRefused as refused:
        _refused[pk] = now
        logger.warning("A conversation is not in the ledger.", extra={"codes": [e.code for e in refused.errors]})
        return False


def _facts(conversation: Conversation, tenant: Tenant, *, is_served: bool | None = None) -> dict[str, Any]:
    """Return what is known of a conversation without anybody's word."""
    assert conversation.ended_at is not None
    is_spam = conversation.end_reason == EndReason.SPAM
    has_emergency_call = not is_spam and is_emergency_called(conversation)
    if is_served is None:
        is_served = is_spam or has_emergency_call or conversation.operator_wrote_at is not None
    came_of: dict[str, Any] = {"outcome": ""}
    if is_served and not is_spam:
        came_of = _came_of(_outcome(conversation, has_emergency_call), has_emergency_call)
    began = conversation.first_attended_at if is_served else None
    seconds = int((conversation.ended_at - (began or conversation.started_at)).total_seconds())
    return {
        "id": conversation.pk,
        "state": tenant.code,
        "channel": Channel.CHAT.value,
        "contactType": (ContactType.PRANK if is_spam else ContactType.CITIZEN).value,
        "role": conversation.role,
        "topicKey": conversation.topic_key,
        "language": conversation.language,
        "startedAt": conversation.started_at,
        "durationSeconds": min(max(seconds, 0), MOST_SECONDS),
        "isServed": is_served,
        **came_of,
        "unservedReason": "" if is_served else _unserved_reason(conversation),
        "referralKeys": _emergency_keys(tenant) if is_served and has_emergency_call else [],
    }


def _with_last_run(conversation: Conversation, tenant: Tenant) -> dict[str, Any]:
    """Return the facts with what was done before an end of which no operator says what came of it.

    Whoever gave a conversation back to the queue has registered nothing; nobody may have taken it after them. What
    their desk kept is their word, but for how it ended later.
    """
    facts = _facts(conversation, tenant)
    if not facts["isServed"] or facts["contactType"] != ContactType.CITIZEN:
        return facts
    run = last_run(conversation)
    if run is None:
        return facts
    return _with_operator_fields(conversation, tenant, _operator_fields_in(run, conversation, tenant))


def _operator_fields_in(run: Mapping[str, Any], conversation: Conversation, tenant: Tenant) -> dict[str, Any]:
    """Return what a desk kept, by the names of `DESK_FIELDS`, as far as it can be its operator's word of the end."""
    # Of another state's desk there may be offices that are none of this state's; help lines are none at all.
    known = keys_had(tenant.pk, run["referralKeys"], ItemKind.OFFICE)
    offices = [key for key in dict.fromkeys(run["referralKeys"]) if key in known]
    said = {name: run[name] for name in ("role", "scriptKey", "scriptDigest")} | {"referralKeys": offices}
    outcome = _outcome(conversation, _is_emergency(conversation, tenant, offices))
    if outcome not in ("", InquiryOutcome.INFORMED):  # how it ended is its result, whatever was kept
        return {**said, "outcome": outcome}
    if not is_emergency_called(conversation):
        said["contactType"] = run["contactType"]
        if run["result"] == UnservedReason.OUT_OF_SCOPE:
            return {**said, "unservedReason": run["result"]}
        if run["contactType"] not in (None, ContactType.CITIZEN):
            outcome = ""
    outcome = _chosen(run["result"], offices) or (InquiryOutcome.REFERRED.value if offices and outcome else outcome)
    return {**said, "outcome": outcome}


def _chosen(result: str | None, offices: list[str]) -> str:
    """Return the result that a desk had chosen before a conversation ended; empty: none, or it did not come to that."""
    if result in (None, UnservedReason.OUT_OF_SCOPE, InquiryOutcome.CALL_BACK):
        return ""
    return "" if result == InquiryOutcome.REFERRED and not offices else result


def _emergency_keys(tenant: Tenant) -> list[str]:
    """Return the office of a state's directory that is the emergency number, to refer to it; none: it has none."""
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="online chat")
    key = emergency_office_key(state_view.for_viewer(viewer, tenant.code))
    return [] if key is None else [key]


def _is_emergency(conversation: Conversation, tenant: Tenant, referral_keys: object) -> bool:
    """Return whether the emergency number was told of somebody: called for them, or referred to in danger.

    That they are in danger, which may be known by their words alone, is none yet.

    Args:
        referral_keys: offices that an operator names, as they came.
    """
    if is_emergency_called(conversation):
        return True
    if not conversation.is_in_danger or not isinstance(referral_keys, list):
        return False
    return any(key in referral_keys for key in _emergency_keys(tenant))


def _came_of(outcome: str, is_emergency: bool) -> dict[str, Any]:
    """Return an outcome with what an emergency makes of it, as the desk does (`frontend/src/desk/chats/thread.ts`).

    Whose emergency was told, and of whom nothing else is said, was an emergency; who went away before the end did both.
    """
    if not is_emergency or outcome not in ("", InquiryOutcome.ABANDONED):
        return {"outcome": outcome}
    return {"outcome": InquiryOutcome.EMERGENCY.value, "isHungUp": outcome == InquiryOutcome.ABANDONED}


def _outcome(conversation: Conversation, is_emergency: bool) -> str:
    """Return what came of a conversation without anybody's word; empty: nothing but its emergency."""
    if conversation.call_starts_at is not None:
        return InquiryOutcome.CALL_BACK.value
    if conversation.end_reason in (EndReason.INACTIVE, EndReason.LEFT):
        return InquiryOutcome.ABANDONED.value
    if is_emergency:
        return ""
    if conversation.end_reason == EndReason.UNATTENDED:
        return InquiryOutcome.OTHER.value
    return InquiryOutcome.INFORMED.value


def _unserved_reason(conversation: Conversation) -> str:
    if conversation.end_reason in (EndReason.UNATTENDED, EndReason.OPERATOR):
        return UnservedReason.NO_OPERATOR.value
    return UnservedReason.HUNG_UP.value


def _with_operator_fields(conversation: Conversation, tenant: Tenant, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with an operator's word; how it ended is theirs to say, unless a call was promised."""
    for name in given:
        if name not in DESK_FIELDS:
            raise invalid(name)
    said = {name: value for name, value in given.items() if value not in (None, "", [])}
    if said.get("outcome") == InquiryOutcome.CALL_BACK and conversation.call_starts_at is None:
        raise invalid("outcome", errors.NO_CALL_PROMISED)
    is_of_citizen = said.get("contactType", ContactType.CITIZEN) == ContactType.CITIZEN
    for field in ("unservedReason",) if is_of_citizen else ("contactType",):
        if field in said and is_emergency_called(conversation):
            raise invalid(field, errors.EMERGENCY_WAS_CALLED)
    facts = _facts(conversation, tenant, is_served="unservedReason" not in said)
    if facts["outcome"] != InquiryOutcome.CALL_BACK or not is_of_citizen:
        facts["outcome"] = ""
    if is_of_citizen and facts["isServed"]:
        is_emergency = _is_emergency(conversation, tenant, said.get("referralKeys"))
        said.update(_came_of(said.get("outcome") or facts["outcome"], is_emergency))
        said["referralKeys"] = _with_emergency(said.get("referralKeys"), facts["referralKeys"])
    return {**facts, "referralKeys": [], **said}


def _with_emergency(given: object, emergency: list[str]) -> object:
    """Return the offices that an operator names behind that of an emergency call, which takes no place from theirs.

    The last of as many as they may name is left out; what is no list, or too long a one, is refused later.
    """
    named = given or []
    if not isinstance(named, list) or len(named) > MOST_REFERRALS:
        return given
    return [*emergency, *(key for key in named if key not in emergency)][:MOST_REFERRALS]


def _log_whatever_holds(viewer: Viewer, facts: Mapping[str, Any]) -> None:
    """Write an inquiry, without what the state does not know of it."""
    try:
        _log(viewer, read_contact(facts))
    except InquiryRefused as refused:
        fields = {error.field or "" for error in refused.errors}
        if not fields <= {*OPTIONAL, "language"}:
            raise
        mended = {**facts, **{field: _mended(viewer, field) for field in fields}}
        if mended == facts:
            raise
        # What is no code is refused before what the state does not have: there may be a second round.
        _log_whatever_holds(viewer, mended)


def _mended(viewer: Viewer, field: str) -> str:
    """Return what is written in the place of a field that the state does not know."""
    [code] = viewer.tenants
    return "" if field in OPTIONAL else state_view.for_viewer(viewer, code).tenant.default_locale


def _log(viewer: Viewer, contact: Contact) -> None:
    """Write an inquiry, even where somebody who saw its id has written something else under it."""
    try:
        log_inquiry(viewer=viewer, contact=contact, channels=[Channel.CHAT])
    except InquiryRefused as refused:
        if refused.errors[0].code != InquiryErrorCode.IDEMPOTENCY_CONFLICT:
            raise
        with scope_of_all_tenants():
            if Inquiry.objects.filter(pk=contact.id, channel=Channel.CHAT).exists():
                return
        log_inquiry(viewer=viewer, contact=replace(contact, id=uuid.uuid5(contact.id, "chat")), channels=[Channel.CHAT])
