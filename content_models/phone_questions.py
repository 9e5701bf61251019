"""What is asked about an office's telephone numbers: one rule for the form of an office, calls and files.

Numbers that an office has already are asked about no more: only what is new, or another one, is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import phonenumbers
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import Page

from tenants.area_codes import area_codes, states_of_area
from tenants.models import Tenant
from tenants.phones import COUNTRY, COUNTRY_CALLING_CODE, Phone, is_short, read_phone

from .questions import Answer, Question
from .withdrawn import WITHDRAWN

PHONE_DOUBTED = "PHONE_DOUBTED"
"""The code of the question."""

FIELD = "phones"
TOLL_FREE = "800"
MOST_NAMED = 3
"""Offices with the same number that a question names."""
MOST_IN_PATTERN = 30
"""Numbers that the database looks for in one pattern; of more, all offices are read."""
_PLACEHOLDER = re.compile(r"(\d)\1{6}$|1234567|7654321|0123456")
"""Seven equal digits at the end, or digits in their order: what is written until the number is known."""
_BETWEEN_DIGITS = "[^0-9]{0,3}"
_BETWEEN = " | "
"""Divides the numbers that a question is about: a number may have a comma before its extension."""
_ALSO = " = "
"""Before each other office with the number, behind it: an answer holds for those that were named."""
_MORE = "…"
LONGEST_VALUE = 30_000
"""Characters of what a question is about: thirty numbers, each with the names of three offices."""

_NONE = Value("[]", output_field=TextField())
_DRAFTED = Case(
    When(has_unpublished_changes=True, then=KeyTextTransform("phones", "latest_revision__content")),
    default=_NONE,
    output_field=TextField(),
)
"""The telephones of an office's draft, as a revision stores them."""

Line = tuple[str, str]
"""What is dialled, and the extension: a number with another extension is another one."""
Sharing = Callable[[Collection[Line]], Mapping[Line, Sequence[str]]]
"""Returns the names of the other offices that have a line, by line."""
StateNames = Callable[[], Mapping[str, str]]
"""Returns the names of states by code."""


def nobody_else(_lines: Collection[Line]) -> Mapping[Line, Sequence[str]]:
    """Return that no other office has any of these."""
    return {}


def line_of(display: str) -> Line | None:
    """Return what a number as people read it dials; None where it cannot be read."""
    try:
        phone = read_phone(display)
    except ValidationError:
        return None
    return _line(phone)


def names_of_states() -> Mapping[str, str]:
    """Return the names of all states by code. One query."""
    return dict(Tenant.objects.order_by("name").values_list("code", "name"))


def question_about_phones(
    displays: Sequence[str],
    *,
    former: Iterable[str],
    code: str,
    sharing: Sharing = nobody_else,
    state_names: StateNames = names_of_states,
    answers: Mapping[str, Answer] | None = None,
) -> Question | None:
    """Return what is to be asked about an office's telephone numbers; None: nothing.

    Args:
        displays: as people read them; what cannot be read is refused elsewhere.
        former: those that the office has already: they are not asked about.
        code: of the state in whose tree the office stands, or of the library.
        sharing: which other offices have a number; short numbers are everybody's.
        state_names: asked only where a number is another state's.
        answers: what was said to be correct already, which is not asked again; that another office has a number only
            where it was named.
    """
    before = Counter(line_of(display) for display in former)
    now = Counter(line_of(display) for display in displays)
    asked: dict[Line, tuple[int, str, Phone]] = {}
    for position, display in enumerate(displays):
        line = line_of(display)
        if line is not None and (line not in before or now[line] > max(before[line], 1)):
            asked.setdefault(line, (position, display, read_phone(display)))
    others = sharing([line for line in asked if not is_short(line[0])]) if asked else {}
    said = numbers_in((answers or {}).get(PHONE_DOUBTED, {}).get("value", ""))
    doubted: list[tuple[int, str]] = []
    sentences: list[str] = []
    for line, (position, display, phone) in asked.items():
        names = names_asked_about(others.get(line, ())) if line not in before else []
        found = [*_doubts(phone, display, code, state_names), *_shared(display, names)] if line not in before else []
        if now[line] > 1:
            found.append(_("This office has “%(number)s” twice.") % {"number": display})
        if found and not (display in said and said[display].issuperset(names)):
            doubted.append((position, _ALSO.join([display, *names])))
            sentences += found
    if not doubted:
        return None
    value = _BETWEEN.join(entry for _position, entry in doubted)
    text = _("%(doubts)s Is it correct?") % {"doubts": " ".join(sentences)}
    return Question(FIELD, PHONE_DOUBTED, value, text, (doubted[0][0], "display"))


