"""The language of error messages: Spanish, unless the client prefers English."""

from __future__ import annotations

from django.utils.translation.trans_real import parse_accept_lang_header

SPANISH = "es-mx"
ENGLISH = "en"


def language_of(accept_language: str) -> str:
    """Return the language for a header `Accept-Language`."""
    for tag, _quality in parse_accept_lang_header(accept_language):
        primary = tag.partition("-")[0]
        if primary == "es":
            return SPANISH
        if primary == "en":
            return ENGLISH
    return SPANISH
