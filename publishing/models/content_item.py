"""The published content of all tenants, one row per item and language, and the paths that items have left."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from content_models.documents.examples import with_examples
from content_models.kinds import ItemKind
from tenants.models import Tenant


class ContentItemQuerySet(models.QuerySet["ContentItem"]):
    """Filters on published content. Row-level security stands behind each of them, never instead of it."""

    def for_tenant(self, tenant_id: int) -> Self:
        """Of one tenant."""
        return self.filter(tenant_id=tenant_id)

    def live(self) -> Self:
        """What is published now, without the tombstones."""
        return self.filter(is_live=True)

    def without_texts(self) -> Self:
        """Without reading what the items say: where they stand, and their versions."""
        return self.defer("document", "examples", "search_text")


class ContentItem(models.Model):
    """One published item of one tenant in one language; a tombstone with an empty document when withdrawn."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(_("key"), max_length=36)
    locale = models.CharField(_("language"), max_length=20, help_text=_("BCP 47 tag, such as es-MX."))
    kind = models.CharField(_("kind"), max_length=12, choices=[(kind.value, kind.value) for kind in ItemKind])
    slug = models.CharField(_("slug"), max_length=255)
    path = models.TextField(_("path"), help_text=_("From the root of its tree, such as /victima/como-denunciar/."))
    sort_key = models.TextField(_("sort key"), db_collation="C")
    document = models.JSONField(_("document"), default=dict)
    examples = models.JSONField(
        _("examples"),
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text=_("What people say: read by what learns from it only."),
    )
    search_text = models.TextField(_("text for search"), blank=True)
    is_live = models.BooleanField(_("published"), default=True)
    version = models.BigIntegerField(_("version"), help_text=_("The tenant's version that this row last changed with."))
    edition = models.PositiveIntegerField(_("edition"), default=0, help_text=_("The library's; states have none."))
    published_at = models.DateTimeField(_("published at"))
    page_id = models.BigIntegerField(
        _("page"), help_text=_("No foreign key: readers never touch pages, and a tombstone outlives its page.")
    )

    objects = ContentItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("published item")
        verbose_name_plural = _("published items")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "locale", "key"], name="content_item_once"),
            models.UniqueConstraint(
                fields=["tenant", "locale", "path"], condition=Q(is_live=True), name="content_item_path_once"
            ),
            models.UniqueConstraint(
                fields=["tenant", "locale", "kind", "slug"], condition=Q(is_live=True), name="content_item_slug_once"
            ),
            models.UniqueConstraint(
                "tenant",
                "locale",
                KeyTextTransform("adaptsKey", "document"),
                condition=Q(is_live=True, kind=ItemKind.ADAPTATION.value),
                name="content_item_adapted_once",
            ),
            models.CheckConstraint(
                condition=Q(is_live=True) | Q(document={}, examples=[]), name="content_item_withdrawn_says_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "version"], name="content_item_since"),
            models.Index(fields=["page_id"], name="content_item_page"),
        ]

    def __str__(self) -> str:
        return f"{self.locale} {self.path}"

    @property
    def readable_document(self) -> dict[str, Any]:
        """The document with the examples, as editors compare it."""
        return with_examples(self.document, self.examples)


class PathRedirect(models.Model):
    """A path that an item has left. Readers are redirected to the item's present path, or get that it is gone."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    locale = models.CharField(_("language"), max_length=20)
    old_path = models.TextField(_("old path"))
    key = models.CharField(_("key"), max_length=36)
    version = models.BigIntegerField(_("version"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("old path")
        verbose_name_plural = _("old paths")
        constraints = [models.UniqueConstraint(fields=["tenant", "locale", "old_path"], name="path_redirect_once")]
        indexes = [models.Index(fields=["tenant", "version"], name="path_redirect_since")]

    def __str__(self) -> str:
        return self.old_path
