"""What is asked about telephone numbers within a text: about those that came, and an emergency number that went."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from tenants.phones import EMERGENCY_NUMBER, NATIONAL_DIGITS

from .phone_questions import Line, doubts_about_area, line_of, looks_made_up

_BETWEEN = r"[ .\u00a0\u2009\u202f\u2010-\u2015-]"
_DIGITS = (
    rf"(?:\+?52{_BETWEEN}?|0?1{_BETWEEN})?"
    rf"(?P<number>\(?\d{{2,3}}\)?{_BETWEEN}?\d{{3,4}}{_BETWEEN}?\d{{4}}"
    rf"|\d{{2}}(?:{_BETWEEN}\d{{2}}){{4}}|\d{{3}}{_BETWEEN}\d{{3}}(?:{_BETWEEN}\d{{2}}){{2}})"
    r"(?![\d%-]|[.,]\d|:\d|/\d{4})"
)
_NUMBER = re.compile(rf"(?<![\d,/$+-])(?<!\d[.: \u00a0]){_DIGITS}", re.ASCII)
"""Ten digits as numbers are written, in groups, pairs or not, with or without the country or 01 before them."""
_NEXT = re.compile(rf"[ \u00a0]{_DIGITS}", re.ASCII)
"""The same, right behind another number."""
_DASHES = re.compile(r"[\u2010-\u2015]")
_EMERGENCY = re.compile(rf"(?<![\d.,/$-])(?<!\d[ :]){EMERGENCY_NUMBER}(?![\d%/]|:\d|[ .,-]\d)|{{emergency}}", re.ASCII)
_IS_NO_CALL = re.compile(
    r"\b(?:art[ií]culos?|arts?\.?|fracci[oó]n|expediente|folio|p[aá]ginas?|calle|kil[oó]metro|km\.?)\s*$", re.IGNORECASE
)
"""What stands before a number that nobody dials."""
_LONGEST_WORD_BEFORE = 20


def numbers_in(text: str) -> dict[Line, str]:
    """Return the national numbers in a text as they are written, by what they dial."""
    found: dict[Line, str] = {}
    for match in _matches(text):
        line = line_of(_DASHES.sub("-", match["number"]))
        if line is not None and len(line[0]) == NATIONAL_DIGITS:
            found.setdefault(line, match[0].strip())
    return found


def _matches(text: str) -> Iterator[re.Match[str]]:
    match = _NUMBER.search(text)
    while match is not None:
        yield match
        match = _NEXT.match(text, match.end()) or _NUMBER.search(text, match.end())


def _names_emergency(text: str) -> bool:
    """Whether a text says which number is called in an emergency; that of an article is none."""
    return any(
        not _IS_NO_CALL.search(text[max(match.start() - _LONGEST_WORD_BEFORE, 0) : match.start()])
        for match in _EMERGENCY.finditer(text)
    )


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
    if _names_emergency(before) and not _names_emergency(after):
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
