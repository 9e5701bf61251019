"""The content of an operator's states, for the views of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assistance.operators.rights import Answering
from delivery import state_view
from delivery.accept_headers import encoding_for
from delivery.state_view import LocaleNotServed, NotVisible, StateView

from .answers import Refused


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


def encoding_of(request: HttpRequest) -> str | None:
    """Return the encoding in which the browser gets a body; None: as it is."""
    return encoding_for(request.headers.get("Accept-Encoding", ""))


def encoded(content: bytes, encoding: str | None, content_type: str) -> HttpResponse:
    """Return the answer of a body that is in an encoding."""
    response = HttpResponse(content, content_type=content_type)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Vary"] = "Accept-Encoding, Cookie"
    return response
