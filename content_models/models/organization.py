"""Organizations: a kind of them in the library, a state's own in its tree."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import RICH_TEXT_FEATURES, PlainTextBlock
from content_models.choices import OrganizationKind, Role
from content_models.examples_panel import TryOutPanel
from content_models.fields import BlocksField, ChoicesField
from content_models.kinds import ItemKind

from .base import ContentPage, examples_field


def _sentences(verbose_name: Any, help_text: Any) -> BlocksField:
    return BlocksField(
        [("sentence", PlainTextBlock(max_length=300, label=_("Sentence")))],
        blank=True,
        verbose_name=verbose_name,
        help_text=help_text,
    )


class OrganizationPage(ContentPage):
    """In the library: a kind of organization, with its national offices. In a state's tree: that state's own one.

    The page's title is the organization's name.
    """

    kind = ItemKind.ORGANIZATION

    organization_kind = models.CharField(_("kind"), max_length=40, choices=OrganizationKind.choices)
    also_called = BlocksField(
        [("name", PlainTextBlock(max_length=120, label=_("Name")))],
        blank=True,
        verbose_name=_("also called"),
        help_text=_("The names people use for it, such as “el MP”."),
    )
    description = RichTextField(_("description"), features=RICH_TEXT_FEATURES, blank=True)
    what_it_does = _sentences(_("what it does"), _("One sentence for each thing."))
    go_when = _sentences(_("when to go"), _("One sentence for each situation: “Cuando quieres denunciar un delito”."))
    examples = examples_field()
    serves_roles = ChoicesField(choices=Role.choices, blank=True, verbose_name=_("roles served"))
    is_emergency = models.BooleanField(
        _("for emergencies"), default=False, help_text=_("People in danger are sent here first.")
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    source = models.TextField(_("source"), blank=True, help_text=_("Where this was read: law, document or page."))
    verified = models.BooleanField(_("verified"), default=False, help_text=_("It was seen in the source named."))

    parent_page_types = ["content.SectionPage"]
    subpage_types = ["content.OfficePage"]
    page_description = _("An institution, with its offices below it.")
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("examples"),
        SynchronizedField("serves_roles", overridable=False),
        SynchronizedField("source", overridable=False),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("also_called"),
        index.SearchField("description"),
        index.FilterField("organization_kind"),
    ]

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("organization_kind"),
        FieldPanel("also_called"),
        FieldPanel("description"),
        FieldPanel("what_it_does"),
        FieldPanel("go_when"),
        FieldPanel("examples"),
        TryOutPanel(),
        FieldPanel("serves_roles"),
        FieldPanel("is_emergency"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("email")], heading=_("Contact")),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("verified")], heading=_("Where this comes from")),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
