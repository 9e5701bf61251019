"""Adaptations: what a state changes in the library's pages."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel, Panel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import WalkBlock
from content_models.blocks.changes import ChangesBlocks
from content_models.fields import BlocksField
from content_models.kinds import ItemKind

from .base import ContentPage, examples_field
from .folders import Folder


class AdaptationsPage(Folder, Page):
    """Where the adaptations of one state and language stand. Never published."""

    is_creatable = False
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.AdaptationPage"]
    max_count_per_parent = 1
    promote_panels: ClassVar[list[Panel]] = []
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    override_translatable_fields = [SynchronizedField("title", overridable=False)]

    class Meta:
        verbose_name = _("adaptations")
        verbose_name_plural = _("adaptations")


class AdaptationPage(ContentPage):
    """What one state changes in one library page, in one language. Published, it is no item: it changes one."""

    kind = ItemKind.ADAPTATION

    adapts_key = models.CharField(_("key of the adapted page"), max_length=36, db_index=True, editable=False)
    adapts_kind = models.CharField(
        _("kind of the adapted page"),
        max_length=12,
        choices=[(kind.value, kind.value) for kind in ItemKind],
        editable=False,
    )
    base_number = models.PositiveIntegerField(
        _("edition"),
        default=0,
        editable=False,
        help_text=_("The oldest of the library’s editions that the changes were made against."),
    )
    changes = BlocksField(ChangesBlocks(), blank=True, verbose_name=_("changes"))
    walks = BlocksField(
        [("walk", WalkBlock())],
        blank=True,
        verbose_name=_("test walks"),
        help_text=_("Of the state, through a script; one with the name of a national walk takes its place."),
    )

    examples = examples_field()

    is_creatable = False
    parent_page_types = ["content.AdaptationsPage"]
    subpage_types: list[str] = []
    page_description = _("What the state changes in a page of the national library.")
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("adapts_key", overridable=False),
        SynchronizedField("adapts_kind", overridable=False),
        SynchronizedField("walks", overridable=False),
        SynchronizedField("examples"),
    ]

    content_panels = [
        HelpPanel(
            content=_(
                "The changes are made in “Adapt national texts”. Here they are scheduled, reviewed and published."
            ),
            heading=_("Changes of a national text"),
        ),
    ]
    promote_panels: ClassVar[list[Panel]] = []

    class Meta:
        verbose_name = _("adaptation")
        verbose_name_plural = _("adaptations")

    def differs_from_published(self) -> bool:
        """Whether publishing it would change something: one that is not published does if it changes anything."""
        if not self.live:
            return any(len(stream) for stream in (self.changes, self.walks, self.examples))
        return super().differs_from_published()
