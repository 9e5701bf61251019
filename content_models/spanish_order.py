"""Spanish alphabetical order as a plain string, since the embedded PostgreSQL has no Spanish collation."""

from __future__ import annotations

import re
import unicodedata

_ENYE = "n\u0303"
# Sorts after every other letter that may follow an n: ñ comes after n and before o.
_AFTER_N = "n\U0010fffd"
_NUMBER = re.compile(r"\d+")
_NOT_WORDS = re.compile(r"[^\w\U0010fffd]+")


def sort_string(text: str) -> str:
    """A string whose plain order is the Spanish one: ñ after n, accents and case only break ties, numbers count.

    Signs (¿ ¡ « quotes) are left out; `Juzgado 2` comes before `Juzgado 10`.
    Source: Ortografía de la lengua española (2010), the alphabet of 27 letters.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(char for char in decomposed.replace(_ENYE, _AFTER_N) if not unicodedata.combining(char))
    padded = _NUMBER.sub(lambda number: number[0].rjust(8, "0"), letters)
    return f"{_NOT_WORDS.sub(' ', padded).strip()}\t{unicodedata.normalize('NFC', text)}"


def fold(text: str) -> str:
    """The text in lower case and without accents, ñ included: as people type when they search.

    For what is compared with names and words of the content, as the sites' scripts fold them. Letters of other widths
    and ligatures stay as they are: where a form reads hours, days or names, `tenants.plain_text.without_accents` makes
    plain letters of them, too.
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
