"""The content of an operator's states, for the views of the desk."""

from __future__ import annotations

import gzip

import brotli
from django.http import HttpRequest, HttpResponse

from assistance.operators.rights import Answering
from delivery import state_view
from delivery.state_view import LocaleNotServed, NotVisible, StateView

from .answers import Refused

BROTLI_QUALITY, GZIP_LEVEL = 5, 6
ENCODERS = {
    "br": lambda body: brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}
"""How a body is compressed; the first that the browser takes is used."""


def view_of(operator: Answering, code: object, locale: object = None) -> StateView:
    """Return what one of an operator's states serves.

    Args:
        locale: BCP 47 tag; None: the state's first language.
    Raises:
        Refused: `NOT_FOUND`: the state is none of theirs, or does not serve the language.
        StoreUnavailable: the database does not answer, and the state is not cached.
    """
    if not isinstance(code, str) or not isinstance(locale, str | None):
        raise Refused("NOT_FOUND")
    try:
        return state_view.for_viewer(operator.viewer, code, locale)
    except (NotVisible, LocaleNotServed, ValueError) as error:
        raise Refused("NOT_FOUND") from error


def encoding_of(request: HttpRequest) -> str:
    """Return the encoding in which the browser gets a body; empty: it takes none."""
    taken = {}
    for one in request.headers.get("Accept-Encoding", "").split(","):
        name, _, quality = one.partition(";")
        taken[name.strip().lower()] = quality.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ENCODERS if taken.get(name)), "")


def encoded(content: bytes, encoding: str, content_type: str) -> HttpResponse:
    """Return the answer of a body that is in an encoding."""
    response = HttpResponse(content, content_type=content_type)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding, Cookie"
    return response
