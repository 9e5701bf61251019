"""Phrases that people say, one a line, and what must not be in them: nobody is to be known by what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from django.utils.translation import gettext

from .json_fields import DATA
from .municipalities import names_of_places
from .spanish_order import fold

MOST_PHRASES = 1_000
"""In one field: more teach search nothing, and nobody reads them."""
LONGEST_PHRASE = 600
MOST_PROBLEMS = 10
MOST_DIGITS = 2
"""In a phrase that nobody has looked at: “48 horas” may stay."""

_NUMBER = re.compile(r"(?:\d[\s().-]{0,2}){7,}\d")
_WORD = re.compile(r"[^\W_]+")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_CAPITALISED = r"[A-ZÁÉÍÓÚÑ][^\W\d_]+"
_NAMES = re.compile(rf"(?<!\w){_CAPITALISED}(?:\s+(?:de\s+|del\s+|la\s+)*{_CAPITALISED})*")
_BETWEEN = frozenset({"de", "del", "la"})
_INTRODUCED = re.compile(r"\b(?:se llama|me llamo|su nombre es|mi nombre es)\s+(\w+)", re.IGNORECASE)
_OF_PLACES = frozenset(
    {
        "san", "santa", "santo", "villa", "ciudad", "puerto", "calle", "avenida", "colonia", "parque", "mercado",
        "virgen", "zona",
    }
)  # fmt: skip

GIVEN_NAMES = frozenset((DATA / "given_names.txt").read_text(encoding="utf-8").split())
"""The given names that are most frequent in Mexico, folded.

Source:
    INEGI, Estadística de nacimientos registrados; by hand, without names that are mostly other words.
"""


def phrases_in(text: str) -> list[str]:
    """Return the phrases of a text, one a line, each once, in order."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def problems_of(phrases: list[str]) -> list[str]:
    """Return what is wrong with some phrases, each in a sentence that quotes it; empty: nothing."""
    if len(phrases) > MOST_PHRASES:
        sentence = gettext("There are %(count)d phrases: %(most)d at most. Keep those that differ most.")
        return [sentence % {"count": len(phrases), "most": MOST_PHRASES}]
    return [problem for phrase in phrases for problem in _problems_of(phrase)][:MOST_PROBLEMS]


def may_be_kept(phrase: str) -> bool:
    """Whether a phrase that nobody has looked at may be kept, as it says of nobody who they are.

    It is stricter than `problems_of`: people search in lower case, so any given name counts, also in that of a place,
    and more than `MOST_DIGITS` digits may be a file, a plate or a telephone.
    """
    digits = sum(character.isdigit() for character in phrase)
    is_of_nobody = digits <= MOST_DIGITS and GIVEN_NAMES.isdisjoint(words_of(phrase).split())
    return is_of_nobody and is_writable(phrase) and not problems_of([phrase])


def is_writable(phrase: str) -> bool:
    """Whether a phrase of one line has words, neither too many nor invisible characters."""
    return phrase.isprintable() and 0 < len(words_of(phrase)) <= LONGEST_PHRASE


def words_of(phrase: str) -> str:
    """Return the words of a phrase, folded, with a space between them: the same for phrases that say the same."""
    return " ".join(_WORD.findall(fold(phrase)))


def _problems_of(phrase: str) -> Iterator[str]:
    if len(phrase) > LONGEST_PHRASE:
        sentence = gettext("“%(phrase)s…” is too long: %(most)d characters at most. Cut it, or make it two.")
        yield sentence % {"phrase": phrase[:40], "most": LONGEST_PHRASE}
    for pattern in (_NUMBER, _MAIL):
        if found := pattern.search(phrase):
            yield gettext("“%(found)s” looks like a telephone number or an address: take it out.") % {"found": found[0]}
    for name in _names_in(phrase):
        yield gettext("“%(name)s” looks like the name of a person: say “my son”, “a neighbour”.") % {"name": name}


def _names_in(phrase: str) -> Iterator[str]:
    """Yield what looks like the name of a person: a given name with a capital that belongs to no place."""
    for found in _INTRODUCED.finditer(phrase):
        if fold(found[1]) in GIVEN_NAMES:
            yield found[1]
    for found in _NAMES.finditer(phrase):
        if _names_person(fold(found[0])):
            yield found[0]


def _names_person(words: str) -> bool:
    """Whether a given name is left of folded words without the names of places: “Juan” is none, San Juan is."""
    places = _places()
    if GIVEN_NAMES.isdisjoint(words.split()) or f" {words} " in places:
        return False
    if " " in words and any(f" {words} " in place for place in places):
        return False
    rest = f" {words} "
    for place in places:
        if " " in place.strip():  # a surname may be a place, too: López, Hidalgo
            rest = rest.replace(place, " ")
    names = [word for word in rest.split() if word not in _BETWEEN]
    return any(word in GIVEN_NAMES and before not in _OF_PLACES for before, word in pairwise(["", *names]))


@cache
def _places() -> tuple[str, ...]:
    return tuple(f" {fold(name)} " for name in names_of_places())
