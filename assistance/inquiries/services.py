"""Writing the ledger: each contact once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.models import ContactType, CorrectionReason, Inquiry, InquiryOutcome
from assistance.services.snapshots import write_all
from content_models.choices import Channel
from delivery import state_view
from delivery.state_view import NotVisible, StateView
from tenants.limits import Limit, LimitReached, take
from tenants.models import KeyKind
from tenants.scope import tenant_scope
from tenants.viewer import Viewer

from . import errors
from .contact import Contact
from .errors import FieldError, InquiryErrorCode, InquiryRefused
from .selectors import campaign_of, stored_script, unknown_in

OLDEST = timedelta(days=30)
"""How long a device may have been without a network."""

OLDEST_CORRECTED = timedelta(days=366)
AHEAD = timedelta(minutes=10)
"""How much a device's clock may be fast."""

PUBLIC_CHANNELS = (Channel.WEB, Channel.APP)
"""What those may record who hold a publishable key, which anybody can read."""

OF_KEY = Limit("inquiries.key", most=3_000, seconds=10 * 60)
OF_SOURCE = Limit("inquiries.source", most=60, seconds=10 * 60)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A contact in the ledger; `is_new`: it was not before."""

    id: UUID
    recorded_at: datetime
    is_new: bool


def log_inquiry(
    *, viewer: Viewer, contact: Contact, channels: Collection[str] = Channel.values, source: str = ""
) -> Recorded:
    """Write a contact into the ledger; the same one again gets the first answer.

    Args:
        channels: those that the viewer may record. Publishable keys never more than `PUBLIC_CHANNELS`.
        source: the network that asks, by which publishable keys are limited; only a keyed digest of it is kept.
    Raises:
        InquiryRefused: nothing was written. `NOT_FOUND`: the viewer has no such state. `IDEMPOTENCY_CONFLICT`: the id
            belongs to another contact of the viewer's states. `TOO_MANY`: later. `INVALID`: it names what the state
            never had, its clock is wrong, or it came by another channel.
        StoreUnavailable: the database does not answer.
    """
    _check_channel(viewer, contact, channels)
    _take(viewer, source)
    view = _view_of(viewer, contact.state)
    with tenant_scope(viewer.tenants.values()):
        return _first_answer(viewer, contact) or _logged(viewer, contact, view)


def correct_inquiry(
    *,
    viewer: Viewer,
    inquiry_id: UUID | None,
    contact: Contact,
    channels: Collection[str] = Channel.values,
    is_for_others: bool = False,
) -> Recorded:
    """Write a further row that stands in the place of an inquiry, or that voids it.

    One that belongs to another state (`WRONG_STATE`) is voided in its own and written into the other's ledger.

    Args:
        inquiry_id: the one to correct; a correction can be corrected in its turn.
        contact: all of it, as it should have been written, with an id of its own and the reason.
        channels: as for `log_inquiry`.
        is_for_others: whether the viewer corrects what others have written, too.
    Raises:
        InquiryRefused: as for `log_inquiry`. `NOT_FOUND`: there is no such inquiry of the viewer's. `STALE`: it was
            corrected already.
        StoreUnavailable: the database does not answer.
    """
    _check_channel(viewer, contact, channels)
    view = _view_of(viewer, contact.state)
    tenant_ids = set(viewer.tenants.values())
    with tenant_scope(tenant_ids):
        done = _first_answer(viewer, contact, inquiry_id)
        if done is not None:
            return done
        inquiries = Inquiry.objects.for_tenants(tenant_ids)
        if viewer.key_kind == KeyKind.PUBLISHABLE:  # whose key anybody can read has written nothing of its own
            inquiries = inquiries.none()
        elif not is_for_others:
            inquiries = inquiries.written_by(viewer)
        corrected = None if inquiry_id is None else inquiries.filter(pk__in=_rows_of(inquiry_id, viewer)).first()
        if corrected is None:
            raise InquiryRefused.of(InquiryErrorCode.NOT_FOUND, "inquiryId", errors.NO_INQUIRY)
        is_moved = contact.reason == CorrectionReason.WRONG_STATE
        if is_moved == (corrected.tenant_id == view.tenant.id):
            sentence = errors.SAME_STATE if is_moved else errors.OTHER_STATE
            raise InquiryRefused.of(InquiryErrorCode.INVALID, "state", sentence)
        return _logged(viewer, contact, view, inquiry_id, corrected)


def _check_channel(viewer: Viewer, contact: Contact, channels: Collection[str]) -> None:
    allowed = [one for one in channels if viewer.key_kind != KeyKind.PUBLISHABLE or one in PUBLIC_CHANNELS]
    if contact.channel not in allowed:
        raise InquiryRefused.of(
            InquiryErrorCode.INVALID, "channel", errors.OTHER_CHANNEL, channels=", ".join(map(str, allowed))
        )


def _take(viewer: Viewer, source: str) -> None:
    if viewer.key_kind != KeyKind.PUBLISHABLE:
        return
    try:
        take(OF_KEY.of(viewer.key_id), OF_SOURCE.of(viewer.key_id, source))
    except LimitReached as reached:
        raise InquiryRefused.of(
            InquiryErrorCode.TOO_MANY, None, errors.TRY_LATER, seconds=reached.wait_seconds
        ) from reached


def _view_of(viewer: Viewer, code: str) -> StateView:
    try:
        return state_view.for_viewer(viewer, code)
    except NotVisible as refused:
        raise InquiryRefused.of(InquiryErrorCode.NOT_FOUND, "state", errors.NO_STATE, state=code) from refused


def _row_id(sent: UUID, tenant_id: int) -> UUID:
    """Return the row's id where the one sent is taken in a state that the viewer does not see, and is not told of."""
    return uuid.uuid5(sent, str(tenant_id))


