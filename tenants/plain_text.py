"""Names as people type them, on one line and without what cannot be seen."""

from __future__ import annotations

from unicodedata import category

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def validate_plain_text(text: str) -> None:
    """Refuse control characters, marks of direction, and spaces other than the usual one.

    Raises:
        ValidationError: code `plain_text`.
    """
    if any(category(letter)[0] == "C" or (category(letter)[0] == "Z" and letter != " ") for letter in text):
        sentence = _("There is a character that cannot be seen, or a line break: write it anew on one line.")
        raise ValidationError(sentence, code="plain_text")
