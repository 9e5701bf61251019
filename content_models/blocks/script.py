"""The blocks a script is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock, ListBlock, StructBlock
from wagtail.blocks.struct_block import BlockGroup

from content_models.choices import Channel, NodeKind, OrganizationKind
from content_models.preamble import FOR_OPERATOR

from .identifiers import AnswersBlock, DeadlineReferenceBlock, GivenKeyBlock, KeyBlock, TargetBlock
from .legal import legal_references
from .texts import FormattedTextBlock, PlainTextBlock

RARELY_WRITTEN = ("deadlines", "wordings", "legal_references", "verified", "key")
"""What stands behind one disclosure in a node."""


class PreambleBlock(StructBlock):
    """Something an operator says before or after a script, or is told alone."""

    key = ChoiceBlock(
        choices=[
            ("safety_first", _("Is the person safe?")),
            ("language", _("Which language?")),
            ("privacy", _("Privacy")),
            ("limits", _("What the service cannot do")),
            ("closing", _("At the end of the call")),
            (FOR_OPERATOR, _("For the operator alone: it is not said")),
            ("other", _("Something else")),
        ],
        label=_("What it is about"),
    )
    text = FormattedTextBlock(label=_("What the operator says"))

    class Meta:
        icon = "openquote"
        label = _("Part of the preamble")
        label_format = "{key}: {text}"


class WordingBlock(StructBlock):
    """Other words for one channel; those of the website are a field of the node."""

    channel = ChoiceBlock(
        choices=[(one.value, one.label) for one in Channel if one is not Channel.WEB], label=_("Channel")
    )
    text = FormattedTextBlock(label=_("Text"))

    class Meta:
        icon = "comment"
        label = _("Wording")
        label_format = "{channel}"


class OptionBlock(StructBlock):
    """An answer the person may give, and where it leads."""

    label = PlainTextBlock(max_length=160, label=_("Is answered"))
    web_label = PlainTextBlock(required=False, max_length=160, label=_("Is read (in “tú”)"))
    to = TargetBlock(required=True, label=_("Leads to"))
    key = GivenKeyBlock(label=_("Key"))

    class Meta:
        icon = "arrow-right"
        label = _("Option")
        label_format = "{label}"
        form_classname = "struct-block script-option"


class WalkBlock(StructBlock):
    """A way through the script that must stay open: publishing replays it in every state."""

    name = PlainTextBlock(max_length=200, label=_("Name"), help_text=_("What the person says: “no sé dónde está”."))
    answers = AnswersBlock(label=_("Answers"))
    end = KeyBlock(required=True, label=_("Ends at"), help_text=_("Key of the node at which the walk ends."))

    class Meta:
        icon = "arrow-right"
        label = _("Test walk")
        label_format = "{name}"
        form_classname = "struct-block script-walk"


class NodeBlock(StructBlock):
    """One turn of the conversation."""

    kind = ChoiceBlock(choices=NodeKind.choices, default=NodeKind.QUESTION, label=_("Kind"))
    text = FormattedTextBlock(
        label=_("Is said (in “usted”)"), help_text=_("An operator reads it aloud: short sentences.")
    )
    web_text = FormattedTextBlock(
        required=False, label=_("Is read (in “tú”)"), help_text=_("On the website, in chat and in apps.")
    )
    options = ListBlock(
        OptionBlock(),
        default=[],
        label=_("Options"),
        help_text=_("A question needs them; an answer or referral may lead on. A hand-over ends here and has none."),
    )
    organization_kind = ChoiceBlock(
        choices=OrganizationKind.choices,
        required=False,
        label=_("Referred to"),
        help_text=_("For a referral: the reader’s state’s offices of this kind are shown."),
    )
    deadlines = ListBlock(
        DeadlineReferenceBlock(),
        default=[],
        label=_("Deadlines"),
        help_text=_("Deadlines of the topic’s page that apply once the conversation is here."),
    )
    wordings = ListBlock(
        WordingBlock(),
        default=[],
        collapsed=True,
        label=_("Other words by channel"),
        help_text=_("Only where telephone, chat or app need words of their own."),
    )
    legal_references = legal_references()
    verified = BooleanBlock(
        required=False, label=_("Verified"), help_text=_("Somebody compared it with the sources it names.")
    )
    key = GivenKeyBlock(label=_("Key"), help_text=_("For support: it is given once, and stays the same."))

    class Meta:
        icon = "comment"
        label = _("Node")
        label_format = "{kind} · {text}"
        form_classname = "struct-block script-node"

    def get_form_layout(self) -> BlockGroup:
        """Return what is written for every node; what is needed rarely stands behind one disclosure."""
        heading = _("Deadlines, other channels, sources")
        more = BlockGroup(list(RARELY_WRITTEN), heading=heading, classname="collapsed", label_format="")
        return BlockGroup([*(name for name in self.child_blocks if name not in RARELY_WRITTEN), more])