def _rows_of(sent: UUID, viewer: Viewer) -> list[UUID]:
    """Return under which ids what was sent under one may be kept in the viewer's states."""
    return [sent, *(_row_id(sent, tenant_id) for tenant_id in viewer.tenants.values())]


def _first_answer(viewer: Viewer, contact: Contact, corrects: UUID | None = None) -> Recorded | None:
    """Return what was answered when the contact was sent before; None: it was not, as far as the scope shows."""
    known = list(Inquiry.objects.filter(pk__in=_rows_of(contact.id, viewer)))
    for one in known:
        if one.digest == contact.digest(corrects):
            return Recorded(contact.id, one.recorded_at, is_new=False)
    if known:
        raise InquiryRefused.of(InquiryErrorCode.IDEMPOTENCY_CONFLICT, "id", errors.CONFLICT)
    return None


def _logged(
    viewer: Viewer,
    contact: Contact,
    view: StateView,
    corrects: UUID | None = None,
    corrected: Inquiry | None = None,
) -> Recorded:
    """Write the rows of a contact that is not in the ledger as far as the scope shows."""
    local = contact.started_at.astimezone(ZoneInfo(view.tenant.time_zone))
    if contact.script_digest and stored_script(contact, tenant_id=view.tenant.id) is None:
        write_all([view if tag == view.locale else _in_locale(viewer, view, tag) for tag in view.locales])
    found = [
        *_clock_errors(contact, timezone.now(), OLDEST_CORRECTED if corrected else OLDEST),
        *_ending_errors(contact),
        *unknown_in(contact, tenant_id=view.tenant.id, started_on=local.date()),
    ]
    if found:
        raise InquiryRefused(found)
    is_moved = contact.reason == CorrectionReason.WRONG_STATE
    row = Inquiry(
        tenant_id=view.tenant.id,
        digest=contact.digest(corrects),
        campaign=campaign_of(contact, tenant_id=view.tenant.id, started_on=local.date()),
        started_on=local.date(),
        started_hour=local.hour,
        corrects=None if is_moved else corrected,
        reason="" if is_moved else contact.reason,
        operator_id=viewer.user_id,
        client_id=viewer.client_id,
        referral_keys=list(contact.referral_keys),
        **{name: getattr(contact, name) for name in COPIED},
    )
    for row.pk in (contact.id, _row_id(contact.id, view.tenant.id)):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                if corrected is not None and is_moved:
                    _void(corrected, contact, viewer)
            return Recorded(contact.id, row.recorded_at, is_new=True)
        except IntegrityError as error:
            _check_is_of_the_id(error)
            done = _first_answer(viewer, contact, corrects)
        if done is not None:
            return done
    raise InquiryRefused.of(InquiryErrorCode.IDEMPOTENCY_CONFLICT, "id", errors.CONFLICT)


COPIED = (
    "channel",
    "contact_type",
    "role",
    "topic_key",
    "script_key",
    "script_digest",
    "end_node",
    "outcome",
    "language",
    "started_at",
    "duration_seconds",
    "after_call_seconds",
    "is_served",
    "unserved_reason",
    "is_hung_up",
    "is_left_unread",
)


def _in_locale(viewer: Viewer, view: StateView, tag: str) -> StateView:
    return state_view.for_viewer(viewer, view.tenant.code, tag)


def _void(corrected: Inquiry, contact: Contact, viewer: Viewer) -> None:
    """Write the row that takes an inquiry out of its state's counts, under an id that follows from both."""
    fields = (*COPIED, "tenant_id", "digest", "campaign_id", "started_on", "started_hour", "referral_keys")
    Inquiry(
        id=uuid.uuid5(contact.id, str(corrected.pk)),
        corrects=corrected,
        reason=CorrectionReason.WRONG_STATE,
        operator_id=viewer.user_id,
        client_id=viewer.client_id,
        **{name: getattr(corrected, name) for name in fields},
    ).save(force_insert=True)


def _check_is_of_the_id(error: IntegrityError) -> None:
    """Pass where the id is taken: by the same contact, sent over another connection meanwhile, or by another.

    Raises:
        InquiryRefused: another transaction has corrected the inquiry.
        IntegrityError: it is about something else.
    """
    broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    if broken == CORRECTED_ONCE:
        raise InquiryRefused.of(InquiryErrorCode.STALE, "inquiryId", errors.ALREADY_CORRECTED) from error
    if broken not in ONE_ROW_FOR_AN_ID:
        raise error


CORRECTED_ONCE = "assistance_inquiry_corrects_id_key"
ONE_ROW_FOR_AN_ID = ("assistance_inquiry_pkey", "inquiry_of_tenant")
"""The names of constraints, as PostgreSQL reports them."""


def _clock_errors(contact: Contact, now: datetime, oldest: timedelta) -> list[FieldError]:
    if contact.started_at > now + AHEAD:
        return [FieldError(InquiryErrorCode.INVALID, "startedAt", errors.IN_FUTURE)]
    if contact.started_at < now - oldest:
        return [FieldError(InquiryErrorCode.INVALID, "startedAt", errors.LONG_AGO, {"days": oldest.days})]
    return []


def _ending_errors(contact: Contact) -> list[FieldError]:
    """Return what is missing of how a contact ended; rows that were written before this was asked for stay."""
    if contact.contact_type == ContactType.CITIZEN and contact.is_served and not contact.outcome:
        return [FieldError(InquiryErrorCode.INVALID, "outcome", errors.OUTCOME_MISSING)]
    if contact.outcome == InquiryOutcome.REFERRED and not contact.referral_keys:
        return [FieldError(InquiryErrorCode.INVALID, "referralKeys", errors.OFFICE_MISSING)]
    return []
