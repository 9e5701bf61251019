"""When a state answers on the telephone and in the chat."""

from __future__ import annotations

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.blocks import DateBlock, ListBlock, StreamValue, StructBlock, StructValue
from wagtail.fields import StreamField

from content_models.blocks import PlainTextBlock, ScheduleBlock, SpanBlock
from content_models.choices import Channel
from tenants.date_fields import DayField
from tenants.models import Tenant, User

ANSWERED = (Channel.PHONE, Channel.CHAT)
"""The channels on which a person answers a person."""


class ExceptionBlock(StructBlock):
    """A day with other hours than its day of the week has, or without any."""

    on = DateBlock(label=_("Day"))
    name = PlainTextBlock(
        max_length=80, required=False, label=_("Why"), help_text=_("Such as “Christmas shift”. Operators read it.")
    )
    spans = ListBlock(
        SpanBlock(), default=[], label=_("Hours of this day"), help_text=_("Without any, nobody answers on this day.")
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Other hours on a day")
        label_format = "{on} {name}"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # A day as people write it. Not in the declaration above: a migration would have to know it.
        on = self.child_blocks["on"]
        on.field = DayField(widget=AdminDateInput(format=on.format), **on.field_options)


class ServiceHoursQuerySet(models.QuerySet["ServiceHours"]):
    """Filters on hours of service. Row-level security stands behind each of them, never instead of it."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one tenant."""
        return self.filter(tenant_id=tenant_id)


class ServiceHours(models.Model):
    """When a state answers on one channel, in its own time. Without a row, and without hours, nobody does."""

    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(
        _("channel"), max_length=5, choices=[(channel.value, channel.label) for channel in ANSWERED]
    )
    schedule = StreamField([("schedule", ScheduleBlock())], blank=True, max_num=1, verbose_name=_("hours"))
    exceptions = StreamField([("day", ExceptionBlock())], blank=True, verbose_name=_("days with other hours"))
    call_backs_per_hour = models.PositiveSmallIntegerField(
        _("call-backs in an hour"), default=4, help_text=_("How many people can be promised a call in the same hour.")
    )
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    objects = ServiceHoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("hours of service")
        verbose_name_plural = _("hours of service")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["tenant", "channel"], name="service_hours_once"),
            models.CheckConstraint(
                condition=models.Q(channel__in=ANSWERED), name="service_hours_of_a_channel_that_is_answered"
            ),
            models.CheckConstraint(
                condition=models.Q(call_backs_per_hour__range=(1, 500)),
                name="service_hours_promise_some_call_backs",
                violation_error_message=_("Write a number from 1 to 500."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_channel_display()

    def clean(self) -> None:
        """Refuse two lines about one day.

        Raises:
            ValidationError: for the whole.
        """
        days = [one["on"] for one in exceptions_in(self)]
        if len(days) > len(set(days)):
            raise ValidationError(_("A day is there twice. Put its hours into one line."))


def exceptions_in(hours: ServiceHours) -> list[StructValue]:
    """Return the days with hours of their own."""
    stream: StreamValue | Any = hours.exceptions
    return [child.value for child in stream]
