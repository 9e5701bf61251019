"""Phrases that people say, one a line, and what must not be in them: nobody is to be known by what was said."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext

from .personal_data import identifiers_in, may_name_somebody, names_in, words_of

MOST_PHRASES = 1_000
"""Of one item: more teach search nothing, and nobody reads them."""
LONGEST_PHRASE = 600
MOST_PROBLEMS = 10
MOST_DIGITS = 2
"""In a phrase that nobody has looked at: “48 horas” may stay."""


def phrases_in(text: str) -> list[str]:
    """Return the phrases of a text, one a line, each once, in order."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def problems_of(phrases: list[str]) -> list[str]:
    """Return what is wrong with some phrases, each in a sentence that quotes it; empty: nothing."""
    if too_many := too_many_in(len(phrases)):
        return [too_many]
    return [problem for phrase in phrases for problem in _problems_of(phrase)][:MOST_PROBLEMS]


def too_many_in(count: int) -> str:
    """Return in a sentence that an item has more phrases than it may; empty: it has not."""
    if count <= MOST_PHRASES:
        return ""
    sentence = gettext("There are %(count)d phrases: %(most)d at most. Keep those that differ most.")
    return sentence % {"count": count, "most": MOST_PHRASES}


def may_be_kept(phrase: str) -> bool:
    """Whether a phrase that nobody has looked at may be kept, as it says of nobody who they are.

    It is stricter than `problems_of`: people search in lower case, so any given name or surname counts, also in that of
    a place, and more than `MOST_DIGITS` digits may be a file, a plate or a telephone.
    """
    digits = sum(character.isdigit() for character in phrase)
    is_of_nobody = digits <= MOST_DIGITS and not may_name_somebody(phrase)
    return is_of_nobody and is_writable(phrase) and not problems_of([phrase])


def is_writable(phrase: str) -> bool:
    """Whether a phrase of one line has words, neither too many nor invisible characters."""
    return phrase.isprintable() and 0 < len(words_of(phrase)) <= LONGEST_PHRASE


def _problems_of(phrase: str) -> Iterator[str]:
    if len(phrase) > LONGEST_PHRASE:
        sentence = gettext("“%(phrase)s…” is too long: %(most)d characters at most. Cut it, or make it two.")
        yield sentence % {"phrase": phrase[:40], "most": LONGEST_PHRASE}
    if not phrase.isprintable():
        sentence = gettext("“%(phrase)s” has characters that nobody sees: write it anew, without pasting it.")
        yield sentence % {"phrase": "".join(character for character in phrase if character.isprintable())[:40]}
    for found in dict.fromkeys(identifiers_in(phrase)):
        sentence = gettext(
            "“%(found)s” may tell who somebody is, as a telephone, an address, an account, a plate or a file does: "
            "take it out."
        )
        yield sentence % {"found": found}
    for name in dict.fromkeys(names_in(phrase)):
        yield gettext("“%(name)s” looks like the name of a person: say “my son”, “a neighbour”.") % {"name": name}
