"""How often pages of sites and answers of the API were read: sums, and nothing about who read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content_models.choices import Channel
from tenants.models import Tenant

from .inquiries import KEY


class VisitKind(models.TextChoices):
    """What was read."""

    HOME = "HOME", _("Home page")
    SECTION = "SECTION", _("Section")
    GUIDANCE = "GUIDANCE", _("Guidance page")
    TERM = "TERM", _("Term of the glossary")
    ORGANIZATION = "ORGANIZATION", _("Organization")
    OFFICE = "OFFICE", _("Office")
    NOTICE = "NOTICE", _("Notice")
    GUIDE = "GUIDE", _("Guided questions")
    SEARCH = "SEARCH", _("Search")
    API = "API", _("Answer of the API")


class VisitCountQuerySet(models.QuerySet["VisitCount"]):
    """Filters on counts. Row-level security stands behind each of them, never instead of it."""

    def for_tenants(self, tenant_ids: Collection[int]) -> Self:
        """Of some tenants."""
        return self.filter(tenant__in=tenant_ids)


class VisitCount(models.Model):
    """How often something was read within one hour of a state's clocks; processes add to it every few seconds."""

    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    visited_on = models.DateField(_("day"))
    hour = models.PositiveSmallIntegerField(_("hour"), help_text=_("0 to 23, in the state’s time zone."))
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=VisitKind.choices)
    topic_key = models.CharField(_("topic"), max_length=36, blank=True, help_text=_("Of a guidance page."))
    count = models.PositiveBigIntegerField(_("visits"))

    objects = VisitCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of visits")
        verbose_name_plural = _("counts of visits")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "visited_on", "hour", "channel", "kind", "topic_key"], name="visit_count_once"
            ),
            models.CheckConstraint(condition=Q(hour__lte=23), name="visit_hour_of_day"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="visit_channel_listed"),
            models.CheckConstraint(condition=Q(kind__in=VisitKind.values), name="visit_kind_listed"),
            models.CheckConstraint(condition=Q(topic_key__regex=f"^({KEY})?$"), name="visit_topic_key_is_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} {self.hour} {self.kind}: {self.count}"
