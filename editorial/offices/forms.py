"""The forms of offices at work: one to add an office in one step, one for what is corrected during a call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList

from content_models.choices import HolidayRule
from content_models.loaded_versions import MOST_CHARACTERS_OF_VERSION
from content_models.models import OfficePage, OrganizationPage
from content_models.office_confirmation import WITHOUT_PLACE
from content_models.office_form import OfficeForm
from content_models.phone_questions import FIELD, LONGEST_VALUE
from content_models.questions import Question
from content_models.searched_lists import SearchedSelect
from tenants.date_fields import DayField
from tenants.phones import in_groups, read_typed_phone, with_plain_digits

from .fields import LONGEST_DOUBT, HoursField, stored_hours
from .like_names import question_about_like_names
from .selectors import PLACE_FIELDS

NUMBERS = (1, 2)
"""How many telephone numbers the form has; more are added in the office's own form."""

PHONE_FIELDS = tuple(f"phone_{number}" for number in NUMBERS)

LONGEST_SLUG = 80

FIELDS = (
    "title",
    "is_confidential",
    "address",
    "neighborhood",
    "postal_code",
    "locality",
    "municipality",
    "latitude",
    "longitude",
    "schedule",
    "hours_text",
    "languages",
    "email",
    "website",
    "note",
    "source",
    "needs_confirmation",
    "assured_on",
)
"""The fields of the page that the form has; what else an office can say is written in its own form."""


