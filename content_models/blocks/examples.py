"""What people say when they need a page: the examples that search learns from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock, StreamBlock, StreamBlockValidationError, StructBlock, TextBlock

from content_models.choices import ExampleSource, Voice
from content_models.example_phrases import phrases_in, problems_of, too_many_in


class PhrasesBlock(TextBlock):
    """Phrases, one a line. Never null."""

    def to_python(self, value: Any) -> str:
        """Return the stored text."""
        return value or ""

    def normalize(self, value: Any) -> str:
        """Return the given text or default."""
        return value or ""

    def clean(self, value: Any) -> str:
        """Return the phrases, each once, without empty lines.

        Raises:
            ValidationError: a phrase names a person, has a number to call, or is too long.
        """
        phrases = phrases_in(super().clean(value))
        problems = problems_of(phrases)
        if problems:
            raise ValidationError(problems)
        return "\n".join(phrases)


class ExamplesBlock(StructBlock):
    """Some phrases that are said in one way."""

    phrases = PhrasesBlock(
        rows=6,
        label=_("What people say"),
        help_text=_("One phrase a line, as people say or type it. No names of persons, no telephone numbers."),
    )
    voice = ChoiceBlock(choices=Voice.choices, default=Voice.TYPED, label=_("How it is said"))
    source = ChoiceBlock(choices=ExampleSource.choices, default=ExampleSource.EDITOR, label=_("Where it comes from"))
    is_danger = BooleanBlock(
        required=False,
        label=_("Somebody is in danger now"),
        help_text=_("Who writes so sees 911 first, whatever else is found."),
    )

    class Meta:
        icon = "comment"
        label = _("Phrases")
        label_format = "{voice}: {phrases}"


class ExampleGroupsBlock(StreamBlock):
    """All that people say when they need one item."""

    phrases = ExamplesBlock()

    def clean(self, value: Any) -> Any:
        """Return the groups.

        Raises:
            StreamBlockValidationError: a group is refused, or all of them have more than `MOST_PHRASES` together.
        """
        cleaned = super().clean(value)
        too_many = too_many_in(sum(len(phrases_in(group.value["phrases"])) for group in cleaned))
        if too_many:
            raise StreamBlockValidationError(non_block_errors=ErrorList([ValidationError(too_many)]))
        return cleaned
