"""Summaries of calls that people take along: keys only, kept for some weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class CallSummaryQuerySet(models.QuerySet["CallSummary"]):
    """Filters on summaries. Row-level security stands behind each of them, never instead of it."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one state."""
        return self.filter(tenant_id=tenant_id)

    def kept(self, now: datetime) -> Self:
        """Those that can still be read."""
        return self.filter(expires_at__gt=now)


class CallSummary(models.Model):
    """What a caller was told, by keys: a run of a script and offices. Nothing says who called, or who answered."""

    id = models.UUIDField(primary_key=True, editable=False, help_text=_("UUIDv7 of the client."))
    tenant = models.ForeignKey(Tenant, verbose_name=_("state"), on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=8, unique=True, help_text=_("Eight digits, to dictate."))
    payload = models.JSONField(
        _("content"), help_text=_("An object with locale, scriptKey, scriptDigest, answers and officeKeys.")
    )
    expires_at = models.DateTimeField(_("kept until"))

    objects = CallSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary of a call")
        verbose_name_plural = _("summaries of calls")
        default_permissions = ()
        indexes = [models.Index(fields=["expires_at"])]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{8}$"), name="summary_code_is_digits")]

    def __str__(self) -> str:
        return str(self.pk)
