"""Opening hours as people write them: “lun–vie 8–16; sáb 9–13”, “Lunes a viernes de 8:00 a 16:00 h”, “24 horas”."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time
from itertools import pairwise

from tenants.plain_text import without_accents

from .choices import Weekday
from .schedules import Period

DAYS = tuple(Weekday.values)
MINUTES_OF_DAY = 24 * 60
SHORT_NAMES = dict(zip(DAYS, ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"), strict=True))
ALWAYS_IN_WORDS = "24 horas"

NOT_UNDERSTOOD = "hours_not_understood"
WITHOUT_DAYS = "hours_without_days"
WITHOUT_TIMES = "hours_without_times"
WITHOUT_END = "hours_without_end"
IMPOSSIBLE = "hour_impossible"
TWELVE = "hour_twelve"
EMPTY = "period_empty"
"""Why hours are not read; the other texts are not understood at all."""

_WHOLE_DAY = r"(?:las )?24 ?(?:horas|hrs|hs|h)\.?"
_ALL_YEAR = r"(?:,? ?(?:los )?(?:365 dias(?: del ano)?|7 dias(?: de la semana)?|todos los dias|diario))*"
_ALWAYS = re.compile(
    rf"(?:abierto |siempre )*(?:24/7|{_WHOLE_DAY}{_ALL_YEAR})|siempre(?: abierto)?|todos los dias,? {_WHOLE_DAY}"
)
_NAMES = {
    "MONDAY": "lunes|lun|lu|l",
    "TUESDAY": "martes|mart|mar|ma",
    "WEDNESDAY": "miercoles|mierc|mier|mie|mi|x",
    "THURSDAY": "jueves|juev|jue|ju|j",
    "FRIDAY": "viernes|vier|vie|vi|v",
    "SATURDAY": "sabados?|sab|sa|s",
    "SUNDAY": "domingos?|dom|do|d",
}
_SPELT = {
    "una": 1,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "cinco": 5,
    "seis": 6,
    "siete": 7,
    "ocho": 8,
    "nueve": 9,
    "diez": 10,
    "once": 11,
    "doce": 12,
}
_FRACTIONS = {"media": 30, "cuarto": 15}
_PARTS_OF_DAY = ("manana", "tarde", "noche", "madrugada", "dia", "mediodia")
_MORNING = frozenset({"am", "manana", "madrugada"})
_AFTERNOON = frozenset({"pm", "tarde", "noche", "dia", "mediodia"})
_EARLIEST = 6
"""An opening hour below it is in the afternoon, too, where the closing hour says that it is."""
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<whole>(?:las )?24 ?(?:horas|hrs|hs|h)\b\.?|todo el dia\b)"
    r"|(?P<time>(?P<noon>12 ?m\b\.?|mediodia\b)"
    r"|(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?!\d)"
    rf"|(?P<spelt>{'|'.join(_SPELT)})\b)(?:\s+y\s+(?P<fraction>media|cuarto)\b)?\s*(?:(?:horas|hrs|hr|hs|h)\b\.?)?\s*"
    rf"(?P<half>[ap]\.?\s?m\b\.?|(?:de la|por la|en la|del?) (?:{'|'.join(_PARTS_OF_DAY)})\b)?\s*"
    r"(?:(?:horas|hrs|hr|hs|h)\b\.?)?"
    r"|(?P<midnight>medianoche\b))"
    r"|(?P<all>todos los dias\b|diariamente\b|diario\b)"
    r"|(?P<workdays>(?:de )?entre semana\b|(?:los )?dias (?:habiles|laborables|laborales)\b)"
    r"|(?P<weekend>(?:los )?fin(?:es)? de semana\b)"
    r"|(?P<closed>cerrado\b)"
    + "".join(rf"|(?P<{day}>(?:{names})\b\.?)" for day, names in _NAMES.items())
    + r"|(?P<range>-|al?\b|hasta\b)"
    r"|(?P<separator>[,;/\n]|[ye]\b)"
    r"|(?P<noise>(?:de|del|desde|la|las|los|el|horario|abierto|atencion)\b|[:.()])"
    r")"
)


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office is open: always, or in periods."""

    periods: tuple[Period, ...] = ()
    is_always_open: bool = False

    @property
    def are_known(self) -> bool:
        """Whether they say anything."""
        return self.is_always_open or bool(self.periods)


