"""What is to be counted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tenants.date_fields import DayField
from tenants.days import today_of
from tenants.models import Tenant

from .selectors import MOST_DAYS, By

USUAL_DAYS = 30
TYPED = "%d/%m/%Y"
"""How the administration writes days in its fields."""


class CountsForm(forms.Form):
    """Days, state, and what to count by. Whoever has one state is asked for none."""

    state = forms.ChoiceField(label=_("State"), required=False)
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("To"))
    by = forms.ChoiceField(
        label=_("Counted by"),
        choices=[
            (By.DAY.value, _("Day")),
            (By.CHANNEL.value, _("Channel")),
            (By.ROLE.value, _("Role")),
            (By.TOPIC.value, _("Topic")),
            (By.STATE.value, _("State")),
        ],
    )

    def __init__(self, data: Any, *, states: list[Tenant]) -> None:
        today = today_of(states[0]) if len(states) == 1 else timezone.localdate()
        usual = {
            "starts_on": (today - timedelta(days=USUAL_DAYS - 1)).strftime(TYPED),
            "ends_on": today.strftime(TYPED),
            "by": By.DAY.value,
        }
        super().__init__({**usual, **{name: value for name, value in data.items() if value}})
        if len(states) == 1:
            del self.fields["state"]
        else:
            field: Any = self.fields["state"]
            field.choices = [("", _("The whole country")), *((state.code, state.name) for state in states)]

    def clean(self) -> dict[str, Any]:
        """Refuse days that are in the wrong order, or too many."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and first > last:
            self.add_error("ends_on", _("The last day is before the first."))
        if first and last and (last - first).days >= MOST_DAYS:
            self.add_error("ends_on", gettext("Choose at most %(days)d days.") % {"days": MOST_DAYS})
        return cleaned
