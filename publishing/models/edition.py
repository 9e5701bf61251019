"""The library's history."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from content_models.documents.examples import with_examples
from tenants.models import LIBRARY_ID, Tenant


class Edition(models.Model):
    """One edition of a library item: written with each publish, never changed. Adaptations and pins point at it."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", default=LIBRARY_ID)
    key = models.CharField(_("key"), max_length=36)
    locale = models.CharField(_("language"), max_length=20)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12)
    document = models.JSONField(_("document"))
    examples = models.JSONField(_("examples"), default=list, db_default=Value([], models.JSONField()), blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by_id = models.BigIntegerField(
        _("published by"), null=True, blank=True, help_text=_("No foreign key: an edition outlives accounts.")
    )
    revision_id = models.BigIntegerField(
        _("revision"), null=True, blank=True, help_text=_("Of the page: what going back to this edition publishes.")
    )
    is_urgent = models.BooleanField(
        _("urgent legal correction"), default=False, help_text=_("It is served at once also where states review first.")
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["key", "locale", "number"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key", "locale", "number"], name="edition_once"),
            models.CheckConstraint(condition=Q(tenant=LIBRARY_ID), name="edition_of_the_library_only"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.locale} {self.number}"

    @property
    def readable_document(self) -> dict[str, Any]:
        """The document with the examples, as editors compare it."""
        return with_examples(self.document, self.examples)