class HoursUnreadable(ValueError):
    """A text that does not say days and times, or not in a way that is read here.

    Attributes:
        part: the words from which on it is not understood; empty where something is missing at its end.
        code: what is wrong with them, for the sentence that is shown.
        meant: what was probably meant instead of `part`; empty: it is not known.
        instead: the whole text with that in its place.
    """

    def __init__(self, part: str, code: str = NOT_UNDERSTOOD, meant: str = "", instead: str = "") -> None:
        super().__init__(part)
        self.part = part
        self.code = code
        self.meant = meant
        self.instead = instead


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of the text.

    Attributes:
        hour, minute: as they are written; `part` is the part of the day beside them, such as `am` or `tarde`.
    """

    kind: str
    days: tuple[str, ...] = ()
    place: int = 0
    hour: int = 0
    minute: int = 0
    part: str = ""

    @property
    def is_of_twelve(self) -> bool:
        """Whether it may be an hour of a clock with twelve."""
        return 1 <= self.hour <= 12

    @property
    def on_dial(self) -> tuple[int, int]:
        """Where it stands on a clock with twelve hours."""
        return self.hour % 12, self.minute

    @property
    def at(self) -> time:
        """The hour that it means."""
        hour = self.hour % 24
        if self.part and self.is_of_twelve:
            hour = _hour_of(self.hour % 12, self.part)
        return time(hour, self.minute)


def read_hours(text: str) -> Hours:
    """Read opening hours.

    An hour at or before the opening is on the following day, as everywhere (`Period`).

    Raises:
        HoursUnreadable: some part of it cannot be read.
    """
    plain = _plain(text)
    if _ALWAYS.fullmatch(plain.strip(" .")):
        return Hours(is_always_open=True)
    tokens = list(_tokens(plain, text))
    periods: list[Period] = []
    while tokens:
        days = _take_days(tokens, text)
        _skip_separators(tokens)
        if tokens and tokens[0].kind == "closed":
            tokens.pop(0)
        else:
            periods += [Period(days, opens, closes) for opens, closes in _take_spans(tokens, text)]
        _skip_separators(tokens)
    if not periods:
        raise HoursUnreadable(text)
    return Hours(by_days(periods))


def likely_hours(text: str) -> Hours | None:
    """Return the hours that were probably meant by a text that is not read: “8 a 8” is until the evening."""
    for _day in DAYS:
        try:
            return read_hours(text)
        except HoursUnreadable as error:
            text = error.instead
        if not text:
            return None
    return None


def by_days(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return periods that say the same, in the order of the week: days with equal hours together."""
    spans: dict[str, tuple[tuple[time, time], ...]] = {}
    given = list(periods)
    for day in DAYS:
        of_day = {(one.opens_at, one.closes_at) for one in given if day in one.days}
        if of_day:
            spans[day] = tuple(sorted(of_day))
    groups: dict[tuple[tuple[time, time], ...], list[str]] = {}
    for day, of_days in spans.items():
        groups.setdefault(of_days, []).append(day)
    return tuple(Period(tuple(days), *span) for of_days, days in groups.items() for span in of_days)


def hours_in_words(hours: Hours) -> str:
    """Return opening hours as `read_hours` reads them: “lun–vie 8–16; sáb 9–13”."""
    if hours.is_always_open:
        return ALWAYS_IN_WORDS
    parts: dict[tuple[str, ...], list[str]] = {}
    for period in by_days(hours.periods):
        parts.setdefault(period.days, []).append(f"{_hour(period.opens_at)}–{_hour(period.closes_at, is_end=True)}")
    return "; ".join(f"{_days_in_words(days)} {', '.join(spans)}" for days, spans in parts.items())


def twice_open(periods: Iterable[Period]) -> str | None:
    """Return a day on which two of the periods overlap; None where none do."""
    given = list(periods)
    for day in DAYS:
        of_day = sorted(_minutes(one) for one in given if day in one.days)
        if any(opens < closes for (_opens, closes), (opens, _closes) in pairwise(of_day)):
            return day
    return None


