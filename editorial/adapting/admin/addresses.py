"""Wagtail's own addresses of an adaptation lead to the screens where it can be read and changed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.models import Page

from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.trees import tenant_of

SCREENS = {
    "wagtailadmin_pages:edit": "text",
    "approving:changes": "text",
    "wagtailadmin_pages:history": "history",
    "wagtailadmin_pages:workflow_history": "history",
    "wagtailadmin_pages:revisions_index": "history",
    "wagtailadmin_pages:revisions_compare": "history",
    "wagtailadmin_pages:revisions_revert": "version",
    "wagtailadmin_pages:revisions_unschedule": "text",
}
"""What Wagtail shows, by the name of its address, and what is shown of an adaptation instead."""


class AdaptationAddresses:
    """Middleware; it runs after the admin's guard, which has checked whose page it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on: everything happens in `process_view`."""
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[object], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """Lead to the project's own screen, when Wagtail's is about an adaptation.

        A form that was sent there is dropped: the workbench alone checks what an adaptation needs, what it was made
        against, and who sets its dates.
        """
        match = request.resolver_match
        if match is None or match.view_name not in SCREENS:
            return None
        if not request.user.is_authenticated:
            return None
        page = AdaptationPage.objects.filter(pk=kwargs.get("page_id", kwargs.get("pk"))).first()
        address = None if page is None else screen_of(page, SCREENS[match.view_name], kwargs.get("revision_id"))
        return None if address is None else redirect(address)


def screen_of(page: Page, screen: str, number: object = None) -> str | None:
    """Return the address of a screen about an adaptation; None when it stands in no state's tree."""
    tenant = tenant_of(page)
    if tenant is None:
        return None
    adaptation = page.specific
    named = [tenant.code, adaptation.adapts_key, *([number] if screen == "version" else [])]
    return f"{reverse(f'adapting:{screen}', args=named)}?locale={bcp47(adaptation.locale.language_code)}"
