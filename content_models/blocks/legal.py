"""References to the law, one per article."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ListBlock, StructBlock

from .identifiers import ArticleBlock, LawBlock
from .texts import PlainTextBlock


class LegalReferenceBlock(StructBlock):
    """One article of a law; or, for advice without a law, its text only."""

    law = LawBlock(label=_("Law"), help_text=_("Its usual abbreviation, such as CNPP. Empty for practical advice."))
    article = ArticleBlock(label=_("Article"), help_text=_("One article, such as “113 fracción IV”."))
    text = PlainTextBlock(
        max_length=300,
        label=_("As people read it"),
        help_text=_("Such as “CNPP art. 113 fracción IV”, or “Recomendación práctica”."),
    )
    verified = BooleanBlock(
        required=False, label=_("Verified"), help_text=_("Somebody compared it with the law’s text in force.")
    )

    class Meta:
        icon = "openquote"
        label = _("Legal reference")
        label_format = "{text}"


def legal_references(*, min_num: int = 0) -> ListBlock:
    """Return a list of legal references, with at least `min_num` of them."""
    return ListBlock(
        LegalReferenceBlock(),
        default=[],
        min_num=min_num or None,
        collapsed=True,
        label=_("Legal references"),
        help_text=_("One for each article, so that changes of the law can be followed."),
    )
