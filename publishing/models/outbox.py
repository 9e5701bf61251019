"""The outbox: entries are written with a change, and delivered after its commit."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class OutboxAction(models.TextChoices):
    """What happened."""

    PUBLISHED = "published", _("Published")
    MOVED = "moved", _("Moved")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    PATH_YIELDED = "path_yielded", _("A national page yielded its path to a local one")
    TENANT_CHANGED = "tenant_changed", _("The state’s settings changed")


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """Filters on entries."""

    def waiting(self) -> Self:
        """Not delivered yet, oldest first."""
        return self.filter(delivered_at=None).order_by("pk")


class OutboxEntry(models.Model):
    """One change of one tenant, delivered to recipients once it is committed."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField(_("version"))
    action = models.CharField(_("what happened"), max_length=20, choices=OutboxAction.choices)
    key = models.CharField(_("key"), max_length=36, blank=True)
    locale = models.CharField(_("language"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=12, blank=True)
    details = models.JSONField(_("details"), default=dict)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing change")
        verbose_name_plural = _("outgoing changes")
        indexes = [
            models.Index(fields=["tenant", "version"], name="outbox_since"),
            models.Index(fields=["created_at"], name="outbox_age"),
            models.Index(fields=["id"], condition=Q(delivered_at=None), name="outbox_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"
