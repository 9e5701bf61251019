"""What the tenants add to Wagtail's admin: registration only."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history shows of clients, keys and accounts."""
    actions.register_action("tenants.client.create", _("Create API client"), _("API client created"))
    actions.register_action("tenants.client.edit", _("Edit API client"), _("API client edited"))
    actions.register_action("tenants.key.issue", _("Make API key"), _("API key made"))
    actions.register_action("tenants.key.revoke", _("Revoke API key"), _("API key revoked"))
    actions.register_action("tenants.user.invite", _("Invite user"), _("User invited"))
    actions.register_action("tenants.user.deactivate", _("Deactivate user"), _("User deactivated"))
