"""The blocks a guidance page is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, ChoiceBlock, IntegerBlock, ListBlock, StreamBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from content_models.choices import DeadlineUnit, OrganizationKind
from content_models.deadline_words import is_worded_as_before

from .contact import PhoneBlock
from .identifiers import FileReferenceBlock, ImageReferenceBlock, WebAddressBlock
from .legal import legal_references
from .texts import LONG_RICH_TEXT_FEATURES, FormattedTextBlock, PlainTextBlock


def _heading() -> PlainTextBlock:
    return PlainTextBlock(required=False, max_length=160, label=_("Heading"))


class BodyBlock(StructBlock):
    """What every block of a body ends with."""

    legal_references = legal_references()
    verified = BooleanBlock(
        required=False, label=_("Verified"), help_text=_("Somebody compared it with the sources it names.")
    )

    def get_form_layout(self) -> BlockGroup:
        """Return the block's own fields first, then those that every block has."""
        last = ("legal_references", "verified")
        return BlockGroup([*(name for name in self.child_blocks if name not in last), *last])


class TextBlock(BodyBlock):
    """Running text."""

    heading = _heading()
    text = FormattedTextBlock(features=LONG_RICH_TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        label_format = "{heading} {text}"


class StepBlock(StructBlock):
    """One thing to do."""

    title = PlainTextBlock(required=False, max_length=160, label=_("Title"))
    text = FormattedTextBlock(label=_("What to do"))
    legal_references = legal_references()

    class Meta:
        icon = "list-ol"
        label = _("Step")
        label_format = "{title} {text}"


class StepsBlock(BodyBlock):
    """Things to do, one after the other."""

    heading = _heading()
    steps = ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        label_format = "{heading}"


class DeadlineBlock(BodyBlock):
    """A time limit of the law. It is data: programs count with it."""

    text = FormattedTextBlock(label=_("In plain words"))
    amount = IntegerBlock(min_value=1, label=_("Amount"), help_text=_("Such as 48."))
    amount_max = IntegerBlock(
        required=False, min_value=1, label=_("Up to"), help_text=_("Where the law gives a range: 72 up to 144 hours.")
    )
    unit = ChoiceBlock(choices=DeadlineUnit.choices, label=_("Unit"))
    event = PlainTextBlock(
        required=False,
        max_length=200,
        label=_("Counted from"),
        help_text=_("What comes after “counted”, such as: from the moment of the arrest."),
    )
    counts_back = BooleanBlock(
        required=False,
        label=_("Counted back from what is to come"),
        help_text=_(
            "Such as: 48 hours before the appointment. Without this mark the time runs from what has happened, and "
            "people are told when it ends."
        ),
    )
    who_must_act = PlainTextBlock(required=False, max_length=200, label=_("Who must act"))
    consequence = PlainTextBlock(required=False, max_length=300, label=_("What happens if it passes"))
    legal_references = legal_references(min_num=1)

    class Meta:
        icon = "time"
        label = _("Deadline")
        label_format = "{amount} {unit}: {text}"

    def with_absent_parts(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a stored time limit with its mark, which one of before the mark has by its words."""
        return (
            stored if "counts_back" in stored else {**stored, "counts_back": is_worded_as_before(stored.get("event"))}
        )

    def to_python(self, value: Any) -> StructValue:
        """Read one as it is stored."""
        return super().to_python(self._read(value))

    def bulk_to_python(self, values: Sequence[Any]) -> list[StructValue]:
        """Read many as they are stored."""
        return super().bulk_to_python([self._read(value) for value in values])

    def _read(self, stored: Any) -> Any:
        return self.with_absent_parts(stored) if isinstance(stored, Mapping) else stored

    def clean(self, value: Any) -> StructValue:
        """Refuse a range that ends before it begins, “before …” counted from then on, and “before” nothing."""
        deadline = super().clean(value)
        if is_worded_as_before(deadline["event"]) and not deadline["counts_back"]:
            raise StructBlockValidationError(
                block_errors={
                    "counts_back": ValidationError(
                        _("“%(event)s” is counted back: mark it here, or write from when the time runs."),
                        code="deadline_counts_back",
                        params={"event": deadline["event"]},
                    )
                }
            )
        if deadline["counts_back"] and not deadline["event"]:
            raise StructBlockValidationError(
                block_errors={
                    "event": ValidationError(
                        _("Write before what it ends, such as: before the appointment."), code="deadline_event_missing"
                    )
                }
            )
        amount, amount_max = deadline["amount"], deadline["amount_max"]
        if amount is not None and amount_max is not None and amount_max < amount:
            raise StructBlockValidationError(
                block_errors={
                    "amount_max": ValidationError(
                        _("“Up to” must be at least %(amount)s, or empty."),
                        code="deadline_range",
                        params={"amount": amount},
                    )
                }
            )
        return deadline


class WarningBlock(BodyBlock):
    """What a person must not overlook."""

    heading = _heading()
    text = FormattedTextBlock(label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Warning")
        label_format = "{heading} {text}"


class ChecklistItemBlock(StructBlock):
    """One thing to bring, keep or check."""

    text = FormattedTextBlock(label=_("Text"))
    is_required = BooleanBlock(
        required=False, label=_("Needed"), help_text=_("Without it the person cannot go on; otherwise it helps.")
    )

    class Meta:
        icon = "tick"
        label = _("Item")
        label_format = "{text}"


class ChecklistBlock(BodyBlock):
    """Things to bring, keep or check."""

    heading = _heading()
    items = ListBlock(ChecklistItemBlock(), label=_("Items"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        label_format = "{heading}"


class ContactBlock(BodyBlock):
    """A number to call, or a site to open."""

    label = PlainTextBlock(max_length=160, label=_("Who answers"))
    phones = ListBlock(PhoneBlock(), default=[], label=_("Telephones"))
    url = WebAddressBlock(label=_("Website"))
    text = FormattedTextBlock(required=False, label=_("When to use it"))

    class Meta:
        icon = "mobile-alt"
        label = _("Contact")
        label_format = "{label}"


class OfficesBlock(BodyBlock):
    """The reader's state's offices of one kind, filled in when it is read."""

    heading = _heading()
    organization_kind = ChoiceBlock(choices=OrganizationKind.choices, label=_("Kind of office"))
    text = FormattedTextBlock(required=False, label=_("Introduction"))

    class Meta:
        icon = "home"
        label = _("Offices of a kind")
        label_format = "{organization_kind}"


class QuestionAnswerBlock(BodyBlock):
    """A question people ask, with its answer."""

    question = PlainTextBlock(max_length=200, label=_("Question"))
    answer = FormattedTextBlock(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        label_format = "{question}"


class ImageBlock(BodyBlock):
    """An image with its caption. The alternative text belongs to the image."""

    image = ImageReferenceBlock(label=_("Image"))
    caption = PlainTextBlock(required=False, max_length=250, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption}"


class AudioBlock(BodyBlock):
    """A recording, with its words in writing."""

    file = FileReferenceBlock(label=_("Recording"), help_text=_("mp3, ogg or m4a."))
    title = PlainTextBlock(max_length=160, label=_("Title"))
    duration_seconds = IntegerBlock(required=False, min_value=1, label=_("Length in seconds"))
    transcript = FormattedTextBlock(
        features=LONG_RICH_TEXT_FEATURES, label=_("Transcript"), help_text=_("For those who cannot hear it.")
    )

    class Meta:
        icon = "media"
        label = _("Audio")
        label_format = "{title}"


class FileBlock(BodyBlock):
    """A file to download."""

    file = FileReferenceBlock(label=_("File"))
    title = PlainTextBlock(max_length=160, label=_("Title"), help_text=_("What the person gets, in plain words."))

    class Meta:
        icon = "doc-full"
        label = _("File")
        label_format = "{title}"


class LawQuoteBlock(BodyBlock):
    """The law's own words."""

    text = FormattedTextBlock(label=_("Quotation"))
    legal_references = legal_references(min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Quotation of the law")
        label_format = "{text}"


class LocalBlock(BodyBlock):
    """Text that is true in one state only."""

    text = FormattedTextBlock(features=LONG_RICH_TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "site"
        label = _("Local information")
        label_format = "{text}"


class BodyBlocks(StreamBlock):
    """The body of a guidance page."""

    text = TextBlock(group=_("Text"))
    steps = StepsBlock(group=_("To do"))
    checklist = ChecklistBlock(group=_("To do"))
    deadline = DeadlineBlock(group=_("Law"))
    law_quote = LawQuoteBlock(group=_("Law"))
    warning = WarningBlock(group=_("Text"))
    question_answer = QuestionAnswerBlock(group=_("Text"))
    contact = ContactBlock(group=_("Where to go"))
    offices = OfficesBlock(group=_("Where to go"))
    local = LocalBlock(group=_("Where to go"))
    image = ImageBlock(group=_("Media"))
    audio = AudioBlock(group=_("Media"))
    file = FileBlock(group=_("Media"))
