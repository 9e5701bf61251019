"""The letter under which a word stands in a Spanish index."""

from __future__ import annotations

import unicodedata


def letter_of(word: str) -> str:
    """Return the capital letter a word begins with, without accent; Ñ is a letter of its own."""
    first = next((character for character in word if character.isalnum()), "#").upper()
    if first == "Ñ":
        return first
    return unicodedata.normalize("NFD", first)[0]
