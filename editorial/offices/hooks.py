"""How offices at work hang in the admin: their addresses, their place in the menu and in the history of pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from content_models.models import OfficePage
from content_models.trees import tenant_of
from tenants.admin_access.acts import Act, may
from tenants.models import User

from . import urls
from .confirming import CONFIRMED
from .selectors import NO_ANSWER


class ConfirmingMenuItem(MenuItem):
    """Shown to those who confirm offices."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether there are offices that they confirm."""
        return may(request.user, Act.REVIEW)


def register_offices() -> list[URLPattern | URLResolver]:
    """Put the screens below `oficinas/`."""
    return [path("oficinas/", include(urls))]


def register_confirming_menu_item() -> MenuItem:
    """Lead to the offices to confirm."""
    return ConfirmingMenuItem(
        _("Confirm by telephone"),
        reverse("state_offices:states", args=["confirmar"]),
        name="confirming-offices",
        icon_name="clipboard-list",
        order=128,
    )


def calling_button(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from an office to the screen on which it is called, or said to be closed."""
    tenant = tenant_of(page) if isinstance(page.specific_deferred, OfficePage) else None
    if tenant is not None and page.permissions_for_user(user).can_edit() and may(user, Act.REVIEW):
        address = f"{reverse('state_offices:confirm', args=[tenant.code])}?oficina={page.pk}"
        yield Button(_("Call it, or say that it closed"), address, icon_name="clipboard-list", priority=62)


def register_office_actions(actions: LogActionRegistry) -> None:
    """Register the names of what the history has of calls."""
    actions.register_action(CONFIRMED, _("Confirm office"), _("Called and confirmed"))
    actions.register_action(NO_ANSWER, _("Call without answer"), _("Called; nobody answered"))
