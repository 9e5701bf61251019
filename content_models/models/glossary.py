"""Glossary: the words of criminal justice in plain language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import RICH_TEXT_FEATURES, PageReferenceBlock, PlainTextBlock
from content_models.choices import Stage
from content_models.examples_panel import TryOutPanel
from content_models.fields import BlocksField
from content_models.kinds import ItemKind

from .base import ContentPage, examples_field, legal_references_field


class GlossaryTerm(ContentPage):
    """One word, explained in three sentences at most. The page's title is the term."""

    kind = ItemKind.TERM

    definition = RichTextField(
        _("definition"), features=RICH_TEXT_FEATURES, help_text=_("Three sentences at most, in plain words.")
    )
    synonyms = BlocksField(
        [("synonym", PlainTextBlock(max_length=120, label=_("Word")))],
        blank=True,
        verbose_name=_("synonyms"),
        help_text=_("The words people use for it. Search finds the term by them."),
    )
    ambiguous_forms = BlocksField(
        [("form", PlainTextBlock(max_length=120, label=_("Word")))],
        blank=True,
        verbose_name=_("ambiguous words"),
        help_text=_(
            "Names or synonyms of this term that also mean something else, such as a verb or another legal "
            "institution. They are marked in a text only where that text says that this term is meant."
        ),
    )
    stage = models.CharField(
        _("stage"),
        max_length=40,
        choices=Stage.choices,
        blank=True,
        help_text=_("Stage of the procedure in which people hear it."),
    )
    legal_references = legal_references_field()
    examples = examples_field()
    related_terms = BlocksField(
        [("term", PageReferenceBlock(page_type="content.GlossaryTerm", label=_("Term")))],
        blank=True,
        verbose_name=_("related terms"),
    )

    parent_page_types = ["content.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("A word explained in plain language.")
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("examples"),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("definition"),
        index.SearchField("synonyms"),
        index.FilterField("stage"),
    ]

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("definition"),
        FieldPanel("synonyms"),
        FieldPanel("ambiguous_forms"),
        FieldPanel("stage"),
        FieldPanel("legal_references"),
        FieldPanel("related_terms"),
        FieldPanel("examples"),
        TryOutPanel(),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
