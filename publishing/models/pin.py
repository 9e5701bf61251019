"""What a state that reviews first has adopted so far."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import LIBRARY_ID, Tenant


class PinQuerySet(models.QuerySet["Pin"]):
    """Filters on pins."""

    def holding(self) -> Self:
        """Those that keep an edition, without the released ones."""
        return self.exclude(number=None)


class Pin(models.Model):
    """The edition of a national text that a state serves although the library has a newer one.

    There is none while a state serves the newest. `number` is 0 for a text that the state has not adopted at all, and
    null once the pin is released: the row stays, so that processes that missed the notification read it.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=36)
    locale = models.CharField(_("language"), max_length=20)
    number = models.PositiveIntegerField(_("edition"), null=True)
    version = models.BigIntegerField(_("version"), help_text=_("The tenant's version that this row last changed with."))
    pinned_at = models.DateTimeField(_("pinned"))

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pinned edition")
        verbose_name_plural = _("pinned editions")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "locale"], name="pin_once"),
            models.CheckConstraint(condition=~Q(tenant=LIBRARY_ID), name="pin_of_a_state_only"),
        ]
        indexes = [models.Index(fields=["tenant", "version"], name="pin_since")]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} {self.number}"
