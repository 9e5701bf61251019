"""The forms of accounts: a state and a role instead of loose groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm as WagtailUserCreationForm
from wagtail.users.forms import UserEditForm as WagtailUserEditForm

from .models import StaffRole, Tenant, User
from .services.accounts import assign_role, send_invitation
from .sessions import end_sessions

ROLES = [("", "—"), *StaffRole.choices]
FIELDS = ["username", "email", "first_name", "last_name", "tenant", "role", "is_superuser"]


class WorksFor(forms.ModelForm):
    """Where somebody works and as what: the choice makes them a member of that state's group, and of no other's."""

    tenant = forms.ModelChoiceField(
        queryset=Tenant.objects.exclude(editors=None),
        required=False,
        label=_("State"),
        help_text=_("The state, or the national library, they work for. Only administrators may have none."),
    )
    role = forms.ChoiceField(
        choices=ROLES,
        required=False,
        label=_("Role"),
        help_text=_("Editors write and submit; publishers also publish, and manage the API clients of their state."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a state and a role together."""
        cleaned = super().clean() or self.cleaned_data
        tenant, role = cleaned.get("tenant"), cleaned.get("role")
        is_superuser = cleaned.get("is_superuser", self.instance.is_superuser)
        if tenant and not role:
            self.add_error("role", ValidationError(_("Choose what they do there."), code="role"))
        elif not tenant and (role or not is_superuser):
            self.add_error("tenant", ValidationError(_("Choose the state they work for."), code="tenant"))
        return cleaned

    def assign(self, user: User) -> None:
        """Put the saved person where the form says."""
        assign_role(user=user, tenant=self.cleaned_data["tenant"], role=self.cleaned_data["role"] or None)


class UserCreationForm(WorksFor, WagtailUserCreationForm):
    """Making an account is inviting its person: they choose the password themselves."""

    password_required = False
    password_enabled = False
    invited_by: User | None = None

    class Meta(WagtailUserCreationForm.Meta):
        fields = FIELDS

    def clean_email(self) -> str:
        """Refuse an address that somebody already has."""
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody with this e-mail address already has an account."), code="unique")
        return email

    def save(self, commit: bool = True) -> User:
        """Save, put where they work, and send the invitation.

        Raises:
            LimitReached: as `send_invitation`.
        """
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        if commit:
            self.assign(user)
            send_invitation(user=user, by=self.invited_by)
        return user


class UserEditForm(WorksFor, WagtailUserEditForm):
    """Changing an account; closing it or giving it another password ends all its sessions."""

    class Meta(WagtailUserEditForm.Meta):
        fields = [*FIELDS, "is_active"]

    def save(self, commit: bool = True) -> User:
        """Save, put where they work, and end the sessions of a closed account or an old password."""
        user: User = super().save(commit)
        if commit:
            self.assign(user)
            if not user.is_active or self.cleaned_data.get("password1"):
                end_sessions(user)
        return user
