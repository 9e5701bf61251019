"""What assistance adds to Wagtail's admin: registration only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .campaigns import urls as campaigns
from .chat.settings_views import SETTINGS_CHANGED
from .chat.supervisors import READ_ACTION, TAKEN_OVER_ACTION
from .counts import urls as counts
from .hours.hooks import register_hours, register_hours_action, register_hours_menu_item
from .operators import views as operators

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry

hooks.register("register_admin_urls", register_hours)
hooks.register("register_admin_menu_item", register_hours_menu_item)
hooks.register("register_log_actions", register_hours_action)


@hooks.register("register_admin_urls")
def register_operators() -> list[URLPattern | URLResolver]:
    """The screens of who answers citizens."""
    return [path("people/answering/", include((operators.URLS, "operators")))]


@hooks.register("register_admin_menu_item")
def register_operators_menu_item() -> MenuItem:
    """Lead to those who answer citizens, after the people of the state."""
    return MenuItem(operators.TITLE, reverse("operators:list"), name="operators", icon_name="group", order=321)


@hooks.register("register_admin_urls")
def register_counts() -> list[URLPattern | URLResolver]:
    """How many people asked, and the campaigns that brought them."""
    return [path("consultas/", include(counts)), path("campanas/", include(campaigns))]


@hooks.register("register_admin_menu_item")
def register_counts_menu_item() -> MenuItem:
    """Lead to how many people asked."""
    return MenuItem(_("Inquiries and visits"), reverse("counts:page"), name="counts", icon_name="history", order=140)


@hooks.register("register_admin_menu_item")
def register_campaigns_menu_item() -> MenuItem:
    """Lead to the campaigns."""
    return MenuItem(_("Campaigns"), reverse("campaigns:states"), name="campaigns", icon_name="tag", order=145)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what is done to assignments."""
    actions.register_action("assistance.assignment.make", _("Assign to a state"), _("Assigned to a state"))
    actions.register_action("assistance.assignment.change", _("Change assignment"), _("Assignment changed"))
    actions.register_action("assistance.assignment.end", _("End assignment"), _("Assignment ended"))
    actions.register_action(SETTINGS_CHANGED, _("Change how the chat works"), _("How the chat works changed"))
    actions.register_action(READ_ACTION, _("Read a conversation"), _("Read a conversation"))
    actions.register_action(TAKEN_OVER_ACTION, _("Take a conversation over"), _("Took a conversation over"))
    actions.register_action("assistance.call_back.open", _("See whom to call back"), _("Saw whom to call back"))
    actions.register_action("assistance.call_back.move", _("Move a call-back"), _("Moved a call-back"))
    actions.register_action("assistance.call_back.cancel", _("Cancel a call-back"), _("Cancelled a call-back"))
