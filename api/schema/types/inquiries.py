"""Inquiries: what programs say of a contact, and what they are answered."""

from __future__ import annotations

import graphene

from assistance.inquiries import errors
from assistance.models import inquiries

from .enums import Channel, Role, StateCode, exposed
from .scalars import DateTime
from .values import listed

ContactType = exposed(inquiries.ContactType)
InquiryOutcome = exposed(inquiries.InquiryOutcome)
UnservedReason = exposed(inquiries.UnservedReason)
CorrectionReason = exposed(inquiries.CorrectionReason)

CODES = {
    errors.InquiryErrorCode.INVALID: "The field has no value that it takes, or names what the state never had.",
    errors.InquiryErrorCode.PERSONAL_DATA: "The field looks like a CURP, a telephone or an e-mail address.",
    errors.InquiryErrorCode.NOT_FOUND: "The key has no such state or inquiry.",
    errors.InquiryErrorCode.IDEMPOTENCY_CONFLICT: "Another contact was recorded under this id.",
    errors.InquiryErrorCode.STALE: "The inquiry was corrected already.",
    errors.InquiryErrorCode.TOO_MANY: "A publishable key recorded too many at once.",
}
InquiryErrorCode = graphene.Enum.from_enum(
    errors.InquiryErrorCode,
    description=lambda value: "Why an inquiry was not written." if value is None else CODES[value],
)

NULL = "Null: not known, or none."


class ContactFields:
    """The fields of a contact."""

    id = graphene.ID(
        required=True,
        description="UUID of version 7, made by the client when the contact begins. Send the same again to try again.",
    )
    state = StateCode(required=True, description="Whose contact it is; one of the key's states.")
    channel = Channel(required=True, description="Publishable keys record contacts by `WEB` and `APP` only.")
    contact_type = ContactType(required=True, description="What kind of contact it was.")
    role = Role(description=f"Who the person is in the criminal case. {NULL}")
    topic_key = graphene.ID(description=f"Key of the guidance page that it was about. {NULL}")
    script_key = graphene.ID(description=f"Key of the script that was followed. {NULL}")
    script_digest = graphene.String(description=f"`digest` of that script, as it was when the run began. {NULL}")
    end_node = graphene.String(description=f"Key of the node at which the run ended; needs `scriptDigest`. {NULL}")
    outcome = InquiryOutcome(description=f"How it ended; needed where a CITIZEN was served. {NULL}")
    referral_keys = graphene.List(
        graphene.NonNull(graphene.ID),
        description=f"Keys of the offices referred to, 10 at most; REFERRED needs one. {NULL}",
    )
    language = graphene.String(required=True, description="BCP 47 tag of one of the state's languages, such as es-MX.")
    started_at = DateTime(required=True, description="When it began: within the last 30 days (of a correction, 366).")
    duration_seconds = graphene.Int(required=True, description="How long it took; from 0 to 86,400.")
    after_call_seconds = graphene.Int(description="Work after it; from 0 to 86,400. Null: 0.")
    is_served = graphene.Boolean(required=True, description="Whether somebody, or something, answered.")
    unserved_reason = UnservedReason(description="Required where it was not served, and null where it was.")
    campaign = graphene.String(description=f"Code of the state's campaign that brought it, such as FERIA-2026. {NULL}")


class Inquiry(graphene.ObjectType):
    """A contact in the ledger. It holds no personal data, and is never changed."""

    id = graphene.ID(required=True, description="As the client sent it.")
    recorded_at = DateTime(required=True, description="When it was first written.")
    is_new = graphene.Boolean(
        required=True, description="Whether this request wrote it; false: the same one had been written before."
    )


class InquiryError(graphene.ObjectType):
    """Why an inquiry was not written; one for each field that is wrong."""

    code = graphene.Field(InquiryErrorCode, required=True, description="Stable, for programs.")
    field = graphene.String(description="Of the input, such as `startedAt`; null: the input as a whole.")
    message = graphene.String(required=True, description="A sentence for people, in the language of the request.")


class InquiryPayload:
    """What a mutation of inquiries answers."""

    inquiry = graphene.Field(Inquiry, description="Null: nothing was written, and `errors` say why.")
    errors = listed(InquiryError, description="Empty: it is written.")
