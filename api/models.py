"""Documents that clients have left here, so that requests need only name them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models import ApiClient, Tenant, User

ID_LENGTH = 200


class TrustedDocument(models.Model):
    """A document that a client's developers uploaded. Only its own client's keys can run it by its id."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", help_text=_("The client's owner."))
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="trusted_documents")
    document_id = models.CharField(_("id"), max_length=ID_LENGTH)
    operation_name = models.CharField(_("operation"), max_length=200, blank=True)
    query = models.TextField(_("query"))
    cost = models.PositiveIntegerField(_("cost"), help_text=_("In points, with the defaults of its variables."))
    cost_at_most = models.PositiveBigIntegerField(_("cost at most"), help_text=_("In points, whatever its variables."))
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        User, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("trusted document")
        verbose_name_plural = _("trusted documents")
        ordering = ["operation_name", "document_id"]
        constraints = [models.UniqueConstraint(fields=["client", "document_id"], name="trusted_document_once")]

    def __str__(self) -> str:
        return self.operation_name or self.document_id


class StagedManifest(models.Model):
    """A large manifest that the worker checks slice by slice; a client's last one, with what became of it.

    Attributes:
        documents: its new documents by id, until it is stored or refused.
        checked: of each that was checked: names, cost and cost at most, or why it is refused.
        reasons: why nothing was stored: pairs of an id and a sentence.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", help_text=_("The client's owner."))
    client = models.OneToOneField(ApiClient, on_delete=models.CASCADE, related_name="staged_manifest")
    documents = models.JSONField(default=dict)
    checked = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.client}: {self.total}"

    @property
    def is_checked(self) -> bool:
        """Whether it was stored or refused."""
        return not self.documents


class PersistedQueryQuerySet(models.QuerySet["PersistedQuery"]):
    """Filters on persisted queries."""

    def beyond(self, *, count: int, size_bytes: int) -> Self:
        """Those unused for longest, once `count` of them or `size_bytes` in all are kept."""
        newest_first = [models.F("last_used_at").desc(), models.F("pk").desc()]
        ranked = self.annotate(
            place=Window(RowNumber(), order_by=newest_first),
            size_so_far=Window(models.Sum("size_bytes"), order_by=newest_first),
        )
        return ranked.filter(Q(place__gt=count) | Q(size_so_far__gt=size_bytes))


class PersistedQuery(models.Model):
    """A query that one of a client's programs registered by its SHA-256, as Apollo's automatic persisted queries do.

    Bounded for each client; what has been unused for longest goes first, and is registered again when it is needed.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="+", help_text=_("The client's owner."))
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="persisted_queries")
    digest = models.CharField(max_length=64)
    query = models.TextField(_("query"))
    size_bytes = models.PositiveIntegerField()
    last_used_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersistedQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("persisted query")
        verbose_name_plural = _("persisted queries")
        constraints = [models.UniqueConstraint(fields=["client", "digest"], name="persisted_query_once")]
        indexes = [models.Index(fields=["client", "-last_used_at"], name="persisted_query_used")]

    def __str__(self) -> str:
        return self.digest
