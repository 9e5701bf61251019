"""Placeholders that editors may write in rich text: `{state}` becomes the name of the reader's state."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KNOWN = ("state", "state_official", "help_line", "emergency")

_PATTERN = re.compile(r"\{\s*([^\W\d][\w-]*)\s*\}")


def names_in(text: str) -> list[str]:
    """Return the names written in braces, each once, in order of appearance."""
    return list(dict.fromkeys(_PATTERN.findall(text)))


def check_rich_text(html: str) -> None:
    """Refuse a placeholder that nothing will fill in.

    Raises:
        ValidationError: code `unknown_placeholder`.
    """
    unknown = [name for name in names_in(html) if name not in KNOWN]
    if unknown:
        raise ValidationError(
            _("There is no placeholder %(unknown)s. You can use: %(known)s."),
            code="unknown_placeholder",
            params={"unknown": _in_braces(unknown), "known": _in_braces(KNOWN)},
        )


def check_plain_text(text: str) -> None:
    """Refuse any placeholder: plain fields are served as they are.

    Raises:
        ValidationError: code `placeholder_in_plain_text`.
    """
    found = names_in(text)
    if found:
        raise ValidationError(
            _("Placeholders such as %(found)s work only in texts with formatting (%(known)s). Write the words here."),
            code="placeholder_in_plain_text",
            params={"found": _in_braces(found), "known": _in_braces(KNOWN)},
        )


def _in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
