"""Differences between two texts, marked so that eyes and ears can tell them: never by colour alone."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.admin.compare import diff_text


def marked(before: str, after: str) -> SafeString:
    """Return both texts as one, with what was removed in `del` and what was added in `ins`.

    Screen readers, which pass over both elements in silence, are told in hidden words. Line breaks stay as they are:
    an element with the class `differences` shows them (`publishing/differences.css`).
    """
    parts = ((_part(kind, text),) for kind, text in diff_text(before, after).changes)
    return format_html_join("", "{}", parts)


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