def _minutes(period: Period) -> tuple[int, int]:
    """From and until when a period lasts, in minutes of its first day; more than a day's where it ends on the next."""
    opens, closes = (at.hour * 60 + at.minute for at in (period.opens_at, period.closes_at))
    return opens, closes if closes > opens else closes + MINUTES_OF_DAY


def _plain(text: str) -> str:
    return re.sub(r"[‐‑‒–—−]", "-", without_accents(text))


def _tokens(plain: str, text: str) -> Iterator[_Token]:
    place = 0
    end = len(plain.rstrip())
    while place < end:
        found = _TOKEN.match(plain, place)
        if found is None:
            raise HoursUnreadable(text[place:].strip() or text)
        if not found["noise"]:
            yield _token(found, text, place)
        place = found.end()


def _token(found: re.Match[str], text: str, place: int) -> _Token:
    if found["all"]:
        return _Token("days", DAYS, place=place)
    if found["workdays"]:
        return _Token("days", DAYS[:5], place=place)
    if found["weekend"]:
        return _Token("days", DAYS[5:], place=place)
    day = next((each for each in DAYS if found[each]), None)
    if day is not None:
        return _Token("days", (day,), place=place)
    if found["time"]:
        return _time_of(found, text, place)
    kind = next(each for each in ("whole", "closed", "range", "separator") if found[each])
    return _Token(kind, place=place)


def _time_of(found: re.Match[str], text: str, place: int) -> _Token:
    if found["noon"] or found["midnight"]:
        return _Token("time", place=place, hour=12, part="dia" if found["noon"] else "noche")
    hour = _SPELT[found["spelt"]] if found["spelt"] else int(found["hour"])
    minute = _FRACTIONS[found["fraction"]] if found["fraction"] else int(found["minute"] or 0)
    half = found["half"] or ""
    part = half.split()[-1] if half.endswith(_PARTS_OF_DAY) else f"{half[:1]}m" if half else ""
    # “16:00 pm” can be but one hour; “16:00 am” and “0 am” can be none.
    is_sensible = not part or 1 <= hour <= (23 if part in _AFTERNOON else 12)
    if not is_sensible or hour > 24 or minute > 59 or (hour == 24 and minute):
        raise HoursUnreadable(text[place:].strip(), IMPOSSIBLE)
    return _Token("time", place=place, hour=hour, minute=minute, part=part)


def _hour_of(hour: int, part: str) -> int:
    """Return the hour of a day with 24, of one of a clock with twelve, from 0 to 11, and the part of the day.

    Twelve “de la mañana” is noon, as people say it; 12 am is midnight. After midnight it is night still.
    """
    if part == "noche":
        return hour + 12 if hour >= 5 else hour
    if part in {"dia", "mediodia"}:
        return hour + 12 if hour < _EARLIEST else hour
    if part == "manana":
        return hour or 12
    return hour + 12 if part in _AFTERNOON else hour


def _take_days(tokens: list[_Token], text: str) -> tuple[str, ...]:
    """Take “lun–vie”, “lun, mié y vie” or “todos los días” from the start."""
    days: list[str] = []
    while tokens:
        first = _take(tokens, "days", text, WITHOUT_DAYS)
        if len(tokens) > 1 and tokens[0].kind == "range" and tokens[1].kind == "days":
            tokens.pop(0)
            last = tokens.pop(0)
            days += _from_to(first.days[0], last.days[0])
        else:
            days += first.days
        if not (len(tokens) > 1 and tokens[0].kind == "separator" and tokens[1].kind == "days"):
            break
        tokens.pop(0)
    return tuple(day for day in DAYS if day in days)


def _take_spans(tokens: list[_Token], text: str) -> Iterator[tuple[time, time]]:
    """Take “8–14, 16–19” or “24 horas” from the start."""
    before = time(0)
    while True:
        if tokens and tokens[0].kind == "whole":
            tokens.pop(0)
            yield time(0), time(0)
        else:
            opens = _take(tokens, "time", text, WITHOUT_TIMES)
            _take(tokens, "range", text, WITHOUT_END)
            closes = _take(tokens, "time", text, WITHOUT_END)
            opens, closes = _together(opens, closes, before, text)
            before = closes.at
            if opens.at == closes.at != time(0):
                end = tokens[0].place if tokens else len(text)
                meant = _until_evening(opens, closes)
                rest = f"{text[: opens.place]} {meant} {text[end:]}" if meant else ""
                raise HoursUnreadable(text[opens.place : end].strip(" ,;y"), EMPTY, meant, " ".join(rest.split()))
            yield opens.at, closes.at
        if not (len(tokens) > 1 and tokens[0].kind == "separator" and tokens[1].kind in {"time", "whole"}):
            return
        tokens.pop(0)


