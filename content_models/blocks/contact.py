"""Telephones, opening hours and services of an office."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminTimeInput
from wagtail.blocks import (
    BooleanBlock,
    ChoiceBlock,
    ListBlock,
    MultipleChoiceBlock,
    StructBlock,
    StructValue,
    TimeBlock,
)
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from content_models.choices import HolidayRule, Weekday
from content_models.languages import LANGUAGES_HELP, content_languages
from content_models.schedules import Period, ScheduleInvalid, compile_osm
from content_models.searched_lists import SearchedSelectMultiple
from tenants.date_fields import HourField
from tenants.phones import Phone, read_phone, read_typed_phone, with_plain_digits

from .identifiers import ConfirmedDialBlock, DialBlock, IdentifierBlock, PhoneDisplayBlock
from .texts import FormattedTextBlock, PlainTextBlock


class InternationalNumberBlock(IdentifierBlock):
    """A number in E.164 form. No block uses it any more; the first migrations name it."""

    max_length = 16
    pattern = r"^\+[1-9]\d{6,14}$"


MOST_PHONES = 30
"""Telephones of one office."""

_stored: ContextVar[frozenset[str]] = ContextVar("stored_numbers", default=frozenset())


@contextmanager
def stored_numbers(displays: Iterable[str]) -> Iterator[None]:
    """Let numbers that were stored before, as people read them, stay as they are: only others are checked."""
    token = _stored.set(frozenset(with_plain_digits(display) for display in displays))
    try:
        yield
    finally:
        _stored.reset(token)


class PhoneBlock(StructBlock):
    """A telephone number. What a phone dials is always derived from what people read.

    Another number is dialled only where an editor says so, and only for the number that was shown then: when the shown
    number changes, the editor is asked again.
    """

    display = PhoneDisplayBlock(
        required=True,
        label=_("Number as people read it"),
        help_text=_(
            "Such as 993 000 0000, 993 000 0000 ext. 12, 911, *0311 or 079 opción 1. It is dialled as it reads."
        ),
    )
    label = PlainTextBlock(required=False, max_length=80, label=_("What it is for"), help_text=_("Such as “Guardia”."))
    languages = MultipleChoiceBlock(
        choices=content_languages,
        required=False,
        default=list,
        label=_("Languages spoken"),
        help_text=_("Leave empty when it is not known. Hold Ctrl to choose several."),
    )
    manual_dial = DialBlock(
        label=_("Dial another number"),
        help_text=_("Nearly always empty. Only for a number in letters, such as “LOCATEL”, which no phone can dial."),
    )
    confirm_manual_dial = BooleanBlock(required=False, label=_("Yes, that is correct"))
    confirmed_dial = ConfirmedDialBlock(
        label=_("Number that was confirmed"), help_text=_("Filled in by itself. It holds only for what was shown then.")
    )

    class Meta:
        icon = "mobile-alt"
        label = _("Telephone")
        label_format = "{display}"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Not in the declaration above: a migration would have to know them.
        languages = self.child_blocks["languages"].field
        languages.widget = SearchedSelectMultiple()
        languages.widget.choices = languages.choices
        languages.help_text = LANGUAGES_HELP

    def get_form_layout(self) -> BlockGroup:
        """Return what everybody fills in, and what hardly anybody needs behind “Advanced”."""
        advanced = ["manual_dial", "confirm_manual_dial", "confirmed_dial"]
        group = BlockGroup(
            advanced, heading=_("Advanced"), classname="collapsed", icon="cogs", label_format="{manual_dial}"
        )
        return BlockGroup([*(name for name in self.child_blocks if name not in advanced), group])

    def clean(self, value: Any) -> StructValue:
        """Refuse what no phone can dial, and ask about a number that is not the one shown."""
        phone = super().clean(value)
        phone["display"] = with_plain_digits(phone["display"])
        if not phone["display"]:  # a draft may be unfinished
            return phone
        if not phone["manual_dial"]:
            if phone["display"] not in _stored.get():
                _check("display", phone["display"])
            phone["confirmed_dial"], phone["confirm_manual_dial"] = "", False
            return phone
        manual = _check("manual_dial", phone["manual_dial"])
        if manual.dial == derived_dial(phone["display"]):
            phone["manual_dial"], phone["confirmed_dial"] = "", ""
        elif phone["confirmed_dial"] == dial_confirmation(phone):
            pass
        elif phone["confirm_manual_dial"]:
            phone["confirmed_dial"] = dial_confirmation(phone)
        else:
            raise StructBlockValidationError(block_errors={"confirm_manual_dial": _dial_question(phone)})
        phone["confirm_manual_dial"] = False
        return phone


def derived_dial(display: str) -> str | None:
    """Return what a phone dials for a number as people read it; None when it cannot be read."""
    try:
        return read_phone(display).dial
    except ValidationError:
        return None


def dial_confirmation(phone: Mapping[str, Any]) -> str:
    """Return what an editor confirms by hand: the number shown, with the one dialled in its place."""
    return f"{phone['display']} → {phone['manual_dial']}"


def is_dialled_by_hand(phone: Mapping[str, Any]) -> bool:
    """Whether an editor has confirmed another number to be dialled than the one shown at present."""
    return bool(phone["manual_dial"]) and phone["confirmed_dial"] == dial_confirmation(phone)


def _check(name: str, number: str) -> Phone:
    try:
        return read_typed_phone(number)
    except ValidationError as error:
        raise StructBlockValidationError(block_errors={name: error}) from error


def _dial_question(phone: Mapping[str, Any]) -> ValidationError:
    return ValidationError(
        _(
            "People read %(display)s, and %(dial)s would be dialled. Is that correct? Tick the box; "
            "otherwise clear “Dial another number”."
        ),
        code="phone_dial_differs",
        params={"display": phone["display"], "dial": phone["manual_dial"]},
    )


class HourBlock(TimeBlock):
    """An hour of the day, as people write it."""

    @cached_property
    def field(self) -> HourField:
        """The form field."""
        return HourField(widget=AdminTimeInput(format=self.format), **self.field_options)

    class Meta:
        icon = "time"


def _opens_at() -> HourBlock:
    return HourBlock(label=_("Opens at"), help_text=_("Such as 8, 8:30 or 20:00."))


def _closes_at() -> HourBlock:
    return HourBlock(
        label=_("Closes at"),
        help_text=_("A time at or before the opening is on the next day. From 00:00 to 00:00 is the whole day."),
    )


class _HoursBlock(StructBlock):
    def clean(self, value: Any) -> StructValue:
        """Refuse hours that could mean all day or no time."""
        hours = super().clean(value)
        if hours["opens_at"] is not None and hours["opens_at"] == hours["closes_at"] != time(0):
            raise StructBlockValidationError(
                block_errors={
                    "closes_at": ValidationError(
                        _("It closes when it opens. For a whole day, write 00:00 to 00:00."), code="period_empty"
                    )
                }
            )
        return hours


class PeriodBlock(_HoursBlock):
    """Hours on some days of the week."""

    days = MultipleChoiceBlock(choices=Weekday.choices, widget=CheckboxSelectMultiple, label=_("Days"))
    opens_at = _opens_at()
    closes_at = _closes_at()

    class Meta:
        icon = "time"
        label = _("Period")
        label_format = "{days} {opens_at}–{closes_at}"


class SpanBlock(_HoursBlock):
    """Hours on one day."""

    opens_at = _opens_at()
    closes_at = _closes_at()

    class Meta:
        icon = "time"
        label = _("Hours")
        label_format = "{opens_at}–{closes_at}"


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
        """Refuse hours that contradict themselves, or cannot be parsed."""
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
    if any(period["opens_at"] is None or period["closes_at"] is None for period in schedule["periods"]):
        raise ScheduleInvalid("a period without hours")
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
