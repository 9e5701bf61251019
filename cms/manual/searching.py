"""Search in the manual: by the same stems as citizens' search, so that neither accents nor endings matter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from content_models.spanish_order import fold
from delivery.search.words import WORD, folded_words, language_of

from .pages import ManualPage
from .rendering import parser

MOST_LETTERS = 200
MOST_HITS = 12
BREAKS = frozenset({"softbreak", "hardbreak", "image"})
SAID = frozenset({"text", "code_inline"})
WEIGHTS = {"title": 8, "summary": 4, "text": 1}
_SENTENCE = re.compile(r"(?<=[.:?!])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page, and the sentence in which what was asked stands, with the words marked."""

    page: ManualPage
    excerpt: SafeString


def found(query: str, pages: list[ManualPage]) -> list[Hit]:
    """Return the pages that have most of a query's words, the best first; words that say nothing are left out."""
    if not pages:
        return []
    language = language_of(pages[0].language)
    words = folded_words(query[:MOST_LETTERS])
    wanted = {language.stem(word) for word in language.content_words(words) or words}
    weighed = [(*_weight(wanted, page), page) for page in pages]
    most = max(count for count, _, _ in weighed)
    best = [(weight, page) for count, weight, page in weighed if count and count == most]
    return [Hit(page, _excerpt(wanted, page)) for _, page in sorted(best, key=lambda each: -each[0])[:MOST_HITS]]


def plain_text(page: ManualPage) -> str:
    """Return what a page says, without the signs of Markdown and without what its pictures show."""
    lines = []
    for block in parser().parse(page.text):
        if block.type == "inline" and block.children is not None:
            lines.append("".join(map(_said, block.children)))
    return "\n".join(line for line in lines if line.strip())


def _said(token: Token) -> str:
    """Return what one piece of a line says: marks of bold letters and links say nothing."""
    if token.type in SAID:
        return token.content
    return " " if token.type in BREAKS else ""


@cache
def _stems(page: ManualPage) -> dict[str, frozenset[str]]:
    language = language_of(page.language)
    parts = {"title": page.title, "summary": page.summary, "text": plain_text(page)}
    return {name: frozenset(map(language.stem, folded_words(text))) for name, text in parts.items()}


def _weight(wanted: set[str], page: ManualPage) -> tuple[int, int]:
    """How many of the words a page has, and how much they weigh where they stand."""
    parts = _stems(page)
    weight = sum(WEIGHTS[name] for name, stems in parts.items() for stem in wanted if stem in stems)
    return len(wanted & set[str]().union(*parts.values())), weight


def _excerpt(wanted: set[str], page: ManualPage) -> SafeString:
    stem = language_of(page.language).stem
    sentences = [page.summary, *(each for each in _SENTENCE.split(plain_text(page)) if each.strip())]
    best = max(sentences, key=lambda each: len(wanted & {stem(word) for word in folded_words(each)}))
    marked, position = "", 0
    for word in WORD.finditer(best):
        if stem(fold(word[0])) in wanted:
            marked += conditional_escape(best[position : word.start()]) + format_html("<mark>{}</mark>", word[0])
            position = word.end()
    return mark_safe(marked + conditional_escape(best[position:]))  # each part is escaped
