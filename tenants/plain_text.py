"""Names as people type them: on one line, in the Latin alphabet, and without what cannot be seen."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ALPHABETS = ("LATIN ", "MODIFIER LETTER ", "FEMININE ", "MASCULINE ")
"""How the names of letters begin that languages of Mexico are written with, in the Unicode Character Database."""

MARKS = frozenset({"Mn", "Me", "Mc", "So", "Sk"})
"""Categories of what stands on, or in place of, a letter."""


def validate_plain_text(text: str) -> None:
    """Refuse letters of other alphabets, which look like ours, and what cannot be seen.

    Raises:
        ValidationError: code `plain_text`.
    Source:
        Unicode Technical Standard 39, section 5.1 (single-script detection).
    """
    if not all(map(_is_plain, unicodedata.normalize("NFC", text))):
        sentence = _(
            "There is a line break, a character that cannot be seen, or a letter of another alphabet: write it anew on "
            "one line."
        )
        raise ValidationError(sentence, code="plain_text")


def folded(name: str) -> str:
    """Return a name as it is compared: without accents, capitals, punctuation, and spaces that are doubled."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in without_accents(name)).split())


def without_accents(text: str) -> str:
    """Return a typed text in lower case, without accents, and with plain letters for those of other widths.

    For what a form reads, whatever keyboard it was typed with (“1ª” is “1a”). Words that are looked for in content are
    folded by `content_models.spanish_order.fold`, which leaves such letters alone: the two do not give the same.
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_plain(letter: str) -> bool:
    category = unicodedata.category(letter)
    if category[0] == "L":
        return unicodedata.name(letter, "").startswith(ALPHABETS)
    return letter == " " or not (category[0] in "CZ" or category in MARKS)
