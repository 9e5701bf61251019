"""How an editor sees a page before it is published.

The portal renders pages and is above this package; it registers its renderer when Django starts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from tenants.models import Tenant, TenantStatus

from .trees import tenant_of

if TYPE_CHECKING:
    from .models import ContentPage

Renderer = Callable[["ContentPage", HttpRequest, Tenant], HttpResponse]

_renderers: list[Renderer] = []


def render_with(renderer: Renderer) -> None:
    """Let this function render previews from now on: the page as given, the admin's request, as which state."""
    _renderers[:] = [renderer]


def rendered(page: ContentPage, request: HttpRequest, code: str) -> HttpResponse:
    """Return the page as readers of a state would see it.

    Args:
        code: the state, one of the page's `preview_modes`; any other means the first of them.
    """
    states = states_for(page)
    state = next((state for state in states if state.code == code), states[0])
    return _renderers[0](page, request, state)


def states_for(page: ContentPage) -> list[Tenant]:
    """Return the states as which a page can be previewed: its own; for the library's all, launched ones first.

    A new page is in no tree yet; it is being created in its author's own state.
    """
    tenant = tenant_of(page) if page.path else _tenant_of_owner(page)
    if tenant is not None and not tenant.is_library:
        return [tenant]
    return sorted(
        Tenant.objects.states().select_related("site"),
        key=lambda state: (state.status != TenantStatus.LAUNCHED, state.name),
    )


def _tenant_of_owner(page: ContentPage) -> Tenant | None:
    return page.owner.tenant if page.owner is not None else None
