"""Articles of laws as people write them, and which written ones an asked one means.

“187” means article 187 as a whole: “187”, “187 fracción II” and “187 apartado B”, but neither “1187” nor “18”, and not
“187 Bis” either, which is an article of its own. Case, accents and double spaces do not matter.
"""

from __future__ import annotations

import re
from itertools import pairwise

from content_models.spanish_order import fold

SEPARATORS = " ,;.(/-"
"""What may follow an article's number, or a part of it; anything else is part of the same word."""

OWN_ARTICLES = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies")
"""What makes another article of a number."""

_WORD_ARTICLE = re.compile(r"^(?:articulos?|arts?)[ .]+", re.IGNORECASE)
_SECTION = re.compile(r"^(\d+)-([a-z])\b", re.IGNORECASE)
_ROMAN = re.compile(r"^(.*\d(?: (?:bis|ter|quater))?(?: apartado [a-z])?) ([ivxl]+)$", re.IGNORECASE)
_VOWELS = {"a": "[aáàä]", "e": "[eéèë]", "i": "[iíìï]", "o": "[oóòö]", "u": "[uúùü]", "n": "[nñ]"}


def normalized_article(typed: str) -> str:
    """Return an article as it is looked for: “Art.  20-B” is “20 apartado b”, “113 IV” is “113 fraccion iv”.

    Returns:
        Lower case without accents; empty when nothing was typed.
    """
    plain = _WORD_ARTICLE.sub("", fold(" ".join(typed.split())))
    number = _SECTION.sub(r"\1 apartado \2", plain).strip()
    return _ROMAN.sub(r"\1 fraccion \2", number)


def shown_article(article: str) -> str:
    """Return an article as people read it, the same for all ways to type it: “113 fracción IV”, “187 Bis”."""
    return " ".join(_shown_word(word, before) for before, word in pairwise(["", *article.split()]))


def pattern_of(article: str) -> str:
    """Return the regular expression of what is written for an article, with case to be ignored.

    It has one meaning in Python and in PostgreSQL's jsonpath: it uses the extensions of neither.

    Args:
        article: as `normalized_article` returns it; not empty.
    """
    written = "".join(_VOWELS.get(char, " +" if char == " " else re.escape(char)) for char in article)
    return f"^ *{written}($|[{SEPARATORS}])"


def pattern_of_others(article: str) -> str:
    """Return the expression of articles of their own that begin with the same number, such as “187 Bis”."""
    suffixes = "|".join(re.sub("[aeiou]", lambda vowel: _VOWELS[vowel[0]], suffix) for suffix in OWN_ARTICLES)
    return f"{pattern_of(article).removesuffix(f'($|[{SEPARATORS}])')}[ -]+({suffixes})($|[{SEPARATORS}])"


def means(article: str, written: str) -> bool:
    """Whether a written article is the asked one or a part of it; everything is, when nothing is asked."""
    if not article:
        return True
    return bool(_matches(pattern_of(article), written)) and not _matches(pattern_of_others(article), written)


def _shown_word(word: str, before: str) -> str:
    if before in {"fraccion", "apartado"}:
        return word.upper()
    if word in OWN_ARTICLES:
        return word.capitalize().replace("Quater", "Quáter")
    return {"fraccion": "fracción", "parrafo": "párrafo"}.get(word, word)


def _matches(pattern: str, written: str) -> re.Match[str] | None:
    return re.match(pattern, written, re.IGNORECASE)
