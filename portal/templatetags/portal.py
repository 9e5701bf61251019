"""How the portal's templates write rich text, telephone links and enumerated values."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe

from content_models import choices
from content_models.postal_address import address_in_one_line, address_lines
from content_models.rich_text import Ast, Node, to_html
from content_models.rich_text.calls import has_numbers, with_calls
from content_models.rich_text.marking import unmark
from content_models.rich_text.nodes import text_node
from content_models.shapes.parts import Phone, RichText
from portal.offices import address_withheld, contact_unknown
from tenants.phones import tel_address

register = template.Library()


@register.filter
def rich(text: RichText | None, prefix: str = "") -> SafeString:
    """Write a rich text as HTML: its numbers dial, its links stay in the visit's language by `prefix`."""
    if not text:
        return SafeString("")
    if not prefix and "html" in text and not has_numbers(text["html"]):
        return mark_safe(text["html"])  # made by rich_text.to_html, which escapes everything
    return mark_safe(to_html(with_prefix(with_calls(text.get("ast", [])), prefix)))  # same


@register.filter
def rich_unmarked(text: RichText, prefix: str = "") -> SafeString:
    """Write a rich text as `rich` does, without links to the glossary, but with links that dial its numbers."""
    return mark_safe(to_html(with_prefix(with_calls(unmark(text["ast"])), prefix)))  # to_html escapes everything


@register.filter
def dialled(text: str | None) -> SafeString:
    """Write a plain text as a paragraph in which numbers dial."""
    paragraph: Node = {"type": "paragraph", "children": [text_node(text or "")]}
    return mark_safe(to_html(with_calls([paragraph])))  # to_html escapes everything


register.filter(address_withheld)
register.filter(contact_unknown)
register.filter(address_lines)
register.filter(address_in_one_line)


@register.filter
def first_paragraph(text: RichText | None) -> str:
    """Return the first paragraph of a rich text as plain text: in a card, one paragraph would run into the next."""
    return str(text["plainText"]).partition("\n\n")[0] if text else ""


@register.filter
def dial(phone: Phone) -> str:
    """Return what dials a phone; see `tel_address`."""
    return tel_address(phone)


@register.filter
def day(value: str | None) -> date | None:
    """Return a day of a document (`YYYY-MM-DD`) as a date, for the filter `date`."""
    return date.fromisoformat(value[:10]) if value else None


@register.filter
def day_in(value: str | None, zone: str) -> date | None:
    """Return the day of an instant of a document in a time zone, for the filter `date`."""
    return datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).date() if value else None


@register.filter
def named(value: str, enumeration: str) -> str:
    """Return the words for an enumerated value: `{{ "VICTIM"|named:"Role" }}`; none where a draft has no value yet."""
    return str(getattr(choices, enumeration)(value).label) if value else ""


def with_prefix(ast: Ast, prefix: str) -> Ast:
    """Return the tree with `prefix` before each path of the site's own."""
    return [_prefixed(node, prefix) for node in ast] if prefix else ast


def _prefixed(node: Node, prefix: str) -> Node:
    result = node.copy()
    if result.get("path"):
        result["path"] = prefix + result["path"]
    if isinstance(result.get("children"), list):
        result["children"] = with_prefix(result["children"], prefix)
    return result
