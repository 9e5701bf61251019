"""How imports hang in the admin: their addresses, their place in the menu, and what the audit log calls their acts."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from tenants.admin_access.acts import Act, may

from . import urls
from .applying import APPLIED, APPROVED, ROLLED_BACK, SENT, SENT_BACK


class _Act(NamedTuple):
    label: Promise
    message: Promise
    """What the audit log says of an import."""
    sentence: Promise
    """What the history of each of its offices says."""


_ACTS = {
    APPLIED: _Act(_("Import offices"), _("Offices imported and published"), _("Imported it with the file “%(file)s”.")),
    SENT: _Act(
        _("Send imported offices to review"),
        _("Imported offices sent to review"),
        _("Sent it for review with the file “%(file)s”."),
    ),
    APPROVED: _Act(
        _("Approve imported offices"),
        _("Imported offices approved and published"),
        _("Approved it with the file “%(file)s”."),
    ),
    ROLLED_BACK: _Act(
        _("Roll back an import of offices"),
        _("Import of offices rolled back"),
        _("Rolled back the import of the file “%(file)s”."),
    ),
}


def _formatter(act: _Act) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label, message = act.label, act.message

        def format_message(self, log_entry: Any) -> str:
            """Return the sentence."""
            return str(act.sentence) % {"file": log_entry.data.get("file", "")}

    return Formatter


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
    actions.register_action(SENT_BACK, _("Send imported offices back"), _("Imported offices sent back with comments"))
    for name, act in _ACTS.items():
        actions.register_action(name)(_formatter(act))
