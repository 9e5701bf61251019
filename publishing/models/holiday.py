"""Days on which a state's offices do not keep their usual hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from content_models.choices import HolidayKind
from tenants.models import Tenant, User

MOST_DAYS = 366
SHORTEST_SOURCE = 10
"""A source of fewer characters names no decree and no address."""


class TenantHolidayQuerySet(models.QuerySet["TenantHoliday"]):
    """Filters on holidays."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one tenant."""
        return self.filter(tenant_id=tenant_id)


class TenantHoliday(models.Model):
    """A holiday or closure of a state, or of all states (the library's): one or more days in a row.

    The days of obligatory rest by law are computed, not stored: see `delivery.national_holidays`.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=HolidayKind.choices, default=HolidayKind.HOLIDAY)
    name = models.CharField(_("name"), max_length=120, help_text=_("As people know the day, or why it is closed."))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), help_text=_("This day is included."))
    office_key = models.CharField(_("office"), max_length=36, blank=True)
    source = models.CharField(
        _("source"), max_length=500, help_text=_("Where it is published: the decree, agreement or calendar.")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    changed_by = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("changed by")
    )

    objects = TenantHolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint("tenant", "kind", "starts_on", "office_key", Lower("name"), name="holiday_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="holiday_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__lte=F("starts_on") + timedelta(days=MOST_DAYS)),
                name="holiday_lasts_a_year_at_most",
                violation_error_message=_("It lasts longer than a year."),
            ),
            models.CheckConstraint(
                condition=~Q(source__regex=r"^\s*$"),
                name="holiday_has_a_source",
                violation_error_message=_("Say where it is published."),
            ),
            models.CheckConstraint(
                condition=Q(office_key="") | Q(kind=HolidayKind.CLOSURE),
                name="holiday_is_of_all_offices",
                violation_error_message=_("A holiday is for all offices; only a closure can be of one."),
            ),
        ]
        indexes = [models.Index(fields=["tenant", "starts_on"], name="holiday_by_day")]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> dict[str, str]:
        """Return its editable fields, as texts: a form compares them with what it was opened with."""
        days = {name: getattr(self, name).isoformat() for name in ("starts_on", "ends_on")}
        return {**{name: getattr(self, name) for name in ("kind", "name", "office_key", "source")}, **days}

    def clean(self) -> None:
        """Refuse days and a source that cannot be, at their fields, with what to do."""
        errors = {}
        if self.starts_on and self.ends_on and (self.ends_on - self.starts_on).days > MOST_DAYS:
            errors["ends_on"] = _("It lasts longer than a year. Correct the last day, or add it once for each year.")
        if len(self.source) < SHORTEST_SOURCE or not any(map(str.isalpha, self.source)):
            errors["source"] = _(
                "Write where it is published: the official gazette with its date, or the address of the agreement."
            )
        if errors:
            raise ValidationError(errors)
