"""What keeps a state from being launched or changed. Nothing has changed then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class StateNotReady(DomainError):
    """Something is missing without which citizens would be harmed, or find nothing."""

    code = ErrorCode.STATE_NOT_READY
    sentence = _("%(state)s cannot be launched yet. %(missing)s")


class StatesForbidden(DomainError):
    """The user may not launch states, or not change the settings of this one."""

    code = ErrorCode.STATES_FORBIDDEN
    sentence = _("Your role may not do this. Ask a national administrator.")


class SettingsChanged(DomainError):
    """Somebody has saved the same settings since they were shown."""

    code = ErrorCode.SETTINGS_CHANGED
    sentence = _(
        "%(who)s changed these settings while you had them open. What is saved now is above, what you typed below: "
        "compare them, and save again if yours is right."
    )
