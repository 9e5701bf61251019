"""The form of an assignment."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_models.choices import Channel
from content_models.languages import bcp47
from tenants.date_fields import MomentField
from tenants.models import Tenant, TenantLanguage

from .assigning import CHANNELS, AssignmentInput


class AssignmentForm(forms.Form):
    """For which states somebody answers, in which languages, on which channels and until when."""

    states = forms.ModelMultipleChoiceField(
        queryset=Tenant.objects.none(),
        required=False,
        label=_("States"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any, the assignments to these states end."),
    )
    languages = forms.MultipleChoiceField(
        required=False,
        label=_("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any: all that the states serve."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(channel.value, channel.label) for channel in CHANNELS],
    )
    max_conversations = forms.IntegerField(label=_("Chats at once"), min_value=1, max_value=10)
    ends_at = MomentField(
        is_end=True, required=False, label=_("Until"), help_text=_("Empty: until somebody ends the assignment.")
    )

    def __init__(self, *args: Any, states: Collection[Tenant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields
        offered["states"].queryset = Tenant.objects.filter(pk__in=[state.pk for state in states]).order_by("name")
        served = TenantLanguage.objects.filter(tenant__in=states, is_served=True).order_by("position")
        languages = {bcp47(code): name for code, name in served.values_list("code", "name")}
        chosen = self.initial.get("languages", [])
        offered["languages"].choices = [*languages.items(), *((tag, tag) for tag in chosen if tag not in languages)]

    def clean_ends_at(self) -> Any:
        """Refuse an end that is over."""
        ends_at = self.cleaned_data["ends_at"]
        if ends_at is not None and ends_at <= timezone.now():
            raise ValidationError(_("This is over already. Choose a later day, or end the assignment."), code="over")
        return ends_at

    @property
    def given(self) -> AssignmentInput:
        """The checked choice, as the service takes it."""
        cleaned = self.cleaned_data
        return AssignmentInput(
            languages=cleaned["languages"],
            channels=[Channel(name) for name in cleaned["channels"]],
            max_conversations=cleaned["max_conversations"],
            ends_at=cleaned["ends_at"],
        )