def offices_with(
    lines: Collection[Line], *, offices: QuerySet[Any], other_than: UUID | None, in_drafts: bool = False
) -> dict[Line, list[str]]:
    """Return the names of the offices that have these numbers, by number. One query, or none.

    Args:
        offices: those among which they are looked for; withdrawn ones do not count.
        other_than: the key of the office that is asked about.
        in_drafts: whether the numbers of drafts that are not published yet count, too.
    """
    dials = {digits for dial, _extension in lines if (digits := re.sub(r"\D", "", dial))}
    if not dials:
        return {}
    pattern = "|".join(_BETWEEN_DIGITS.join(dial) for dial in sorted(dials))
    found: dict[Line, list[str]] = {}
    others = offices.exclude(WITHDRAWN).exclude(translation_key=other_than)
    others = others.annotate(written=Cast(FIELD, TextField()), drafted=_DRAFTED if in_drafts else _NONE)
    if len(dials) <= MOST_IN_PATTERN:
        others = others.filter(Q(written__regex=pattern) | Q(drafted__regex=pattern))
    for title, phones, drafted in others.order_by("path").values_list("title", FIELD, "drafted"):
        for line in lines_of([*displays_of(phones), *displays_of(json.loads(drafted or "[]"))]):
            found.setdefault(line, []).append(title)
    return {line: found[line] for line in lines if line in found}


def sharing_in(root: Page | None, model: type[Model], other_than: UUID | None) -> Sharing:
    """Return what finds the other offices below a page with a number, in their drafts, too.

    Args:
        root: of the state; None: there are no offices.
        model: of offices.
    """
    manager: Any = model._default_manager
    offices = manager.none() if root is None else manager.filter(path__startswith=root.path)
    return partial(offices_with, offices=offices, other_than=other_than, in_drafts=True)


def lines_of(displays: Iterable[str]) -> set[Line]:
    """Return what numbers dial; those that cannot be read are left out."""
    return {line for display in displays if (line := line_of(display)) is not None}


def displays_of(blocks: Iterable[Any]) -> list[str]:
    """Return the numbers of an office's telephones, of blocks as a page has them or as they are stored."""
    return [str((block["value"] if isinstance(block, Mapping) else block.value)["display"]) for block in blocks or ()]


def answer_that_holds(answers: Mapping[str, Answer] | None, displays: Collection[str]) -> dict[str, Answer]:
    """Return what was said to be correct of the numbers that the office still has; nothing where it has none."""
    return _with_entries(answers, lambda entry, _person: entry.split(_ALSO)[0] in displays)


def answers_about_phones_of(
    answers: Mapping[str, Answer] | None, person_id: int, *, public: Collection[str] = ()
) -> dict[str, Answer]:
    """Return what one person has said to be correct of an office's numbers, and anybody of those that are public."""
    return _with_entries(
        answers, lambda entry, person: is_of_person(person, person_id) or entry.split(_ALSO)[0] in public
    )


def person_in_words(name: str, person_id: int | None) -> str:
    """Return how an answer says who has given it: names are not unique, and people are renamed."""
    return f"{person_id or ''} {name.replace(_BETWEEN, ' ')}"


def is_of_person(person: str, person_id: int) -> bool:
    """Whether an answer says that this person has given it."""
    return person.partition(" ")[0] == str(person_id)


def joined_answers(former: Answer | None, answer: Answer) -> Answer:
    """Return the answer to a question about numbers together with what was said of others before."""
    if former is None or not former.get("value"):
        return answer
    again = numbers_in(answer["value"])
    kept = [(entry, person) for entry, person in _entries(former) if entry.split(_ALSO)[0] not in again]
    if not kept:
        return answer
    return _joined([*kept, *_entries(answer)], on=max(former.get("on", ""), answer["on"]))


