"""Scripts: what an operator says, as a graph of nodes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from content_models import previews
from content_models.blocks import NodeBlock, PlainTextBlock, PreambleBlock, WalkBlock
from content_models.blocks.identifiers import ScriptInput
from content_models.choices import Channel, Role, Urgency
from content_models.examples_panel import TryOutPanel
from content_models.fields import BlocksField, ChoicesField
from content_models.kinds import ItemKind
from content_models.script_form import ScriptForm
from content_models.script_panel import ScriptProblemsPanel

from .base import ContentPage, examples_field, glossary_choices_field, legal_references_field


class ScriptPage(ContentPage):
    """A decision tree that an operator reads, on the telephone or in the chat."""

    kind = ItemKind.SCRIPT
    base_form_class = ScriptForm

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, help_text=_("Who is asking."))
    urgency = models.CharField(_("urgency"), max_length=20, choices=Urgency.choices, default=Urgency.NORMAL)
    channels = ChoicesField(
        choices=Channel.choices, verbose_name=_("channels"), help_text=_("Where this script is used.")
    )
    topic = models.ForeignKey(
        "content.GuidancePage",
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The guidance page on the same situation: the operator can send it."),
    )
    opening_phrases = BlocksField(
        [("phrase", PlainTextBlock(max_length=160, label=_("Phrase")))],
        blank=True,
        verbose_name=_("opening phrases"),
        help_text=_("What people say when they call: “Se llevaron a mi hijo”. The desk finds the script by them."),
    )
    preamble = BlocksField(
        [("part", PreambleBlock())],
        blank=True,
        verbose_name=_("preamble"),
        help_text=_("What is said in every call, and at its end. A new script begins with a copy of the national one."),
    )
    preamble_source = models.TextField(
        _("source of the preamble"), blank=True, help_text=_("For editors: why the preamble says what it says.")
    )
    preamble_verified = models.BooleanField(_("preamble verified"), default=False)
    start = models.CharField(
        _("first node"), max_length=80, help_text=_("The node the conversation begins with. Empty: the first one.")
    )
    nodes = BlocksField(
        [("node", NodeBlock())],
        collapsed=True,
        verbose_name=_("nodes"),
        help_text=_("One turn each. Every path must end in an answer, a referral or a hand-over."),
    )
    walks = BlocksField(
        [("walk", WalkBlock())],
        blank=True,
        collapsed=True,
        verbose_name=_("test walks"),
        help_text=_("Recorded in the player. Publishing replays them in every state and refuses what breaks one."),
    )
    legal_references = legal_references_field()
    glossary_choices = glossary_choices_field()
    examples = examples_field()

    parent_page_types = ["content.SectionPage"]
    subpage_types: list[str] = []
    page_description = _("What an operator says, step by step.")
    override_translatable_fields = [
        SynchronizedField("legal_reviewer", overridable=False),
        SynchronizedField("examples"),
        SynchronizedField("channels", overridable=False),
        SynchronizedField("start", overridable=False),
        SynchronizedField("preamble_source", overridable=False),
        SynchronizedField("topic", overridable=False),
        SynchronizedField("walks", overridable=False),
    ]
    search_fields = [
        *ContentPage.search_fields,
        index.SearchField("opening_phrases"),
        index.FilterField("role"),
        index.FilterField("urgency"),
    ]

    content_panels = [
        *ContentPage.content_panels,
        MultiFieldPanel(
            [FieldPanel("role"), FieldPanel("urgency"), FieldPanel("channels", required_on_save=False)],
            heading=_("Whom it helps, and where"),
        ),
        FieldPanel(
            "opening_phrases",
            help_text=_(
                "The first sentence of a call: “Se llevaron a mi hijo”. The desk shows it with the script. "
                "All other ways to say it belong under “How people say it”, below."
            ),
        ),
        PageChooserPanel("topic"),
        ScriptProblemsPanel(heading=_("What is missing")),
        FieldPanel("nodes"),
        FieldPanel("start", widget=ScriptInput("script-target")),
        FieldPanel("walks"),
        FieldPanel("preamble"),
        FieldPanel("legal_references"),
        FieldPanel("glossary_choices"),
        FieldPanel("examples"),
        TryOutPanel(),
        MultiFieldPanel(
            [FieldPanel("preamble_source"), FieldPanel("preamble_verified")], heading=_("Where the preamble comes from")
        ),
        *ContentPage.review_panels,
    ]

    class Meta:
        verbose_name = _("script")
        verbose_name_plural = _("scripts")

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """As a page, as a chart, and to be walked; as which state is chosen within each."""
        return [(mode, str(label)) for mode, label in previews.SCRIPT_MODES]

    @property
    def default_preview_mode(self) -> str:
        """The chart: what opens the preview beside the form is called by it."""
        return "chart"

    def make_preview_request(
        self,
        original_request: HttpRequest | None = None,
        preview_mode: str | None = None,
        extra_request_attrs: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Render the preview as the state that was chosen in it; where no mode is asked for, as readers see it."""
        if original_request is not None and "mode" not in original_request.GET:
            preview_mode = "page"
        attributes = {**(extra_request_attrs or {}), "preview_state": previews.chosen_state(original_request)}
        response: HttpResponse = super().make_preview_request(original_request, preview_mode, attributes)
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the script, as it is in memory, in one of the `preview_modes`."""
        return previews.rendered(self, request, getattr(request, "preview_state", ""), mode_name)
