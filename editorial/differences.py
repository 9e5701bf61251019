"""Differences between two texts, marked for readers of screens and for screen readers: never by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    return _joined(_lines(before, after))


def sides(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return both texts, to stand side by side: what was removed is marked in the one, what was added in the other.

    Elements and hidden words are those of `marked`.
    """
    lines = list(_lines(before, after))
    return _joined(_without("addition", lines)), _joined(_without("deletion", lines))


Change = tuple[str, str]
"""What happened to a stretch of text (`equal`, `addition` or `deletion`), and the text."""


def _lines(before: str, after: str) -> Iterator[list[Change]]:
    """The lines that are in both as they are, and between them what differs, word by word."""
    old_lines, new_lines = before.split("\n"), after.split("\n")
    for operation, i, j, k, m in SequenceMatcher(None, old_lines, new_lines, autojunk=False).get_opcodes():
        old, new = "\n".join(old_lines[i:j]), "\n".join(new_lines[k:m])
        yield [("equal", old)] if operation == "equal" else list(diff_text(old, new).changes)


def _without(kind: str, lines: Iterable[list[Change]]) -> Iterator[list[Change]]:
    """The lines without one kind of change; a line that was nothing else is not there on this side."""
    for line in lines:
        kept = [change for change in line if change[0] != kind]
        if kept or not line:
            yield kept


def _joined(lines: Iterable[list[Change]]) -> SafeString:
    drawn = (format_html_join("", "{}", ((_part(*change),) for change in line)) for line in lines)
    return format_html_join("\n", "{}", ((line,) for line in drawn))


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
