"""Telephones, opening hours and services of an office."""

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    ListBlock,
    MultipleChoiceBlock,
    StructBlock,
    StructValue,
    TimeBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError

from content_models.choices import HolidayRule, Weekday
from content_models.languages import content_languages
from content_models.phones import e164_of, is_short, read_phone
from content_models.schedules import Period, ScheduleInvalid, compile_osm

from .identifiers import DialBlock, ExtensionBlock, IdentifierBlock, PhoneDisplayBlock
from .texts import FormattedTextBlock, PlainTextBlock


class InternationalNumberBlock(IdentifierBlock):
    """A number in E.164 form, such as +529933136550."""

    max_length = 16
    pattern = r"^\+[1-9]\d{6,14}$"
    pattern_message = _("Write the number with its country code and digits only, such as +529933136550.")


class PhoneBlock(StructBlock):
    """A telephone number. What a phone dials is worked out from what people read, unless it is given."""

    display = PhoneDisplayBlock(
        required=True,
        label=_("Number as people read it"),
        help_text=_("Such as 993 313 6550, 844 434 6586 ext. 5030, 911, *0311 or 079 opción 1."),
    )
    label = PlainTextBlock(required=False, max_length=80, label=_("What it is for"), help_text=_("Such as “Guardia”."))
    languages = MultipleChoiceBlock(
        choices=content_languages,
        required=False,
        default=list,
        label=_("Languages spoken"),
        help_text=_("Leave empty when it is not known. Hold Ctrl to choose several."),
    )
    dial = DialBlock(label=_("What a phone dials"), help_text=_("Leave empty: it is worked out from the number."))
    e164 = InternationalNumberBlock(
        label=_("International form"),
        help_text=_("Leave empty: it is worked out. Short numbers such as 911 have none."),
    )
    extension = ExtensionBlock(label=_("Extension"), help_text=_("Leave empty: it is read from the number."))

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone")
        label_format = "{display}"

    def clean(self, value: Any) -> StructValue:
        """Fill in what a phone dials, and refuse what no phone can."""
        phone = super().clean(value)
        errors: dict[str, ValidationError] = {}
        if not phone["display"]:  # a draft may be unfinished
            return phone
        if not phone["dial"]:
            try:
                read = read_phone(phone["display"])
            except ValidationError as error:
                raise StructBlockValidationError(block_errors={"display": error}) from error
            phone["dial"], phone["e164"] = read.dial, phone["e164"] or read.e164 or ""
            phone["extension"] = phone["extension"] or read.extension or ""
        elif not is_short(phone["dial"]):
            worked_out = e164_of(phone["dial"])
            if worked_out is None:
                errors["dial"] = ValidationError(_("No telephone can dial this number."), code="phone_invalid")
            phone["e164"] = phone["e164"] or worked_out or ""
        if is_short(phone["dial"]) and phone["e164"]:
            errors["e164"] = ValidationError(
                _("Short numbers such as %(dial)s have no international form. Leave it empty."),
                code="phone_short",
                params={"dial": phone["dial"]},
            )
        elif phone["e164"] and e164_of(phone["e164"]) != phone["e164"]:
            errors["e164"] = ValidationError(_("This is not an international number."), code="phone_invalid")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return phone


class PeriodBlock(StructBlock):
    """Hours on some days of the week."""

    days = MultipleChoiceBlock(choices=Weekday.choices, widget=CheckboxSelectMultiple, label=_("Days"))
    opens_at = TimeBlock(label=_("Opens at"))
    closes_at = TimeBlock(
        label=_("Closes at"),
        help_text=_("A time at or before the opening is on the next day. From 00:00 to 00:00 is the whole day."),
    )

    class Meta:
        icon = "time"
        label = _("Period")
        label_format = "{days} {opens_at}–{closes_at}"

    def clean(self, value: Any) -> StructValue:
        """Refuse a period that could mean all day or no time."""
        period = super().clean(value)
        if period["opens_at"] is not None and period["opens_at"] == period["closes_at"] != time(0):
            raise StructBlockValidationError(
                block_errors={
                    "closes_at": ValidationError(
                        _("It closes when it opens. For a whole day, write 00:00 to 00:00."), code="period_empty"
                    )
                }
            )
        return period


class ScheduleBlock(StructBlock):
    """Opening hours that a program can read."""

    is_always_open = BooleanBlock(
        required=False, label=_("Open day and night, all days"), help_text=_("Then no periods are needed.")
    )
    periods = ListBlock(PeriodBlock(), default=[], label=_("Periods"))
    holidays = ChoiceBlock(
        choices=HolidayRule.choices, default=HolidayRule.UNKNOWN.value, label=_("On public holidays")
    )

    class Meta:
        icon = "time"
        label = _("Opening hours")

    def clean(self, value: Any) -> StructValue:
        """Refuse hours that contradict themselves, or that nobody can read."""
        schedule = super().clean(value)
        if schedule["is_always_open"] and len(schedule["periods"]):
            raise StructBlockValidationError(
                non_block_errors=[
                    ValidationError(
                        _("It is either open day and night, or has periods. Remove one of the two."),
                        code="schedule_contradiction",
                    )
                ]
            )
        try:
            osm_of(schedule)
        except ScheduleInvalid as error:
            raise StructBlockValidationError(
                non_block_errors=[
                    ValidationError(
                        _("Add at least one period with days, or say that it is open day and night."),
                        code="schedule_empty",
                    )
                ]
            ) from error
        return schedule


def osm_of(schedule: StructValue) -> str:
    """Return a schedule's opening hours in OpenStreetMap's notation.

    Raises:
        ScheduleInvalid: it has no hours, or they cannot be read.
    """
    return compile_osm(
        [Period(tuple(period["days"]), period["opens_at"], period["closes_at"]) for period in schedule["periods"]],
        is_always_open=bool(schedule["is_always_open"]),
        holidays=schedule["holidays"] or HolidayRule.UNKNOWN,
    )


class ServiceBlock(StructBlock):
    """Something a person can do or get at an office."""

    name = PlainTextBlock(max_length=120, label=_("Service"), help_text=_("Such as “Denuncia” or “Mediación”."))
    description = FormattedTextBlock(required=False, label=_("Description"))

    class Meta:
        icon = "clipboard-list"
        label = _("Service")
        label_format = "{name}"
