"""Telephone numbers as people write them in Mexico, and as a telephone dials them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

COUNTRY = "MX"
EMERGENCY_NUMBER = "911"
"""The one number of all emergency services of the country."""
NATIONAL_DIGITS = 10
COUNTRY_CALLING_CODE = 52
NO_AREA_CODE_BEGINS_WITH = "01"
"""A leading 0 or 1 was a prefix of dialling, never part of a national number."""
EXAMPLE = "993 000 0000"
"""A number that nobody has: no local number begins with 0."""
LONGEST = 250
"""Characters of a number with its words and extension; a longer text is none, and no pattern looks at it."""
_DEAR = {phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST}
_Number = TypeVar("_Number", bound=Mapping[str, Any])
_EXTENSION = re.compile(r"\b(?:extensi[oó]n|exts?)\b\.?\s*(?P<number>[\d, y]*\d)", re.IGNORECASE)
_MENU = re.compile(r"(?<![\s,;(])[\s,;(]*\b(?:opci[oó]n(?:es)?|opc\b\.?)\s*\d.*$", re.IGNORECASE)
_LEAD = re.compile(r"^(?:tel[eé]fonos?|tels?\b\.?|lada\b(?:\s+sin\s+costo)?)[\s:.]*", re.IGNORECASE)
_SHORT = re.compile(r"\*\d{3,5}|\d{3}")
_SHORT_WITH_WORDS = re.compile(r"(?P<dial>\*\d{3,5}|\d{3})(?:[\s,;(][^\d*]*)?")
_LETTERS_OR_SIGNS = re.compile(r"[^\d\s()+.,\-/]")
_ABOLISHED = re.compile(r"[\s(+]*04[45](?=\D*\d)")
_PREFIXES = ("521", "52", "045", "044", "01")
"""Written before the ten digits: the country, the old mark of a mobile, and the prefixes abolished in August 2019."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number for people (`display`), for a telephone (`dial`), and worldwide (`e164`, where there is one)."""

    display: str
    dial: str
    e164: str | None
    extension: str | None


def read_phone(display: str) -> Phone:
    """Read a number as people write it.

    Ten digits become `+52…`, with or without 52, 01 or the word “lada” before them. Short numbers (911, 089, *0311)
    have no E.164 form; `079 opción 1` dials 079. An extension is returned apart: `844 434 6586 ext. 5030`.

    Raises:
        ValidationError: code `phone_invalid`; the sentence says how many digits are missing or too many.
    Source: Plan Técnico Fundamental de Numeración (2019): national numbers have ten digits. That
        none begins with 0 or 1 follows the numbering ranges of the package `phonenumbers`.
    """
    if len(display) > LONGEST:
        raise _unreadable(f"{display[:20]}…", "")
    text = " ".join(with_plain_digits(display).split())
    extension = extension_of(text)
    found = _EXTENSION.search(text)
    number = text[: found.start()] if found else text
    number = _LEAD.sub("", _MENU.sub("", number)).strip(" ,;")
    short = _SHORT_WITH_WORDS.fullmatch(number)
    if short:
        return Phone(text, short["dial"], None, extension)
    e164 = e164_of(number)
    if e164 is None:
        raise _unreadable(display, number)
    return Phone(text, e164.removeprefix("+52"), e164, extension)


def read_typed_phone(display: str) -> Phone:
    """Read a number that is typed now, and refuse formats that are no longer dialled.

    Raises:
        ValidationError: code `phone_invalid`; also `phone_prefix_abolished` and `phone_short_extension`.
    Source: Plan Técnico Fundamental de Numeración (2019): calls to mobiles are dialled without 044 or 045.
    """
    phone = read_phone(display)
    if _ABOLISHED.match(_LEAD.sub("", phone.display)):
        text = _("“%(phone)s”: 044 and 045 are not dialled since 2019. Write the ten digits only, such as %(example)s.")
        params = {"phone": display, "example": EXAMPLE}
        raise ValidationError(text, code="phone_prefix_abolished", params=params)
    if phone.extension and is_short(phone.dial):
        text = _("A short number such as %(dial)s has no extension. Write the number of the office, or leave it out.")
        raise ValidationError(text, code="phone_short_extension", params={"dial": phone.dial})
    return phone


def with_plain_digits(text: str) -> str:
    """Return the text with the digits 0 to 9 in the place of those of other scripts and widths."""
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)


def in_groups(text: str) -> str:
    """Return ten digits that are written as one in the groups in which they are read; any other text stays."""
    if not re.fullmatch(rf"\d{{{NATIONAL_DIGITS}}}", text, re.ASCII):
        return text
    return phonenumbers.format_number(phonenumbers.parse(text, COUNTRY), phonenumbers.PhoneNumberFormat.NATIONAL)


