"""What is asked about telephone numbers within a text: about those that came, and an emergency number that went."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tenants.phones import COUNTRY_CALLING_CODE, EMERGENCY_NUMBER, NATIONAL_DIGITS, with_plain_digits

from .phone_questions import Line, doubts_about_area, line_of, looks_made_up

_SHAPES = frozenset(
    tuple(map(int, shape.split()))
    for shape in (
        "10",
        "3 7",
        "2 8",
        "3 3 4",
        "2 4 4",
        "3 4 3",
        "3 3 2 2",
        "3 2 2 3",
        "2 4 2 2",
        "2 2 2 4",
        "2 2 2 2 2",
    )
)
"""How many digits the groups have in which ten digits are written. A day and an hour are none: 30 11 2026 18."""
_MOST_GROUPS = 5
_COUNTRY = str(COUNTRY_CALLING_CODE)
_TRUNKS = ("1", "01", "044", "045")
"""What was dialled before the ten digits, and is written still."""
_ABROAD = "00"
"""What is dialled from abroad, in the place of the plus sign."""
_BEFORE_MOBILES = (f"{_COUNTRY}1", f"{_ABROAD}{_COUNTRY}1")
_JOINED_PREFIXES = (f"{_ABROAD}{_COUNTRY}1", f"{_ABROAD}{_COUNTRY}", f"{_COUNTRY}1", _COUNTRY, "045", "044", "01")
"""What is also written without a gap before the ten digits; the longer first."""
_DIGITS = re.compile(r"\d+", re.ASCII)
_LONGEST_GAP = 6
_GAP = re.compile(r"\)?\s{0,3}(?:[-\u2010-\u2015]|\.(?!\s))?\s{0,2}\(?")
"""What stands between the groups of one number; at most so long."""
_LISTED = re.compile(r"\s?[/,]\s?")
_WITHIN_WORD = re.compile(r"^[-.\u2010-\u2015]$")
_DASHES = re.compile(r"[-\u2010-\u2015]")
_IS_PATH = re.compile(r"(?<!\bwa\.me)/$", re.IGNORECASE)
_IS_OTHER_BEFORE = re.compile(r"\$\s?$|\d[,:]$")
"""What ends before an amount, or the later part of one, or of an hour."""
_IS_OTHER_BEHIND = re.compile(r"%|[.:]\d", re.ASCII)
"""What begins behind an amount, or an hour."""
_IS_YEAR_BEHIND = re.compile(r"/(?:19|20)\d\d(?!\d)", re.ASCII)
"""What stands behind the number of a file: its digits have no gaps, and nobody is told to call it."""
_IS_CALLED = re.compile(
    r"\b(?:tel(?:s|[eé]fonos?)?|cel(?:ular)?|m[oó]vil|whats(?:app)?|llam\w{1,6}|mar[cq]\w{1,6})\b[^;\n]{0,8}$",
    re.IGNORECASE,
)
"""What stands before a number that somebody is told to call."""
_MOST_LINES = 10
"""So many numbers in a row at most are written by their last digits alone: “4567-68”."""
_EMERGENCY = re.compile(rf"(?<![\d.,/$-])(?<!\d[ :]){EMERGENCY_NUMBER}(?![\d%/]|:\d|[ .,-]\d)|{{emergency}}", re.ASCII)
_IS_NO_CALL = re.compile(
    r"\b(?:art[ií]culos?|arts?\.?|fracci[oó]n|expediente|folio|p[aá]ginas?|calle|kil[oó]metro|km\.?)\s*$", re.IGNORECASE
)
"""What stands before a number that nobody dials."""
_LONGEST_WORD_BEFORE = 20


@dataclass(frozen=True, slots=True)
class _Written:
    """A number in a text: its ten digits, where it begins and ends, and the position of the group behind it."""

    digits: str
    start: int
    end: int
    behind: int


def numbers_in(text: str) -> dict[Line, str]:
    """Return the national numbers in a text as they are written, by what they dial."""
    found: dict[Line, str] = {}
    plain = _plain(text)
    for written in _Groups(plain).numbers():
        line = line_of(written.digits)
        if line is not None and len(line[0]) == NATIONAL_DIGITS:
            found.setdefault(line, " ".join(plain[written.start : written.end].split()))
    return found


def _plain(text: str) -> str:
    """Return a text in plain digits, without the characters that nobody sees, as numbers that are pasted have them."""
    return "".join(each for each in with_plain_digits(text) if each.isascii() or unicodedata.category(each) != "Cf")


class _Groups:
    """The digits of a text in their groups, of which some are numbers that a telephone dials.

    Each is looked at once, with the few behind it: a long text takes no longer than its length.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = [match.span() for match in _DIGITS.finditer(text)]

    def numbers(self) -> Iterator[_Written]:
        """Yield the numbers.

        Before one stands at most one word of other digits without more between them, as in “Local 3 722 123 4567”; it
        begins with a word, not within “12-722”.
        """
        at = words = 0
        is_behind_number = False
        while at < len(self._spans):
            is_within_word = False
            if not is_behind_number:
                is_joined = at > 0 and self._is_gap(at - 1)
                is_within_word = is_joined and _WITHIN_WORD.search(self._between(at - 1)) is not None
                words = words + (not is_within_word) if is_joined else 0
            is_free = is_behind_number or (words <= 1 and not is_within_word)
            written = self._number_at(at, is_behind_number) if is_free else None
            if written is not None:
                yield written
            elif self._begins_with_plus(at):
                words = _MOST_GROUPS
            is_behind_number = written is not None and self._leads_to_next(written.behind)
            words = words if written is None else 0
            at = at + 1 if written is None else written.behind

    def _number_at(self, at: int, is_behind_number: bool) -> _Written | None:
        start = self._spans[at][0]
        before = self._text[max(start - len("wa.me/"), 0) : start]
        if not is_behind_number and (_IS_OTHER_BEFORE.search(before) or _IS_PATH.search(before)):
            return None
        written = self._shaped_at(at)
        return written if written is not None and not self._is_other(at, written) else None

    def _is_other(self, at: int, written: _Written) -> bool:
        """Whether what stands behind ten digits says that they are an amount, or a part of a longer number."""
        start = self._spans[at][0]
        inside = self._text[start : written.end]
        if _IS_OTHER_BEHIND.match(self._text, written.end):
            return True
        if inside.isdecimal() and _IS_YEAR_BEHIND.match(self._text, written.end):
            return not _IS_CALLED.search(self._text[max(start - _LONGEST_WORD_BEFORE, 0) : start])
        if written.behind == len(self._spans):
            return False
        between = self._between(written.behind - 1)
        is_listed = between == "," or (
            _DASHES.fullmatch(between) is not None and (inside.isdecimal() or _DASHES.search(inside) is not None)
        )
        return is_listed and self._shaped_at(written.behind) is None and not self._is_next_line(written)

    def _is_next_line(self, written: _Written) -> bool:
        """Whether the last digits of a number that follows stand behind one: 68 behind 4567, and nothing more."""
        last = self._digits(written.behind)
        is_last = written.behind + 1 == len(self._spans) or not self._is_gap(written.behind)
        return len(last) <= 2 and is_last and 0 < int(last) - int(written.digits[-len(last) :]) <= _MOST_LINES

    def _shaped_at(self, at: int) -> _Written | None:
        """Return the number whose prefix, or first group, stands at a position; None where there is none."""
        start, digits = self._spans[at][0], self._digits(at)
        has_plus = self._begins_with_plus(at)
        start -= has_plus
        for first, left in self._beginnings(at, digits, has_plus):
            lengths, number = [len(left)], left
            last = first
            while len(number) < NATIONAL_DIGITS and len(lengths) < _MOST_GROUPS and self._is_gap(last):
                last += 1
                number += self._digits(last)
                lengths.append(len(self._digits(last)))
            if tuple(lengths) in _SHAPES:
                return _Written(number, start, self._spans[last][1], last + 1)
        return None

    def _beginnings(self, at: int, digits: str, has_plus: bool) -> Iterator[tuple[int, str]]:
        """Yield where the ten digits may begin: a position, and what of its group belongs to them."""
        if digits == _ABROAD and not has_plus and self._is_gap(at):
            yield from self._beginnings(at + 1, self._digits(at + 1), has_plus=True)
        if digits in {_COUNTRY, f"{_ABROAD}{_COUNTRY}"} and self._is_gap(at):
            if self._digits(at + 1) == "1" and self._is_gap(at + 1):
                yield at + 2, self._digits(at + 2)
            yield at + 1, self._digits(at + 1)
        elif (digits in _BEFORE_MOBILES or (digits in _TRUNKS and not has_plus)) and self._is_gap(at):
            yield at + 1, self._digits(at + 1)
        for prefix in _JOINED_PREFIXES:
            is_meant = has_plus == prefix.startswith(_COUNTRY) or len(digits) == len(prefix) + NATIONAL_DIGITS
            if digits.startswith(prefix) and is_meant:
                yield at, digits.removeprefix(prefix)
        if not has_plus:
            yield at, digits

    def _digits(self, at: int) -> str:
        start, end = self._spans[at]
        return self._text[start:end]

    def _begins_with_plus(self, at: int) -> bool:
        start = self._spans[at][0]
        return self._text[start - 1 : start] == "+"

    def _leads_to_next(self, behind: int) -> bool:
        """Whether another number may stand right behind one."""
        is_last = behind >= len(self._spans)
        return not is_last and (self._is_gap(behind - 1) or _LISTED.fullmatch(self._between(behind - 1)) is not None)

    def _is_gap(self, at: int) -> bool:
        """Whether what stands behind a group leads to the next one of the same number."""
        if at + 1 >= len(self._spans):
            return False
        return _GAP.fullmatch(self._between(at)) is not None

    def _between(self, at: int) -> str:
        """Return what stands between a group and the next one, or the first letters of it."""
        end, start = self._spans[at][1], self._spans[at + 1][0]
        return self._text[end : min(start, end + _LONGEST_GAP + 1)]


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
    before, after = _plain(before), _plain(after)
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
