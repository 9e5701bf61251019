"""What a client says of a contact, read from JSON: only codes, numbers and instants come through."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.utils.functional import Promise

from assistance.models.campaigns import CODE_PATTERN
from assistance.models.inquiries import (
    DIGEST,
    KEY,
    MOST_REFERRALS,
    MOST_SECONDS,
    NODE,
    TAG,
    ContactType,
    CorrectionReason,
    InquiryOutcome,
    UnservedReason,
)
from content_models.choices import Channel, Role
from content_models.languages import bcp47

from . import errors
from .errors import FieldError, InquiryErrorCode, InquiryRefused
from .personal_data import looks_personal

STATE = r"[A-Z]{3}"
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact; the fields are those of `Inquiry`. Empty: not known, or none."""

    id: UUID
    state: str
    channel: str
    contact_type: str
    language: str
    started_at: datetime
    duration_seconds: int
    is_served: bool
    role: str = ""
    topic_key: str = ""
    script_key: str = ""
    script_digest: str = ""
    end_node: str = ""
    outcome: str = ""
    referral_keys: tuple[str, ...] = ()
    after_call_seconds: int = 0
    unserved_reason: str = ""
    campaign: str = ""
    reason: str = ""
    is_hung_up: bool = False
    is_left_unread: bool = False

    def digest(self, corrects: UUID | None = None) -> str:
        """Return the digest of it: what the same id may be sent with again."""
        content = {**asdict(self), "corrects": corrects}
        # What was sent before there were these fields, and comes once more, is the same.
        for name in LATER:
            if not content[name]:
                del content[name]
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)).hexdigest()


class _Unreadable(Exception):
    """A value cannot stand in its field."""

    def __init__(self, sentence: str | Promise, **values: object) -> None:
        self.sentence, self.values = sentence, values


Reader = Callable[[Any], Any]


def _one_of(values: Iterable[str]) -> Reader:
    known = [*values]

    def read(value: Any) -> str:
        if value not in known:
            raise _Unreadable(errors.ONE_OF, values=", ".join(known))
        return str(value)

    return read


def _code(pattern: str) -> Reader:
    compiled = re.compile(pattern)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise _Unreadable(errors.NO_CODE)
        return value

    return read


def _seconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_SECONDS:
        raise _Unreadable(errors.NO_NUMBER, most=MOST_SECONDS)
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unreadable(errors.NO_BOOLEAN)
    return value


def _instant(value: Any) -> datetime:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise _Unreadable(errors.NO_INSTANT)
        return min(max(instant, EARLIEST), LATEST).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise _Unreadable(errors.NO_INSTANT) from error


def _uuid7(value: Any) -> UUID:
    read = read_uuid(value)
    if read is None or read.version != 7:
        raise _Unreadable(errors.NO_UUID7)
    return read


def _language(value: Any) -> str:
    return bcp47(_code(TAG)(value))


def _keys(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_REFERRALS or len({*map(str, value)}) < len(value):
        raise _Unreadable(errors.TOO_MANY_KEYS, most=MOST_REFERRALS)
    return tuple(map(_code(KEY), value))


READERS: Mapping[str, Reader] = {
    "id": _uuid7,
    "state": _code(STATE),
    "channel": _one_of(Channel.values),
    "contact_type": _one_of(ContactType.values),
    "role": _one_of(Role.values),
    "topic_key": _code(KEY),
    "script_key": _code(KEY),
    "script_digest": _code(DIGEST),
    "end_node": _code(NODE),
    "outcome": _one_of(InquiryOutcome.values),
    "referral_keys": _keys,
    "language": _language,
    "started_at": _instant,
    "duration_seconds": _seconds,
    "after_call_seconds": _seconds,
    "is_served": _boolean,
    "unserved_reason": _one_of(UnservedReason.values),
    "campaign": _code(CODE_PATTERN),
    "reason": _one_of(CorrectionReason.values),
    "is_hung_up": _boolean,
    "is_left_unread": _boolean,
}
LATER = ("is_hung_up", "is_left_unread")
"""Fields that came after there were rows, and are false where they are left out."""

REQUIRED = (
    "id",
    "state",
    "channel",
    "contact_type",
    "language",
    "started_at",
    "duration_seconds",
    "is_served",
)
"""Without which nothing is counted; a correction has a reason besides."""

LONGEST = {"language": 20, "campaign": 20, "end_node": 80}
"""The most characters of codes that somebody once made up; for the others their pattern says it."""


def read_contact(given: Mapping[str, Any], *, is_correction: bool = False) -> Contact:
    """Return the contact that a client describes.

    Args:
        given: values by the names of the fields, as JSON writes them, in camelCase; null and "" are as if left out.
    Raises:
        InquiryRefused: `PERSONAL_DATA` or `INVALID`, for each field that is wrong.
    """
    found: list[FieldError] = []
    values: dict[str, Any] = {}
    known = {camel_case(name): name for name in READERS if is_correction or name != "reason"}
    for field, value in given.items():
        if value is None or value == "":
            continue
        try:
            values[known[field]] = _read(known[field], value)
        except KeyError:
            found.append(_error(field, value, errors.UNKNOWN_FIELD))
        except _Unreadable as wrong:
            found.append(_error(field, value, wrong.sentence, **wrong.values))
    named = {error.field for error in found}
    required = (*REQUIRED, "reason") if is_correction else REQUIRED
    missing = [camel_case(name) for name in required if name not in values]
    found += [_error(field, None, errors.REQUIRED) for field in missing if field not in named]
    if not found and values["is_served"] == ("unserved_reason" in values):
        sentence = errors.REASON_SUPERFLUOUS if values["is_served"] else errors.REASON_MISSING
        found.append(_error("unservedReason", None, sentence))
    if found:
        raise InquiryRefused(found)
    return Contact(**values)


def _read(name: str, value: Any) -> Any:
    read = READERS[name](value)
    if name in LONGEST and (len(read) > LONGEST[name] or looks_personal(read)):
        raise _Unreadable(errors.NO_CODE)
    return read


def read_uuid(value: Any) -> UUID | None:
    """Return the UUID that a text writes; None when it is none."""
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (AttributeError, TypeError, ValueError):
        return None


def camel_case(name: str) -> str:
    """Return the name of a field as programs write it."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def _as_text(value: Any) -> str:
    """Return all that a value of JSON holds as one text; nothing of what is nested deeper than any code."""
    try:
        return value if isinstance(value, str) else orjson.dumps(value, default=str).decode()
    except TypeError:
        return ""


def _error(field: str, value: Any, sentence: str | Promise, **values: object) -> FieldError:
    """Return the error of a field, which shows nothing of its value."""
    shown = field if re.fullmatch(r"[A-Za-z]{1,40}", field) else "?"
    if looks_personal(field) or looks_personal(_as_text(value)):
        return FieldError(InquiryErrorCode.PERSONAL_DATA, shown, errors.PERSONAL)
    return FieldError(InquiryErrorCode.INVALID, shown, sentence, values)