def extension_of(display: str) -> str | None:
    """Return the extension that a number names; None when it names none."""
    found = _EXTENSION.search(display)
    return found["number"] if found else None


def e164_of(number: str) -> str | None:
    """Return the E.164 form of a number, Mexican unless it says otherwise; None when it has none."""
    if _LETTERS_OR_SIGNS.search(number) or "+" in number.lstrip()[1:]:
        return None
    national = _national_digits(number)
    try:
        parsed = phonenumbers.parse(national or number, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    # `is_possible_number` would accept the eight digits of a local call, which no longer exist.
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or _has_impossible_area_code(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def may_be_called(e164: str) -> bool:
    """Whether a state calls a number back: one of Mexico for which nobody is paid more than for a call."""
    parsed = phonenumbers.parse(e164, COUNTRY)
    return parsed.country_code == COUNTRY_CALLING_CODE and phonenumbers.number_type(parsed) not in _DEAR


def masked(e164: str) -> str:
    """Return the last four digits of a number, by which whoever gave it recognizes it."""
    return f"•••• {e164[-4:]}"


def is_short(dial: str) -> bool:
    """Whether this is a short number, which exists within the country only."""
    return bool(_SHORT.fullmatch(dial))


def _national_digits(number: str) -> str | None:
    """The ten national digits of a Mexican number, in a form that no prefix can be read into; None for any other."""
    digits = re.sub(r"\D", "", number)
    for prefix in ("", *_PREFIXES):
        if digits.startswith(prefix) and len(digits) == len(prefix) + NATIONAL_DIGITS:
            is_foreign = number.lstrip().startswith("+") and not prefix.startswith("52")
            return None if is_foreign else f"+52{digits.removeprefix(prefix)}"
    return None


def _has_impossible_area_code(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code == COUNTRY_CALLING_CODE and str(number.national_number)[0] in NO_AREA_CODE_BEGINS_WITH


def _unreadable(display: str, number: str) -> ValidationError:
    digits = len(re.sub(r"\D", "", number))
    params = {"phone": display, "digits": digits, "example": EXAMPLE}
    if not digits or _LETTERS_OR_SIGNS.search(number) or "+" in number:
        sentence = _(
            "“%(phone)s” is not a telephone number. Write ten digits, such as %(example)s, "
            "or a short number, such as 911 or *0311."
        )
        return ValidationError(sentence, code="phone_invalid", params=params)
    if _national_digits(number) is not None:
        sentence = _(
            "“%(phone)s” cannot be dialled: no area code of Mexico begins with 0 or 1. A whole number looks like this: "
            "%(example)s."
        )
        return ValidationError(sentence, code="phone_invalid", params=params)
    difference = abs(digits - NATIONAL_DIGITS)
    params["difference"] = difference
    if digits < NATIONAL_DIGITS:
        text = ngettext(
            "“%(phone)s” has %(digits)d digits; one is missing. A whole one looks like this: %(example)s.",
            "“%(phone)s” has %(digits)d digits; %(difference)d are missing. A whole one looks like this: %(example)s.",
            difference,
        )
    else:
        text = ngettext(
            "“%(phone)s” has %(digits)d digits; one is too many. A whole one looks like this: %(example)s.",
            "“%(phone)s” has %(digits)d digits; %(difference)d are too many. A whole one looks like this: %(example)s.",
            difference,
        )
    return ValidationError(text, code="phone_invalid", params=params)


def is_emergency_line(phones: Iterable[Mapping[str, Any]]) -> bool:
    """Whether these numbers are the emergency number and nothing else; a station that also names 911 is none."""
    return {phone["dial"] for phone in phones} == {EMERGENCY_NUMBER}


def emergency_first(phones: Iterable[_Number]) -> list[_Number]:
    """Return numbers in their order, the emergency number before all others."""
    return sorted(phones, key=lambda phone: phone["dial"] != EMERGENCY_NUMBER)


def tel_address(phone: Mapping[str, Any]) -> str:
    """Return the `tel:` address of a phone: the worldwide number where there is one, a pause before the extension."""
    number = str(phone.get("e164") or phone["dial"])
    extension = str(phone.get("extension") or "")
    return "tel:" + quote(f"{number},{extension}" if extension.isdigit() else number, safe="+*,")


def tel_address_of(display: str) -> str:
    """Return the `tel:` address of a number as people write it; empty: it is none that can be dialled."""
    try:
        phone = read_phone(display)
    except ValidationError:
        return ""
    return tel_address({"dial": phone.dial, "e164": phone.e164, "extension": phone.extension})
