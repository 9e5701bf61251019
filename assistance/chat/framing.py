"""Which pages may show the chat in a frame: those of the origins that a key allows, and on `/chat/` only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenants import edge
from tenants.models import KeyKind, Scope
from tenants.proxies import client_network
from tenants.viewer import Viewer

SELF = "'self'"
NONE = "'none'"
ANY = "*"


def framing_viewer(request: HttpRequest) -> Viewer | None:
    """Return the viewer of the publishable key in `?key=`; None: there is none, or it is not taken.

    Raises:
        IdentityUnavailable: the database does not answer.
    """
    return _publishable(request.GET.get("key", ""), client_network(request.META))


def page_viewer(raw: str, *, code: str, source: str) -> Viewer | None:
    """Return the viewer of the publishable key of a page that shows the chat of a state.

    Args:
        raw: the key, as it was given.
        code: of the state.
        source: the network that asks.
    Returns:
        None: there is none, it is not taken, or it is not one for the chat of this state.
    Raises:
        IdentityUnavailable: the database does not answer.
    """
    viewer = _publishable(raw, source)
    if viewer is None or not viewer.has_scope(Scope.CHAT) or not viewer.may_read(code):
        return None
    return viewer


def _publishable(raw: str, source: str) -> Viewer | None:
    if not raw:
        return None
    try:
        viewer = edge.viewer_for_key(raw, source=source)
    except edge.KeyRefused:
        return None
    return viewer if viewer.key_kind == KeyKind.PUBLISHABLE else None


def frame_ancestors(viewer: Viewer | None) -> str:
    """Return the directive `frame-ancestors` for a key's pages; a key that names no origin allows all, as in the API.

    Source: W3C, Content Security Policy Level 3, section 6.4.2.
    """
    if viewer is None:
        return f"frame-ancestors {NONE}"
    origins = [origin.rstrip("/") for origin in viewer.origins] or [ANY]
    return " ".join(["frame-ancestors", SELF, *origins])


def framed_by_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the answers of a view be framed by the pages that the key in `?key=` allows, and by no other.

    Whatever else the view has set as its policy stays.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        viewer = framing_viewer(request)
        policy = response.get("Content-Security-Policy", "")
        kept = [part.strip() for part in policy.split(";") if part.strip()]
        kept = [part for part in kept if not part.lower().startswith("frame-ancestors")]
        response["Content-Security-Policy"] = "; ".join([*kept, frame_ancestors(viewer)])
        if viewer is not None:
            # It knows one origin at most, and browsers pass it over where there is `frame-ancestors`.
            del response["X-Frame-Options"]
            response.xframe_options_exempt = True
        return response

    return answer
