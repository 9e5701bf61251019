"""The forms of people's accounts: who they are, and what they do for which state."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .models import StaffRole, Tenant, User
from .models.user import ROLES_OF_LIBRARY

ADMINISTRATOR = "administrator"
DESCRIPTIONS: dict[str, str | Promise] = {
    StaffRole.COORDINATOR: _("Looks after the state’s people and keys; also does all that publishers do."),
    StaffRole.PUBLISHER: _("Publishes and withdraws texts, decides reviews and manages keys; also edits."),
    StaffRole.EDITOR: _("Writes texts and sends them to review."),
    StaffRole.TRANSLATOR: _("Writes in the state’s other languages and sends that to review; reads the rest."),
    StaffRole.OPERATOR: _("Answers citizens."),
    StaffRole.SUPERVISOR: _("Answers citizens, and watches over those who do."),
    StaffRole.TRAINEE: _("Learns to answer citizens."),
    ADMINISTRATOR: _("National administration: everything, in all states."),
}


def name_of_role(role: str) -> str:
    """Return a role's name, of which the administrators' is not one of a state's."""
    return str(_("Administers") if role == ADMINISTRATOR else StaffRole(role).label)


def role_in_form(user: User) -> str:
    """Return the role of somebody as the form names it."""
    return ADMINISTRATOR if user.is_superuser else user.role


class RoleForm(forms.Form):
    """What somebody does; administrators also choose for which state, unless one is given."""

    tenant = forms.ModelChoiceField(
        queryset=Tenant.objects.exclude(editors=None).order_by("name"),
        required=False,
        label=_("State"),
        empty_label="—",
        help_text=_("The national library stands among the states; who administers has none."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, by: User, given: Tenant | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.given = given or by.tenant
        chooses = by.is_superuser and given is None
        roles = [*StaffRole.values, ADMINISTRATOR] if chooses else _roles_in(self.given)
        self.fields["role"].choices = [(role, _described(role)) for role in roles]  # type: ignore[attr-defined]
        if not chooses:
            del self.fields["tenant"]

    def clean(self) -> dict[str, Any]:
        """Ask for a state with every role but the administrators'."""
        cleaned = super().clean() or self.cleaned_data
        if "role" in cleaned and "tenant" in cleaned:
            is_administrator = cleaned["role"] == ADMINISTRATOR
            if is_administrator and cleaned["tenant"]:
                self.add_error("tenant", ValidationError(_("Who administers works for no state: choose “—”.")))
            elif not is_administrator and not cleaned["tenant"]:
                self.add_error("tenant", ValidationError(_("Choose the state they work for.")))
        return cleaned

    @property
    def place(self) -> dict[str, Any]:
        """The checked choice, as the services take it."""
        role = self.cleaned_data["role"]
        if role == ADMINISTRATOR:
            return {"tenant": None, "role": None, "is_superuser": True}
        return {"tenant": self.cleaned_data.get("tenant") or self.given, "role": role, "is_superuser": False}

    def refuse(self, error: ValidationError) -> None:
        """Show a service's refusal beside the field that it is about."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    first_name = forms.CharField(label=_("Name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=150,
        help_text=_("A link to choose a password is sent there. They sign in with it."),
    )
    field_order = ("first_name", "last_name", "email", "tenant", "role")


def _roles_in(tenant: Tenant | None) -> list[str]:
    is_library = tenant is not None and tenant.is_library
    return [str(role) for role in (ROLES_OF_LIBRARY if is_library else StaffRole.values)]


def _described(role: str) -> SafeString:
    return format_html("<span><strong>{}</strong> · {}</span>", name_of_role(role), DESCRIPTIONS[role])
