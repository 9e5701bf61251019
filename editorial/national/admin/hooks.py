"""How national texts hang in the admin: their addresses, the ways to them, and the stop before publishing."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content_models.models import ContentPage
from editorial.national.rights import check_may_see
from publishing.errors import NotVisible
from tenants.models import User

from . import urls


def register_national() -> list[URLPattern | URLResolver]:
    """Put the screens below `biblioteca/`."""
    return [path("biblioteca/", include(urls))]


def show_effect_first(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from “Publish” on a library page to what that does in the states; the draft has just been saved."""
    return redirect("national:impact", page.pk) if _may_see(page, request.user) else None


def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a library page to its effect and its editions."""
    if _may_see(page, user):
        yield Button(
            _("Effect in the states"), reverse("national:impact", args=[page.pk]), icon_name="globe", priority=62
        )
        yield Button(_("Editions"), reverse("national:editions", args=[page.pk]), icon_name="doc-full", priority=66)


def address_of_editions(page: Page, user: object) -> str:
    """Return the address of a national text's editions; empty of other pages, and for who does not see them."""
    return reverse("national:editions", args=[page.pk]) if page.pk and _may_see(page, user) else ""


def _may_see(page: Page, user: object) -> bool:
    specific = page.specific
    if not isinstance(specific, ContentPage) or not isinstance(user, User):
        return False
    try:
        check_may_see(page=specific, by=user)
    except NotVisible:
        return False
    return True
