"""The forms of API clients and their keys. What a person may choose is what they may grant."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .date_fields import END_OF_DAY, DayField
from .models import OFFERED_SCOPES, ApiClient, KeyKind, Scope, Tenant, User
from .permissions import managed_tenants
from .services.keys import ClientInput, checked_origins


class ClientForm(forms.ModelForm):
    """A client: a name, the states it may read, what it may do, and where browsers may call from."""

    tenants = forms.ModelMultipleChoiceField(
        queryset=Tenant.objects.none(), widget=forms.CheckboxSelectMultiple, label=_("States it may read")
    )
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, scope.label) for scope in OFFERED_SCOPES],
        widget=forms.CheckboxSelectMultiple,
        label=_("Scopes"),
        help_text=_(
            "Reading content is always among them. A page that shows the chat needs “Let people write to operators”,"
            " too; without it the frame says only that the key does not open the chat."
        ),
        required=False,
    )
    origins = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        label=_("Allowed origins"),
        help_text=_("One a line, such as https://justicia.tabasco.gob.mx. For publishable keys; none: any origin."),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "owner", "tenants", "scopes", "environment", "budget_per_minute", "origins", "is_active"]
        widgets = {"environment": forms.RadioSelect}

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = managed_tenants(for_user).order_by("name")
        self._offer("tenants", states)
        self.initial["origins"] = "\n".join(self.instance.origins or [])
        self.initial.setdefault("scopes", [Scope.CONTENT])
        self.fields["budget_per_minute"].disabled = not for_user.is_superuser
        if self.instance.pk is None:
            del self.fields["is_active"]
            self._offer("owner", states)
        if self.instance.pk is not None or not for_user.is_superuser:
            del self.fields["owner"]
            self._own = states
        if not for_user.is_superuser:
            self.initial.setdefault("tenants", list(states))

    def _offer(self, name: str, states: QuerySet[Tenant]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = states

    def clean_scopes(self) -> list[str]:
        """Return the scopes chosen, and those that the client has although they are no longer offered."""
        kept = [scope for scope in self.instance.scopes or [] if scope not in OFFERED_SCOPES]
        return [*self.cleaned_data["scopes"], *kept]

    def clean_origins(self) -> list[str]:
        """Return one origin a line, in its plain form."""
        try:
            return checked_origins(self.cleaned_data["origins"].split())
        except ValidationError as error:
            raise ValidationError(error.message_dict["origins"]) from error

    def client_input(self) -> ClientInput:
        """What the form sets of the client."""
        return ClientInput(**{name: value for name, value in self.cleaned_data.items() if name != "owner"})

    def owner(self) -> Tenant:
        """The state whose publishers manage the client."""
        if self.instance.pk is not None:
            return self.instance.owner
        chosen: Tenant | None = self.cleaned_data.get("owner")
        return chosen or self._own.get()


class KeyForm(forms.Form):
    """A key to be: its kind, what it runs, and until when."""

    kind = forms.ChoiceField(
        choices=KeyKind.choices,
        widget=forms.RadioSelect,
        initial=KeyKind.PUBLISHABLE,
        label=_("Kind"),
        help_text=_("A publishable key may be seen by anybody; a secret key must never leave your server."),
    )
    only_trusted = forms.BooleanField(
        required=False,
        label=_("Only trusted documents"),
        help_text=_("The key runs only the documents uploaded for its client, and refuses all other queries."),
    )
    expires_on = DayField(
        required=False,
        label=_("Last day"),
        help_text=_("Empty: it never expires, and will be listed under “To be looked after”."),
    )

    def __init__(self, *args: Any, owner: Tenant, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = ZoneInfo(owner.time_zone)

    def clean_expires_on(self) -> datetime | None:
        """Return the end of the last day, by the clocks of the client's owner."""
        last_day = self.cleaned_data["expires_on"]
        if last_day is None:
            return None
        end = datetime.combine(last_day, END_OF_DAY, tzinfo=self.zone)
        if end <= timezone.now():
            raise ValidationError(_("This day has passed."), code="expires_on")
        return end
