"""The text of a document that search indexes."""

from collections.abc import Iterator, Mapping
from typing import Any

from content_models.rich_text import to_plain_text

WORDS = frozenset(
    {
        "title",
        "question",
        "firstStep",
        "summary",
        "heading",
        "label",
        "name",
        "synonyms",
        "alsoCalled",
        "whatItDoes",
        "goWhen",
        "openingPhrases",
        "municipality",
        "neighborhood",
        "locality",
        "areasServed",
        "accessibility",
        "hoursText",
        "note",
        "display",
        "event",
        "whoMustAct",
        "consequence",
        "caption",
        "alt",
        "text",
    }
)
"""Fields whose strings are words for people. Keys, addresses on the web and names of choices are not."""


def search_text(document: Mapping[str, object]) -> str:
    """Return the words of a document, each passage once, in reading order."""
    return "\n".join(dict.fromkeys(_passages(document, "")))


def _passages(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        if "ast" in value:
            yield from filter(None, [to_plain_text(value["ast"])])
            return
        for field, inner in value.items():
            if field != "walks":  # for editors
                yield from _passages(inner, field)
    elif isinstance(value, list):
        for inner in value:
            yield from _passages(inner, name)
    elif isinstance(value, str) and value and name in WORDS:
        yield value
