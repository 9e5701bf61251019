"""Telephone numbers as people write them in Mexico, and as a telephone dials them."""

import re
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

COUNTRY = "MX"
_EXTENSION = re.compile(r"\b(?:extensi[oó]n|exts?)\b\.?\s*(?P<number>[\d, y]*\d)", re.IGNORECASE)
_SHORT = re.compile(r"\*\d{3,5}|\d{3}")
_SHORT_WITH_MENU = re.compile(r"(?P<dial>\*\d{3,5}|\d{3})\b(?:\s+[^\d*].*)?")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number for people (`display`), for a telephone (`dial`), and worldwide (`e164`, where there is one)."""

    display: str
    dial: str
    e164: str | None
    extension: str | None


def read_phone(display: str) -> Phone:
    """Read a number as people write it.

    Ten digits become `+52…`. Short numbers (911, 089, *0311) have no E.164 form; `079 opción 1` dials 079. An extension
    is told apart: `844 434 6586 ext. 5030`.

    Raises:
        ValidationError: code `phone_invalid`.
    Source: Plan Técnico Fundamental de Numeración (2019): national numbers have ten digits.
    """
    text = " ".join(display.split())
    extension = _EXTENSION.search(text)
    number = text[: extension.start()].rstrip(" ,;") if extension else text
    short = _SHORT_WITH_MENU.fullmatch(number)
    if short:
        return Phone(text, short["dial"], None, extension["number"] if extension else None)
    e164 = e164_of(number)
    if e164 is None:
        raise ValidationError(
            _(
                "“%(phone)s” is not a telephone number. Write ten digits, such as 993 313 6550, "
                "or a short number, such as 911 or *0311."
            ),
            code="phone_invalid",
            params={"phone": display},
        )
    dial = e164.removeprefix("+52") if e164.startswith("+52") else e164
    return Phone(text, dial, e164, extension["number"] if extension else None)


def e164_of(number: str) -> str | None:
    """Return the E.164 form of a number, Mexican unless it says otherwise; None when it has none."""
    try:
        parsed = phonenumbers.parse(number, COUNTRY)
    except phonenumbers.NumberParseException:
        return None
    # `is_possible_number` would accept the eight digits of a local call, which no longer exist.
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or re.search(r"[^\d\s()+.\-/]", number):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_short(dial: str) -> bool:
    """Whether this is a short number, which exists within the country only."""
    return bool(_SHORT.fullmatch(dial))