def _with_entries(answers: Mapping[str, Answer] | None, is_kept: Callable[[str, str], bool]) -> dict[str, Answer]:
    answer = (answers or {}).get(PHONE_DOUBTED)
    if answer is None:
        return {}
    entries = _entries(answer)
    kept = [one for one in entries if is_kept(*one)]
    if not kept:
        return {}
    return {PHONE_DOUBTED: answer if kept == entries else _joined(kept, on=answer.get("on", ""))}


def _entries(answer: Answer) -> list[tuple[str, str]]:
    """The numbers that an answer is about, each with who has given it."""
    entries = [entry for entry in answer.get("value", "").split(_BETWEEN) if entry]
    people = (answer.get("people") or person_in_words(answer.get("by", ""), None)).split(_BETWEEN)
    if len(people) != len(entries):
        people = people[:1] * len(entries)
    return list(zip(entries, people, strict=True))


def _joined(entries: Sequence[tuple[str, str]], *, on: str) -> Answer:
    names = dict.fromkeys(person.partition(" ")[2] for _entry, person in entries)
    return {
        "value": _BETWEEN.join(entry for entry, _person in entries),
        "people": _BETWEEN.join(person for _entry, person in entries),
        "by": ", ".join(name for name in names if name),
        "on": on,
    }


def looks_made_up(dial: str) -> bool:
    """Whether a number of ten digits looks like one that is written until the right one is known."""
    return bool(_PLACEHOLDER.search(dial))


def numbers_in(value: str) -> dict[str, frozenset[str]]:
    """Return the numbers that a question is about, each with the names of the other offices that were said to have it.

    Args:
        value: of the question.
    """
    entries = (entry.split(_ALSO) for entry in value.split(_BETWEEN) if entry)
    return {display: frozenset(names) for display, *names in entries}


def names_asked_about(offices: Iterable[str]) -> list[str]:
    """Return the first names of offices, as an answer keeps them; the last says whether there are more."""
    names = list(dict.fromkeys(name.replace(_BETWEEN, " ").replace(_ALSO, " ") for name in offices))
    return [*names[:MOST_NAMED], *([_MORE] if len(names) > MOST_NAMED else [])]


def _line(phone: Phone) -> Line:
    return phone.e164.removeprefix(f"+{COUNTRY_CALLING_CODE}") if phone.e164 else phone.dial, phone.extension or ""


def _doubts(phone: Phone, display: str, code: str, state_names: StateNames) -> Iterator[str]:
    """What a number alone gives to doubt."""
    if phone.e164 is None:
        text = _("“%(number)s” is a short number of the whole country, or of a city, and hardly one office’s own.")
        yield text % {"number": display}
        return
    if not phone.e164.startswith(f"+{COUNTRY_CALLING_CODE}"):
        yield _("“%(number)s” is a number of another country.") % {"number": display}
        return
    if looks_made_up(phone.dial):
        yield _("“%(number)s” looks like a number that was made up as an example.") % {"number": display}
    yield from doubts_about_area(phone.dial, display, code=code, state_names=state_names)


def doubts_about_area(
    dial: str, display: str, *, code: str = "", state_names: StateNames = names_of_states
) -> Iterator[str]:
    """Yield what is doubtful about the area code of a national number: nothing about one that is free of charge.

    Args:
        dial: its ten digits; `display` is how it is written.
        code: of the state that it should belong to; empty, or no state's: any.
    """
    kind = phonenumbers.number_type(phonenumbers.parse(dial, COUNTRY))
    if kind == phonenumbers.PhoneNumberType.TOLL_FREE or dial.startswith(TOLL_FREE):
        return
    states = states_of_area(dial[:2]) or states_of_area(dial[:3])
    if not states:
        text = _("“%(number)s” begins with %(area)s, which is no area code of Mexico.")
        yield text % {"number": display, "area": dial[:3]}
    elif code not in states and any(code in each for each in area_codes().values()):
        names = [name for each, name in state_names().items() if each in states]
        text = _("“%(number)s” has an area code of %(states)s, not of this state.")
        yield text % {"number": display, "states": ", ".join(names) or ", ".join(states)}


def _shared(display: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        named = ", ".join(_("“%(each)s”") % {"each": name} for name in names if name != _MORE)
        text = _("Other offices have the number %(number)s, too: %(offices)s.")
        yield text % {"number": display, "offices": f"{named} {_MORE}" if _MORE in names else named}
