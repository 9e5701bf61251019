"""What a word of a page means in the glossary."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StructBlock

from .identifiers import IdentifierBlock, PageReferenceBlock
from .texts import PlainTextBlock


class GlossaryChoiceBlock(StructBlock):
    """The term that a word names on one page, or that it names none."""

    form = PlainTextBlock(
        max_length=120, label=_("Word"), help_text=_("As it stands in the text; its plural is meant, too.")
    )
    term = PageReferenceBlock(
        page_type="content.GlossaryTerm",
        required=False,
        label=_("Term"),
        help_text=_("The term that is meant. Empty: the word is not marked."),
    )
    block = IdentifierBlock(
        label=_("Only in"),
        help_text=_("Id of one block, or key of one node of a script. Empty: in the whole page."),
    )

    class Meta:
        icon = "tag"
        label = _("Word")
        label_format = "{form}"
