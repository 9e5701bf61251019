"""Campaigns: how the institutions of a state announce the service, so that an inquiry can say what brought it."""

from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant
from tenants.plain_text import validate_plain_text

CODE_PATTERN = r"^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Filters on campaigns. Row-level security stands behind each of them, never instead of it."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one tenant."""
        return self.filter(tenant_id=tenant_id)


class Campaign(models.Model):
    """A campaign of one state. Inquiries name its code, which therefore never changes."""

    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    code = models.CharField(
        _("code"),
        max_length=20,
        validators=[RegexValidator(CODE_PATTERN, _("Use capital letters without accents, digits and hyphens."))],
        help_text=_("Short, such as FERIA-2026. It cannot be changed afterwards."),
    )
    name = models.CharField(
        _("name"), max_length=80, validators=[validate_plain_text], help_text=_("As operators read it.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), help_text=_("This day is included."))

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "code"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"],
                name="campaign_code_once",
                violation_error_message=_("Another campaign has this code."),
            ),
            models.UniqueConstraint(fields=["tenant", "id"], name="campaign_of_tenant"),
            models.CheckConstraint(condition=Q(code__regex=CODE_PATTERN), name="campaign_code_is_a_code"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
