"""Contacts that operators have ended: written into the ledger, and corrected."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from assistance.inquiries.contact import Contact, read_contact, read_uuid
from assistance.inquiries.errors import InquiryErrorCode, InquiryRefused
from assistance.inquiries.services import Recorded, correct_inquiry, log_inquiry
from assistance.operators.rights import Answering
from tenants.viewer import Viewer

from .answers import Answer, Refused, answers, sent


@answers("POST", even_ended=True)
def log(request: HttpRequest, operator: Answering) -> Answer:
    """Write a contact; whoever's assignment ended during it still may."""
    try:
        contact = read_contact(sent(request))
        channels = operator.channels_to_record(contact.state, began_at=contact.started_at)
        return _as_json(log_inquiry(viewer=_viewer_of(operator, contact), contact=contact, channels=channels))
    except InquiryRefused as error:
        raise _refused(error) from error


@answers("POST", even_ended=True)
def correct(request: HttpRequest, operator: Answering, inquiry_id: str) -> Answer:
    """Correct a contact: operators what they wrote themselves, supervisors of a state also what others wrote."""
    try:
        contact = read_contact(sent(request), is_correction=True)
        recorded = correct_inquiry(
            viewer=_viewer_of(operator, contact),
            inquiry_id=read_uuid(inquiry_id),
            contact=contact,
            channels=operator.channels_to_record(contact.state, began_at=contact.started_at),
            is_for_others=operator.is_supervisor and contact.state in operator.tenants,
        )
    except InquiryRefused as error:
        raise _refused(error) from error
    return _as_json(recorded)


def _viewer_of(operator: Answering, contact: Contact) -> Viewer:
    """Return the operator as who logs: with the state in which they answered when the contact began."""
    tenant_id = operator.tenant_id_to_record(contact.state, began_at=contact.started_at)
    tenants = operator.tenants if tenant_id is None else {**operator.tenants, contact.state: tenant_id}
    return replace(operator.viewer, tenants=tenants)


def _as_json(recorded: Recorded) -> Answer:
    return {"id": str(recorded.id), "recordedAt": recorded.recorded_at, "isNew": recorded.is_new}


def _refused(error: InquiryRefused) -> Refused:
    """Return the first of the errors as the desk is told it."""
    first = error.errors[0]
    code = InquiryErrorCode.INVALID if first.code is InquiryErrorCode.PERSONAL_DATA else first.code
    with translation.override(settings.LANGUAGE_CODE):
        return Refused(code, field=first.field, message=first.message)
