"""A page's Markdown as HTML: no HTML of its own passes, and links and pictures are those that the project has."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from tenants.admin_access.offers import is_offered

from .pages import ManualPage
from .shots import size_of

PAGE = "manual:"
SCREEN = "screen:"
SHOT = "shot:"
"""How addresses begin that Markdown writes for another page, for a screen without parameters, and for a picture."""


@cache
def parser() -> MarkdownIt:
    """Return the reader of the manual's Markdown: CommonMark with tables, without HTML."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("heading_close", _heading)
    reader.add_render_rule("link_open", _link)
    reader.add_render_rule("link_close", _link_ends)
    reader.add_render_rule("image", _picture)
    reader.add_render_rule("table_open", _table_begins)
    reader.add_render_rule("table_close", _table_ends)
    return reader


def to_html(page: ManualPage, user: Any = None) -> SafeString:
    """Return a page's text as HTML.

    Args:
        user: who reads; a screen that is closed to them is named, without a link. None: all links are shown.
    """
    return mark_safe(parser().render(page.text, {"user": user}))  # the reader escapes HTML; files of the repository


def address_of(link: str) -> str:
    """Return where a link of the manual leads.

    Raises:
        NoReverseMatch: it names a screen that there is not.
    """
    if link.startswith(PAGE):
        return reverse("manual:page", args=[link.removeprefix(PAGE)])
    if link.startswith(SCREEN):
        return reverse(link.removeprefix(SCREEN))
    return link


Tokens = Sequence[Token]
Environment = MutableMapping[str, Any]


def _heading(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    """One level below the screen's own title, which is the second."""
    tokens[index].tag = f"h{int(tokens[index].tag[1]) + 1}"
    return renderer.renderToken(tokens, index, options, env)


def _link(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    address = address_of(str(tokens[index].attrGet("href")))
    reader = env.get("user")
    env["is_open"] = reader is None or is_offered(reader, address)
    return format_html('<a href="{}">', address) if env["is_open"] else "<span>"


def _link_ends(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    return "</a>" if env["is_open"] else "</span>"


def _picture(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    """Its size is said, so that nothing moves when it comes."""
    name = str(tokens[index].attrGet("src")).removeprefix(SHOT)
    width, height = size_of(name)
    described = renderer.renderInlineAsText(tokens[index].children or [], options, env)
    return format_html(
        '<img class="manual-shot" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
        static(f"cms/manual/{name}.webp"),
        width,
        height,
        described,
    )


def _table_begins(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    """A wide table scrolls by itself on a telephone, by keyboard, too."""
    return '<div class="manual-table" tabindex="0"><table>\n'


def _table_ends(renderer: RendererHTML, tokens: Tokens, index: int, options: Any, env: Environment) -> str:
    return "</table></div>\n"
