"""Placeholders that editors may write in rich text: `{state}` becomes the name of the reader's state."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .rich_text import KNOWN_PLACEHOLDERS, parse, to_plain_text
from .rich_text.nodes import nodes_in

WORDS = {
    "state": _("The state’s name"),
    "state_official": _("The state’s official name"),
    "help_line": _("The state’s help line"),
    "emergency": _("The emergency number"),
}
"""What editors call them."""

# Wider than what is ever filled in, so that a misspelt name is found as well.
_LOOKS_LIKE_ONE = re.compile(r"\{\s*([^\W\d][\w-]*)\s*\}")


def check_rich_text(html: str) -> None:
    """Refuse a placeholder that nothing will fill in.

    Raises:
        ValidationError: code `unknown_placeholder`.
    """
    ast = parse(html, key_of_page=_nothing, url_of_document=_nothing)
    filled_in = {node["name"] for node in nodes_in(ast) if node["type"] == "placeholder"} & KNOWN_PLACEHOLDERS
    # The plain text also shows a name that is broken by formatting, which nothing would fill in.
    unknown = set(_LOOKS_LIKE_ONE.findall(to_plain_text(ast))) - filled_in
    if unknown:
        raise ValidationError(
            _("There is no placeholder %(unknown)s. You can use: %(known)s."),
            code="unknown_placeholder",
            params={"unknown": _in_braces(unknown), "known": _in_braces(KNOWN_PLACEHOLDERS)},
        )


def check_plain_text(text: str) -> None:
    """Refuse any placeholder: plain fields are served as they are.

    Raises:
        ValidationError: code `placeholder_in_plain_text`.
    """
    found = set(_LOOKS_LIKE_ONE.findall(text))
    if found:
        raise ValidationError(
            _("Placeholders such as %(found)s work only in texts with formatting (%(known)s). Write the words here."),
            code="placeholder_in_plain_text",
            params={"found": _in_braces(found), "known": _in_braces(KNOWN_PLACEHOLDERS)},
        )


def _nothing(_pk: int) -> None:
    return None


def _in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
