"""Whose chat a page is of: the state of the host, its content in a language, and the page in which it is framed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from content_models.languages import bcp47, interface_language
from delivery import state_view
from delivery.state_view import NotVisible, StateView, TenantInfo
from tenants import edge
from tenants.proxies import client_network

from .addresses import site_origin
from .framing import frame_ancestors, page_viewer

KEY, LANGUAGE = "key", "idioma"
"""Parameters of each address: the publishable key of the page in which the chat is framed, and the language."""

NEW = "nuevo"
"""Parameter of links that begin anew. They lead on to an address without it, so that Back never asks for theirs."""


@dataclass(frozen=True, slots=True)
class ChatSite:
    """What each page of the chat is made from.

    Attributes:
        view: what the state serves in the language of the page.
        source: the network that asks, as `tenants.proxies.client_network` has it.
        key: as it was given, if it is one of this state; empty: none.
        key_id: the row of the key.
        framing: the part of the policy that says which pages may frame the chat by the key; empty: those of the host.
        origin: what stands before the paths of the state's site.
        is_framed: the browser says that it shows the page in a frame.
        is_key_refused: the address has a key, which does not open this state's chat.
    """

    view: StateView
    now: datetime
    source: str
    key: str = ""
    key_id: int | None = None
    framing: str = ""
    origin: str = ""
    is_framed: bool = False
    is_key_refused: bool = False

    @property
    def tenant(self) -> TenantInfo:
        """The state."""
        return self.view.tenant

    @property
    def interface_language(self) -> str:
        """The language of the page's own words."""
        return interface_language(self.view.locale)

    def link(self, name: str, /, *, fragment: str = "", **parameters: str) -> str:
        """Return the address of a page of the chat, with the key and the language where they are needed.

        Args:
            name: of the page in `urls`.
            fragment: the place in it.
            parameters: what its query holds besides.
        """
        if self.view.locale != self.tenant.default_locale:
            parameters = {LANGUAGE: self.view.locale, **parameters}
        if self.key:
            parameters = {KEY: self.key, **parameters}
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"{reverse(f'chat:{name}')}{query}{fragment and '#'}{fragment}"

    @property
    def site_root(self) -> str:
        """What stands before the paths of the state's site in the language of this page."""
        prefix = "" if self.view.locale == self.tenant.default_locale else f"/{self.view.locale}"
        return f"{self.origin}{prefix}"

    def site_link(self, path: str) -> str:
        """Return the address of a page of the state's site in the language of this one."""
        return f"{self.site_root}{path}"


def site_of(request: HttpRequest, language: str | None = None) -> ChatSite:
    """Return whose chat a request asks for.

    Args:
        language: of a conversation that has begun; None: the address says which.
    Raises:
        Http404: the host is no launched state's.
        IdentityUnavailable: the database does not answer, and the host is not cached.
        StoreUnavailable: the same of the content.
    """
    source = client_network(request.META)
    try:
        viewer = edge.viewer_for_host(request.get_host(), source=source)
        view = state_view.for_viewer(viewer, viewer.own_code or "")
        tag = bcp47(language or request.GET.get(LANGUAGE, "") or view.locale)
        if tag in view.locales and tag != view.locale:
            view = state_view.for_viewer(viewer, view.tenant.code, tag)
    except (edge.HostUnknown, NotVisible) as refusal:
        raise Http404 from refusal
    key, key_id, framing = _key_of(request, view)
    return ChatSite(
        view=view,
        now=timezone.now(),
        source=source,
        key=key,
        key_id=key_id,
        framing=framing,
        origin=site_origin(request.get_host()),
        is_framed=request.headers.get("Sec-Fetch-Dest") in ("iframe", "frame"),
        is_key_refused=KEY in request.GET and not key,
    )


def _key_of(request: HttpRequest, view: StateView) -> tuple[str, int | None, str]:
    """Return the key of the address, its row, and which pages may frame the chat by it; nothing for others."""
    raw = request.GET.get(KEY, "")
    viewer = page_viewer(raw, code=view.tenant.code, source=client_network(request.META))
    return ("", None, "") if viewer is None else (raw, viewer.key_id, frame_ancestors(viewer))
