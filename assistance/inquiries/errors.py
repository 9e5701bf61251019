"""What keeps an inquiry from being written. Each error has a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class InquiryErrorCode(StrEnum):
    """Stable codes for programs."""

    INVALID = "INVALID"
    PERSONAL_DATA = "PERSONAL_DATA"
    NOT_FOUND = "NOT_FOUND"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    STALE = "STALE"
    TOO_MANY = "TOO_MANY"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of an input, or with the input as a whole (no field).

    Attributes:
        sentence, values: the message, and what stands in the place of its named placeholders.
    """

    code: InquiryErrorCode
    field: str | None
    sentence: str | Promise
    values: Mapping[str, object] = dataclass_field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence, in the language that is active."""
        return str(self.sentence) % {"field": self.field, **self.values}


class InquiryRefused(Exception):
    """An inquiry was not written.

    Attributes:
        errors: at least one.
    """

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(", ".join(f"{error.code} {error.field}" for error in errors))
        self.errors = tuple(errors)

    @classmethod
    def of(cls, code: InquiryErrorCode, field: str | None, sentence: str | Promise, **values: object) -> InquiryRefused:
        """Return the refusal for one error."""
        return cls([FieldError(code, field, sentence, values)])


REQUIRED = _("“%(field)s” is missing.")
UNKNOWN_FIELD = _("There is no field “%(field)s”. An inquiry has codes and numbers only: leave out names and notes.")
NO_CODE = _("“%(field)s” takes a code, not a text. Send one of those that the service gave you.")
ONE_OF = _("“%(field)s” must be one of: %(values)s.")
NO_UUID7 = _("“%(field)s” must be a UUID of version 7, made when the contact begins.")
NO_INSTANT = _("“%(field)s” must be an instant with offset, such as 2026-11-23T18:00:00Z.")
NO_NUMBER = _("“%(field)s” must be a whole number from 0 to %(most)d.")
NO_BOOLEAN = _("“%(field)s” must be true or false.")
TOO_MANY_KEYS = _("“%(field)s” must be a list of at most %(most)d keys, each of them once.")
PERSONAL = _("“%(field)s” looks like personal data (a CURP, a telephone or an e-mail address). Nothing was written.")
IN_FUTURE = _("“%(field)s” lies in the future. Set the clock of the device, and send it again.")
LONG_AGO = _("“%(field)s” is more than %(days)d days ago. Set the clock of the device, and send it again.")
NO_STATE = _("There is no state “%(state)s” for you. Choose one of yours.")
NO_TOPIC = _("This state has no such topic.")
NO_SCRIPT = _("This state never served such a script.")
NO_NODE = _("The script has no such node.")
NO_DIGEST = _("Give “scriptDigest” with a node: it says which version of the script has it.")
NO_OFFICE = _("This state has no office “%(key)s”.")
NO_CAMPAIGN = _("This state had no such campaign then.")
REASON_MISSING = _("Say why it was not served.")
REASON_SUPERFLUOUS = _("What was served has no reason for not being so.")
OUTCOME_MISSING = _("Say how the contact ended.")
OFFICE_MISSING = _("Say to which office the person was referred.")
OTHER_CHANNEL = _("Here you may record contacts by %(channels)s only.")
SAME_STATE = _("An inquiry that belongs to another state names that state.")
OTHER_STATE = _("An inquiry is corrected in its own state; if it belongs to another, give WRONG_STATE as reason.")
NO_INQUIRY = _("There is no such inquiry of yours.")
CONFLICT = _("Another contact was recorded under this id. Make a new id for each contact.")
ALREADY_CORRECTED = _("This inquiry was corrected already. Correct the correction.")
TRY_LATER = _("Too many contacts were recorded at once. Try again in %(seconds)d s.")
