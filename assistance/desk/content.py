"""The content of an operator's states, for the views of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assistance.operators.rights import Answering
from assistance.selectors.snapshots import script_with_digest
from delivery import state_view
from delivery.accept_headers import encoding_for
from delivery.state_view import LocaleNotServed, NotVisible, StateView

from .answers import Answer, Refused, answers


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


@answers("GET")
def script(request: HttpRequest, operator: Answering, *, code: str, digest: str) -> Answer:
    """Return a script of one of the operator's states as it was when a run took it, in whatever language that was.

    Raises:
        Refused: `NOT_FOUND`: the state is none of theirs, or never served it.
        StoreUnavailable: the database does not answer, and the state does not serve it now.
    """
    first = view_of(operator, code)
    others = (view_of(operator, code, locale) for locale in first.locales if locale != first.locale)
    for view in (first, *others):
        found = script_with_digest(view, digest)
        if found is not None:
            return found
    raise Refused("NOT_FOUND")


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
