"""Differences between two texts, marked for readers of screens and for screen readers: never by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.compare import diff_text


def marked(before: str, after: str) -> SafeString:
    """Return both texts as one, with what was removed in `del` and what was added in `ins`.

    Screen readers, which ignore both elements, get hidden words. Line breaks stay as they are:
    an element with the class `differences` shows them (`editorial/differences.css`).
    """
    return format_html_join("\n", "{}", ((lines,) for lines in _lines(before.split("\n"), after.split("\n"))))


def _lines(before: list[str], after: list[str]) -> Iterator[SafeString]:
    """The lines that are in both as they are, and between them what differs, word by word."""
    for operation, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = "\n".join(before[i:j]), "\n".join(after[k:m])
        if operation == "equal":
            yield format_html("{}", old)
        else:
            yield format_html_join("", "{}", ((_part(*change),) for change in diff_text(old, new).changes))


def _part(kind: str, text: str) -> SafeString:
    if kind == "equal":
        return format_html("{}", text)
    if not text.strip():
        return format_html("{}", text if kind == "addition" else "")
    if kind == "addition":
        return _element("ins", gettext("added:"), text)
    return _element("del", gettext("removed:"), text)


def _element(tag: str, word: str, text: str) -> SafeString:
    return format_html(
        '<{0}><span class="w-sr-only"> ({1} </span>{2}<span class="w-sr-only">) </span></{0}>',
        SafeString(tag),
        word,
        text,
    )
