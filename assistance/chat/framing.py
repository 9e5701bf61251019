"""Which pages may show the chat in a frame: those of the origins that a key allows, and on `/chat/` only."""

from __future__ import annotations

from tenants import edge
from tenants.models import KeyKind, Scope
from tenants.viewer import Viewer

SELF = "'self'"
ANY = "*"


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


def frame_ancestors(viewer: Viewer) -> str:
    """Return the directive `frame-ancestors` for a key's pages; a key that names no origin allows all, as in the API.

    Source: W3C, Content Security Policy Level 3, section 6.4.2.
    """
    origins = [origin.rstrip("/") for origin in viewer.origins] or [ANY]
    return " ".join(["frame-ancestors", SELF, *origins])