class OfficeEntryForm(OfficeForm):
    """An office in one step: with the organization it belongs to, its hours in one line and its numbers.

    It refuses and asks the same as the form of an office does, for it is one.
    """

    organization = forms.ChoiceField(
        label=_("Institution"), widget=SearchedSelect, help_text=_("Whose office it is. Type to search.")
    )
    holidays = forms.ChoiceField(
        label=_("On public holidays"), choices=HolidayRule.choices, initial=HolidayRule.UNKNOWN, required=False
    )
    phone_1 = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("As people read it: 993 000 0000, or 993 000 0000 ext. 12."),
    )
    phone_label_1 = forms.CharField(label=_("What it is for"), required=False, max_length=80)
    phone_2 = forms.CharField(
        label=_("Another telephone"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    phone_label_2 = forms.CharField(label=_("What it is for"), required=False, max_length=80)
    was_called = forms.BooleanField(
        label=_("I called today and confirmed all of this"),
        required=False,
        help_text=_("Without the mark, the office stands among those that are still to be confirmed."),
    )

    def __init__(self, *args: Any, organizations: Sequence[OrganizationPage] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(str(one.pk), one.title) for one in organizations]
        organization: Any = self.fields["organization"]
        organization.choices = [("", _("Choose the institution")), *kinds]
        self.fields["schedule"] = HoursField()
        self.fields["title"].label = _("Name of the office")
        self.fields["title"].help_text = _("As people know it.")
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 3})
        self.fields["source"].widget = forms.Textarea(attrs={"rows": 2})
        for name in ("latitude", "longitude"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            self.fields[name].help_text = ""
        self.fields["is_confidential"].help_text = _(
            "A shelter, say. Its place is never published, and only your state’s people see it. Choose a name that "
            "does not say where it is."
        )

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data with the hours as the page stores them; each error stands at its field."""
        self._put_hours()
        self._put_phones()
        self.cleaned_data["needs_confirmation"] = not self.cleaned_data.get("was_called")
        if self.cleaned_data.get("is_confidential"):
            self.cleaned_data |= {name: None for name in ("latitude", "longitude") if name in self.cleaned_data}
        if not self.instance.slug and self.cleaned_data.get("title"):
            self.instance.slug = free_slug(self.code, self.cleaned_data["title"])
        return super().clean()

    def _widget_data_value(self, widget: Any, html_name: str) -> Any:
        """Return what was sent; the hours are a line here, in which nothing is referred to."""
        if html_name == self.add_prefix("schedule"):
            return widget.value_from_datadict(self.data, self.files, html_name)
        return super()._widget_data_value(widget, html_name)

    def field_of(self, name: str) -> str:
        """Return the field of this form that has a field of the office: of the telephones, that of the first one."""
        return PHONE_FIELDS[0] if name == "phones" else super().field_of(name)

    def ask(self, question: Question) -> None:
        """Ask; about the hours, at their line and not within blocks."""
        super().ask(replace(question, place=()) if question.field == "schedule" else question)

    def _questions(self, cleaned: dict[str, Any]) -> Iterator[Question]:
        """Ask about numbers at the first that is in doubt; and whether the institution has the office already."""
        for question in super()._questions(cleaned):
            asked = question
            if question.field == FIELD:
                asked = replace(question, field=self._typed_phones[int(question.place[0])], place=())
            if asked.field not in self.errors:
                yield asked
        title = "" if {"title", "organization"} & self.errors.keys() else cleaned.get("title", "")
        like = question_about_like_names(title, self.parent_page) if title and not self.instance.pk else None
        if like is not None:
            yield like

    def _put_hours(self) -> None:
        typed = self.cleaned_data.get("schedule")
        if typed is None:
            self.cleaned_data.pop("schedule", None)
            return
        rule = self.cleaned_data.get("holidays") or HolidayRule.UNKNOWN
        block = OfficePage._meta.get_field("schedule").stream_block
        self.cleaned_data["schedule"] = block.to_python(stored_hours(typed, rule))

    def _put_phones(self) -> None:
        numbers = []
        self._typed_phones: list[str] = []
        for each, name in zip(NUMBERS, PHONE_FIELDS, strict=True):
            number = in_groups(with_plain_digits(self.cleaned_data.get(name, "").strip()))
            if not number:
                continue
            try:
                read_typed_phone(number)
            except ValidationError as error:
                self.add_error(name, error)
            label = self.cleaned_data.get(f"phone_label_{each}", "")
            self._typed_phones.append(name)
            numbers.append({"type": "phone", "value": {"display": number, "label": label, "languages": []}})
        self.instance.phones = OfficePage._meta.get_field("phones").stream_block.to_python(numbers)


class NumberForm(forms.Form):
    """Another number for an office."""

    seen = forms.CharField(required=False, max_length=MOST_CHARACTERS_OF_VERSION, widget=forms.HiddenInput)
    position = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    number = forms.CharField(
        label=_("The right number"), max_length=80, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    number_asked = forms.CharField(required=False, max_length=LONGEST_VALUE, widget=forms.HiddenInput)

    def clean_number(self) -> str:
        """Return a number that a phone can dial."""
        number: str = with_plain_digits(self.cleaned_data["number"].strip())
        if number:
            read_typed_phone(number)
        return number


def _place_field(name: str) -> forms.CharField:
    """Return the field of a part of an address, which knows what it was shown with."""
    field = OfficePage._meta.get_field(name)
    return forms.CharField(required=False, show_hidden_initial=True, validators=field.validators)


class ConfirmingForm(NumberForm):
    """What is said of a call: which parts are right, what is right instead, and on which day.

    A part of the address that is sent as it was shown is cleaned to None: it stays.
    """

    assured_on = DayField(label=_("Day of the call"))
    hours = HoursField()
    address = _place_field("address")
    neighborhood = _place_field("neighborhood")
    postal_code = _place_field("postal_code")
    municipality = _place_field("municipality")
    place_asked = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    hours_asked = forms.CharField(required=False, max_length=LONGEST_DOUBT, widget=forms.HiddenInput)
    is_without_place = forms.BooleanField(required=False)
    is_phone_right = forms.BooleanField(required=False)
    is_hours_right = forms.BooleanField(required=False)
    is_address_right = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = self.fields["position"].required = False

    def clean_position(self) -> int:
        """Return which number is another one; the first where nothing is said."""
        position: int | None = self.cleaned_data["position"]
        return position or 0

    def clean(self) -> dict[str, Any]:
        """Refuse a confirmation unless the person has marked all parts: an office is confirmed as a whole."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned |= dict.fromkeys(set(PLACE_FIELDS) - set(self.changed_data))
        if cleaned.get("is_without_place"):
            cleaned |= {"address": str(WITHOUT_PLACE), "neighborhood": "", "postal_code": ""}
        missing = [str(label) for part, label in PARTS.items() if not cleaned.get(f"is_{part}_right")]
        if missing:
            text = gettext("Still to mark: %(parts)s. Mark what is right, and correct first what is not.")
            raise ValidationError(text % {"parts": ", ".join(missing).lower()}, code="partly_confirmed")
        return cleaned


def parts_in_error(form: ConfirmingForm) -> set[str]:
    """Return the parts of which something else was typed that cannot be."""
    return {part for part, names in TYPED_OF.items() if any(name in form.errors for name in names)}


TYPED_OF = {"phone": ("number", "position"), "hours": ("hours",), "address": PLACE_FIELDS}
"""The fields of what is right instead, by part."""

PARTS = {"phone": _("Telephone"), "hours": _("Hours"), "address": _("Address")}
"""What is confirmed of an office, with what it is called on the screen."""


@cache
def entry_form_class() -> Any:
    """Return the class of the form, as Wagtail makes it of the page's fields."""
    panels = [FieldPanel(name) for name in FIELDS]
    return ObjectList(panels, base_form_class=OfficeEntryForm).bind_to_model(OfficePage).get_form_class()


def free_slug(code: str, title: str) -> str:
    """Return a name in addresses that no other office has, in any state."""
    wanted = slugify(f"{code}-{title}")[:LONGEST_SLUG].strip("-")
    slug, number = wanted, 2
    while OfficePage.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug
