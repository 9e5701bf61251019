"""What is asked about telephone numbers within a text: about those that came, and an emergency number that went."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from tenants.phones import EMERGENCY_NUMBER, NATIONAL_DIGITS

from .phone_questions import Line, doubts_about_area, line_of, looks_made_up

_NUMBER = re.compile(
    r"(?<![\d.,:/$+-])(?<!\d )(?:\+?52[ .-]?)?\(?\d{2,3}\)?[ .-]?\d{3,4}[ .-]?\d{4}(?![\d%/:-]|[.,]\d)", re.ASCII
)
"""Ten digits as numbers are written, in groups or not, with or without the country before them."""
_EMERGENCY = re.compile(rf"(?<![\d.,:/$-])(?<!\d ){EMERGENCY_NUMBER}(?![\d%/:]|[ .,-]\d)|{{emergency}}", re.ASCII)


def numbers_in(text: str) -> dict[Line, str]:
    """Return the national numbers in a text as they are written, by what they dial."""
    found: dict[Line, str] = {}
    for number in _NUMBER.findall(text):
        line = line_of(number)
        if line is not None and len(line[0]) == NATIONAL_DIGITS:
            found.setdefault(line, number)
    return found


def new_numbers(before: str, after: str) -> dict[Line, str]:
    """Return the numbers that a text has and did not have before."""
    former = numbers_in(before)
    return {line: number for line, number in numbers_in(after).items() if line not in former}


def doubts_of_text(before: str, after: str, *, known: Collection[Line] | None = None) -> Iterator[str]:
    """Yield what is to be asked about a text that changes, a sentence each.

    Args:
        before: what it said; empty where it was not there.
        known: those of its numbers that an office or a help line has; None: nobody has looked.
    """
    if _EMERGENCY.search(before) and not _EMERGENCY.search(after):
        yield _("It does not name %(number)s any more: is that meant?") % {"number": EMERGENCY_NUMBER}
    for line, number in new_numbers(before, after).items():
        dial = line[0]
        if known is not None and line in known:
            continue
        if looks_made_up(dial):
            yield _("“%(number)s” looks like a number that was made up as an example.") % {"number": number}
        elif of_area := list(doubts_about_area(dial, number)):
            yield from of_area
        elif known is not None:
            yield _("No office of the directory and no help line has the number “%(number)s”: is it correct?") % {
                "number": number
            }
