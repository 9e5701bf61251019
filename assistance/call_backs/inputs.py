"""Validating what clients send of a promised call, or of an attempt to make it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from assistance.inquiries.contact import read_uuid
from assistance.inquiries.personal_data import looks_personal
from tenants.phones import may_be_called, read_typed_phone

from . import errors
from .errors import wrong

LONGEST_NUMBER = 40
LONGEST_PHRASE = 60
TOPIC_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")


def read_id(given: Mapping[str, Any], field: str) -> UUID:
    """Return the UUID that stands in a field.

    Raises:
        CallBackRefused: `INVALID`, with the field.
    """
    found = read_uuid(given.get(field))
    if found is None:
        raise wrong(field, errors.NO_CODE)
    return found


def read_choice(given: Mapping[str, Any], field: str, values: list[str]) -> str:
    """Return the value of a field that has one of these.

    Raises:
        CallBackRefused: `INVALID`, with the field.
    """
    if given.get(field) not in values:
        raise wrong(field, errors.NO_CODE)
    return str(given[field])


def read_code(given: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> str:
    """Return the code that stands in a field, of a form such as `TOPIC_KEY`.

    Raises:
        CallBackRefused: `INVALID`, with the field.
    """
    value = given.get(field)
    if not isinstance(value, str) or len(value) > 36 or not pattern.fullmatch(value):  # a key's length
        raise wrong(field, errors.NO_CODE)
    return value


def read_hour(given: Mapping[str, Any]) -> datetime:
    """Return the beginning of an hour, which `windowStartsAt` says in ISO 8601, with its offset.

    Raises:
        CallBackRefused: `INVALID`, with the field.
    """
    try:
        found = datetime.fromisoformat(given["windowStartsAt"])
    except (KeyError, TypeError, ValueError) as error:
        raise wrong("windowStartsAt", errors.NO_WINDOW) from error
    if found.tzinfo is None:
        raise wrong("windowStartsAt", errors.NO_WINDOW)
    return found


def read_number(typed: object) -> str:
    """Return a number that can be called back, as E.164.

    Raises:
        CallBackRefused: it is none.
    """
    try:
        phone = read_typed_phone(typed) if isinstance(typed, str) and len(typed) <= LONGEST_NUMBER else None
    except ValidationError as error:
        raise wrong("phone", error.messages[0]) from error
    if phone is None or phone.e164 is None or not may_be_called(phone.e164):
        raise wrong("phone", errors.NO_PHONE % {"given": str(typed)[:20]})
    return phone.e164


def read_phrase(given: Mapping[str, Any]) -> str:
    """Return the pass phrase, with single spaces; empty: none was given.

    Raises:
        CallBackRefused: `INVALID`, with the field.
    """
    phrase = given.get("passPhrase") or ""
    if not isinstance(phrase, str) or len(phrase) > LONGEST_PHRASE or looks_personal(phrase):
        raise wrong("passPhrase", errors.LONG_PHRASE % {"most": LONGEST_PHRASE})
    return " ".join(phrase.split())
