"""How imports hang in the admin: their addresses, their place in the menu, and what the audit log calls their acts."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from tenants.admin_access.acts import Act, may

from . import urls
from .applying import APPLIED, APPROVED, ROLLED_BACK, SENT, SENT_BACK


class ImportsMenuItem(MenuItem):
    """Shown to those who may import offices."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether they may."""
        return may(request.user, Act.IMPORT_OFFICES)


def register_imports() -> list[URLPattern | URLResolver]:
    """Put the screens below `oficinas-por-archivo/`."""
    return [path("oficinas-por-archivo/", include(urls))]


def register_imports_menu_item() -> MenuItem:
    """Lead to the imports of one's state."""
    return ImportsMenuItem(
        _("Offices by file"), reverse("imports:states"), name="imports", icon_name="upload", order=151
    )


def name_import_acts(actions: LogActionRegistry) -> None:
    """Name what was done with an import."""
    actions.register_action(APPLIED, _("Import offices"), _("Offices imported and published"))
    actions.register_action(SENT, _("Send imported offices to review"), _("Imported offices sent to review"))
    actions.register_action(SENT_BACK, _("Send imported offices back"), _("Imported offices sent back with comments"))
    actions.register_action(APPROVED, _("Approve imported offices"), _("Imported offices approved and published"))
    actions.register_action(ROLLED_BACK, _("Roll back an import of offices"), _("Import of offices rolled back"))
