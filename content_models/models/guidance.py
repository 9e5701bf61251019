"""Guidance: what to do in one situation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models.blocks import BodyBlocks, PageReferenceBlock
from content_models.choices import OrganizationKind, Role, Stage, Urgency
from content_models.examples_panel import TryOutPanel
from content_models.fields import BlocksField, ChoicesField
from content_models.guidance_form import GuidanceForm
from content_models.kinds import ItemKind
from content_models.questions import QuestionedPanel

from .base import ContentPage, OrderedPage, examples_field, glossary_choices_field, legal_references_field


class GuidancePage(OrderedPage):
    """What a person does in one situation, in plain words."""

    kind = ItemKind.GUIDANCE

    roles = ChoicesField(
        choices=Role.choices, verbose_name=_("roles"), help_text=_("Who the person is: one role or several.")
    )
    stage = models.CharField(
        _("stage"), max_length=40, choices=Stage.choices, default=Stage.ANY, help_text=_("Where the case stands.")
    )
    urgency = models.CharField(
        _("urgency"),
        max_length=20,
        choices=Urgency.choices,
        default=Urgency.NORMAL,
        help_text=_("How soon the person must act."),
    )
    question = models.CharField(
        _("question"), max_length=200, help_text=_("In the citizen’s own words: “¿A dónde voy a denunciar?”")
    )
    first_step = models.CharField(
        _("first step"),
        max_length=200,
        blank=True,
        help_text=_("The one thing to do now, if there is one. It is read first, and read aloud."),
    )
    summary = models.TextField(
        _("summary"), max_length=400, blank=True, help_text=_("One or two sentences for lists and search results.")
    )
    body = BlocksField(BodyBlocks(), blank=True, verbose_name=_("body"))
    legal_references = legal_references_field()
    glossary_choices = glossary_choices_field()
    examples = examples_field()
    office_kinds = ChoicesField(
        choices=OrganizationKind.choices,
        blank=True,
        verbose_name=_("where to go"),
        help_text=_("The reader’s state’s offices of these kinds are shown."),
    )
    related_terms = BlocksField(
        [("term", PageReferenceBlock(page_type="content.GlossaryTerm", label=_("Term")))],
        blank=True,
        verbose_name=_("words worth knowing"),
        help_text=_("Terms of the glossary that are listed under this title at the end of the page."),
    )
    related_pages = BlocksField(
        [("page", PageReferenceBlock(page_type="content.GuidancePage", label=_("Guidance")))],
        blank=True,
        verbose_name=_("see also"),
        help_text=_("What people in this situation ask next."),
    )

    base_form_class = GuidanceForm
    parent_page_types = ["content.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("What a person does in one situation.")
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("examples"),
        SynchronizedField("follows_key", overridable=False),
        SynchronizedField("roles", overridable=False),
        SynchronizedField("office_kinds", overridable=False),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("question"),
        index.SearchField("first_step"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("stage"),
        index.FilterField("urgency"),
        index.FilterField("review_due_on"),
    ]

    content_panels = [
        *ContentPage.content_panels,
        FieldPanel("question"),
        MultiFieldPanel(
            [FieldPanel("roles", required_on_save=False), FieldPanel("stage"), FieldPanel("urgency")],
            heading=_("Whom it helps, and when"),
        ),
        FieldPanel("first_step"),
        FieldPanel("summary"),
        QuestionedPanel("body"),
        FieldPanel("office_kinds"),
        FieldPanel("legal_references"),
        FieldPanel("glossary_choices"),
        FieldPanel("examples"),
        TryOutPanel(),
        FieldPanel("related_terms"),
        FieldPanel("related_pages"),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("guidance page")
        verbose_name_plural = _("guidance pages")
