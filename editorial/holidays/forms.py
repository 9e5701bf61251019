"""The form for a holiday or closure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.choices import HolidayKind
from content_models.questions import Question, QuestionedForm
from publishing.models import TenantHoliday
from tenants.date_fields import DayField
from tenants.days import today_of
from tenants.models import Tenant, User

from .questions import questions_about

FIRST_YEAR = 2020
YEARS_AHEAD = 10
"""How far from today a day may lie: a day further away is a typing error."""


def check_is_readable(text: str) -> None:
    """Refuse invisible characters, or that turn the text around.

    Raises:
        ValidationError: code `invisible_characters`.
    """
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"} for character in text):
        raise ValidationError(
            _("This has characters that nobody can see. Type it instead of pasting it."), code="invisible_characters"
        )


class HolidayForm(QuestionedForm, forms.Form):
    """What is special on which days, and where that is published; it asks about what is hardly meant.

    What holds already, as the holiday is stored, is not asked about again.
    """

    answer_salt = "editorial.holidays.answer"

    kind = forms.ChoiceField(label=_("Kind"), choices=HolidayKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[check_is_readable],
        help_text=_("As people know the day, or why it is closed. It is published."),
    )
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("This day is included. Leave empty for a single day.")
    )
    office_key = forms.ChoiceField(
        label=_("Office"),
        required=False,
        help_text=_(
            "For closures only. All of them does not include those that are open day and night: to close one of these, "
            "choose it."
        ),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        validators=[check_is_readable],
        help_text=_("Where it is published: the decree, agreement or calendar, with its date or address."),
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        tenant: Tenant,
        by: User,
        holiday: TenantHoliday | None,
        given: Sequence[TenantHoliday],
        offices: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._tenant, self._by, self._holiday = tenant, by, holiday
        self._given = [one for one in given if holiday is None or one.pk != holiday.pk]
        self._today = today_of(tenant)
        self._last_year = self._today.year + YEARS_AHEAD
        office: Any = self.fields["office_key"]
        office.choices = [("", _("All of them")), *offices.items()]

    def clean(self) -> dict[str, Any]:
        """Let a single day be its own last one, and refuse days that cannot be meant."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.pop("seen", None)
        cleaned["ends_on"] = cleaned.get("ends_on") or cleaned.get("starts_on")
        if cleaned["ends_on"] and cleaned.get("starts_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The last day is before the first."))
        for name in ("starts_on", "ends_on"):
            day = cleaned.get(name)
            if day and not FIRST_YEAR <= day.year <= self._last_year:
                years = {"first": FIRST_YEAR, "last": self._last_year}
                self.add_error(name, gettext("Choose a day of the years %(first)d to %(last)d.") % years)
        if cleaned.get("office_key") and cleaned.get("kind") == HolidayKind.HOLIDAY:
            self.add_error("office_key", _("A holiday is for all offices; only a closure can be of one."))
        if not self.errors:
            try:
                TenantHoliday(**cleaned).clean()
            except ValidationError as error:
                self.add_error(None, error)
        if not self.errors:
            self._add_questions(cleaned)
        return cleaned

    def subject(self) -> list[Any]:
        """Return the state, its holiday, if there is one, and who fills in the form."""
        return [self._tenant.pk, self._holiday.pk if self._holiday else None, self._by.pk]

    def _add_questions(self, cleaned: dict[str, Any]) -> None:
        stored = [] if self._holiday is None else list(self._questions(model_to_dict(self._holiday)))
        for question in self._questions(cleaned):
            if question not in stored and not self.is_answered(question):
                self.ask(question)

    def _questions(self, values: Mapping[str, Any]) -> Iterator[Question]:
        return questions_about(
            kind=values["kind"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            office_key=values["office_key"],
            given=self._given,
            today=self._today,
        )
