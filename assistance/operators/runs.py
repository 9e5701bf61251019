"""A call's run as one operator hands it to another: keys and codes, nothing that was said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from assistance.inquiries.personal_data import looks_personal
from assistance.models import ContactType
from assistance.models.campaigns import CODE_PATTERN
from assistance.models.inquiries import DIGEST, KEY, MOST_REFERRALS, NODE, TAG, InquiryOutcome, UnservedReason
from content_models.choices import Role
from content_models.municipality_centres import centres_of

MOST_BYTES = 16 * 1024
MOST_ANSWERS = 200
MOST_READ = 60
LONGEST_CODE = 80


class RunInvalid(Exception):
    """A run has a field that is none, or whose value cannot be one; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def read_run(given: Any, *, state: str) -> dict[str, Any]:
    """Return a run as it is kept; whatever it lacks is empty.

    Args:
        state: the code of the state whose call it is.
    Raises:
        RunInvalid: it is none.
    """
    if not isinstance(given, dict) or len(json.dumps(given)) > MOST_BYTES:
        raise RunInvalid("run")
    fields: Fields = {**FIELDS, "municipality": (list(centres_of(state)).__contains__, None)}
    if not given.keys() <= fields.keys():
        raise RunInvalid("run")
    for field, (is_valid, _empty) in fields.items():
        if given.get(field) is not None and not is_valid(given[field]):
            raise RunInvalid(f"run.{field}")
    return {field: empty if given.get(field) is None else given[field] for field, (_is, empty) in fields.items()}


def _code(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)

    def is_code(value: Any) -> bool:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            return False
        return len(value) <= LONGEST_CODE and not looks_personal(value)

    return is_code


_is_node = _code(NODE)
_is_key = _code(KEY)


def _are_answers(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_ANSWERS and all(map(_is_answer, value))


def _is_answer(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"node", "option"} and all(map(_is_node, value.values()))


def _are_keys(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_REFERRALS and all(map(_is_key, value))


def _are_read(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= MOST_READ and all(map(_is_node, value))


def _is_instant(value: Any) -> bool:
    try:
        return (
            isinstance(value, str) and len(value) <= LONGEST_CODE and datetime.fromisoformat(value).tzinfo is not None
        )
    except ValueError:
        return False


def _is_wall_clock(value: Any) -> bool:
    """Whether a value is a day and an hour as clocks show them, without a zone: `2026-12-03T09:00`."""
    try:
        return isinstance(value, str) and f"{datetime.fromisoformat(value):%Y-%m-%dT%H:%M}" == value
    except ValueError:
        return False


def _is_result(value: Any) -> bool:
    """Whether a value is an outcome of the ledger, or that the call was no matter of the service."""
    return value in InquiryOutcome.values or value == UnservedReason.OUT_OF_SCOPE


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


Fields = Mapping[str, tuple[Callable[[Any], bool], Any]]
FIELDS: Fields = {
    "role": (Role.values.__contains__, None),
    "scriptKey": (_is_key, None),
    "scriptDigest": (_code(DIGEST), None),
    "answers": (_are_answers, []),
    "referralKeys": (_are_keys, []),
    "read": (_are_read, []),
    "hour": (_is_instant, None),
    "appointment": (_is_wall_clock, None),
    "startedAt": (_is_instant, None),
    "contactType": (ContactType.values.__contains__, None),
    "language": (_code(TAG), None),
    "isInDanger": (_is_flag, False),
    "hasCallBack": (_is_flag, False),
    "result": (_is_result, None),
    "campaign": (_code(CODE_PATTERN), None),
}
"""What each field may be, and what stands where it is left out; which municipalities there are, the state says."""