def _until_evening(opens: _Token, closes: _Token) -> str:
    """The hours from morning to evening that “8 a 8” means; nothing where the part of the day is written."""
    if opens.part or closes.part or not opens.is_of_twelve:
        return ""
    later = time(opens.at.hour % 12 + 12 if opens.hour != 12 else 0, opens.minute)
    return f"{_hour(opens.at)}–{_hour(later, is_end=True)}"


def _together(opens: _Token, closes: _Token, before: time, text: str) -> tuple[_Token, _Token]:
    """Return both hours of a period, each with the part of the day that stands only beside the other.

    Args:
        before: when the period before it closes.
    Raises:
        HoursUnreadable: it closes at 12 am, which may be noon or midnight, or opens and closes at twelve, which may be
            day and night or from noon to midnight.
    """
    is_until_twelve = closes.on_dial == (0, 0) and closes.hour == 12
    if is_until_twelve and closes.part in {"am", "madrugada"} and opens.hour == 12 and not opens.part:
        raise HoursUnreadable(text[opens.place :].strip(), TWELVE)
    if is_until_twelve and closes.part == "am" and opens.at < time(12):
        if opens.part or not opens.is_of_twelve:
            raise HoursUnreadable(text[opens.place :].strip(), TWELVE)
        return opens, replace(closes, part="manana")  # “9 a 12 am” is one morning
    if not opens.part and opens.is_of_twelve:
        return replace(opens, part=_part_of_opening(opens, closes, before)), closes
    is_later = opens.part in _AFTERNOON and opens.at >= time(12) and opens.on_dial < closes.on_dial
    if not closes.part and closes.is_of_twelve and is_later:
        return opens, replace(closes, part="pm")
    return opens, closes


def _part_of_opening(opens: _Token, closes: _Token, before: time) -> str:
    """Return the part of the day of an opening hour that has none beside it; empty: it is as it is written."""
    if opens.hour == 12:
        return "am" if closes.part in _MORNING - {"manana"} else ""
    is_afternoon = closes.part in _AFTERNOON and closes.is_of_twelve and closes.at != time(12)
    if not is_afternoon or (opens.on_dial >= closes.on_dial and closes.on_dial != (0, 0)):
        return ""
    return "pm" if opens.hour < _EARLIEST or opens.at < before else ""


def _skip_separators(tokens: list[_Token]) -> None:
    while tokens and tokens[0].kind == "separator":
        tokens.pop(0)


def _take(tokens: list[_Token], kind: str, text: str, code: str) -> _Token:
    if not tokens or tokens[0].kind != kind:
        raise HoursUnreadable(text[tokens[0].place :].strip() if tokens else "", code)
    return tokens.pop(0)


def _from_to(first: str, last: str) -> list[str]:
    start, end = DAYS.index(first), DAYS.index(last)
    return list(DAYS[start : end + 1] if start <= end else DAYS[start:] + DAYS[: end + 1])


def _hour(at: time, *, is_end: bool = False) -> str:
    if is_end and at == time(0):
        return "24"
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)


def _days_in_words(days: Sequence[str]) -> str:
    if len(days) == len(DAYS):
        return "todos los días"
    runs: list[list[str]] = []
    for day in sorted(days, key=DAYS.index):
        if runs and DAYS.index(runs[-1][-1]) == DAYS.index(day) - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run_in_words(run) for run in runs)


def _run_in_words(run: Sequence[str]) -> str:
    first, last = SHORT_NAMES[run[0]], SHORT_NAMES[run[-1]]
    if len(run) == 1:
        return first
    return f"{first}, {last}" if len(run) == 2 else f"{first}–{last}"
