"""What is kept for runs of scripts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class ScriptSnapshotQuerySet(models.QuerySet["ScriptSnapshot"]):
    """Filters on snapshots. Row-level security stands behind each of them, never instead of it."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one tenant."""
        return self.filter(tenant_id=tenant_id)


class ScriptSnapshot(models.Model):
    """A script as a state served it at some time, so that a run begun then can be finished or read.

    It is named by the digest of what it tells (`delivery.pinned_scripts`); never changed, never deleted.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of what the script tells."))
    key = models.CharField(_("key"), max_length=36)
    locale = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    document = models.JSONField(_("document"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ScriptSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot of a script")
        verbose_name_plural = _("snapshots of scripts")
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="script_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} {self.digest[:12]}"
