"""Blocks for what is never translated: keys, numbers of articles, telephone numbers, addresses on the web.

They are not CharBlocks: wagtail-localize offers every CharBlock to translators. A block of an unknown class is left
alone, and so stays the same in all languages.
"""

import copy
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import FieldBlock, PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page, ReferenceIndex

_already_read: ContextVar[dict[tuple[type, Any], Any] | None] = ContextVar("already_read", default=None)


@contextmanager
def references_read_once(pages: Sequence[Page] = ()) -> Iterator[None]:
    """Read each page, image or file that blocks refer to once for all streams that are read within.

    A stream reads what it refers to by itself, and the pages of a tree refer to the same terms again and again. For
    reading many pages, within one transaction.

    Args:
        pages: those that will be read; the pages that they refer to, as Wagtail's index has it, are read together.
    """
    token = _already_read.set({(type(page), page.pk): page for page in _referred_to_by(pages)})
    try:
        yield
    finally:
        _already_read.reset(token)


def _referred_to_by(pages: Sequence[Page]) -> Iterable[Page]:
    page_type = ContentType.objects.get_for_model(Page)
    index = ReferenceIndex.objects.filter(base_content_type=page_type, to_content_type=page_type)
    ids = index.filter(object_id__in=[str(page.pk) for page in pages]).values_list("to_object_id", flat=True)
    return Page.objects.filter(pk__in={*ids}).specific() if pages else ()


KEY_PATTERN = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"


class IdentifierBlock(FieldBlock):
    """A short text that is the same in every language. Not required by default."""

    max_length = 120
    pattern: str | None = None
    pattern_message: Any = None

    def __init__(self, required: bool = False, help_text: Any = None, **options: Any) -> None:
        self._required = required
        self._help_text = help_text
        options.setdefault("default", "")
        super().__init__(**options)

    @cached_property
    def field(self) -> forms.Field:
        """The form field, with the block's own pattern."""
        validators = []
        if self.pattern:
            validators.append(RegexValidator(self.pattern, self.pattern_message, code="identifier_invalid"))
        return forms.CharField(
            required=self._required, help_text=self._help_text, max_length=self.max_length, validators=validators
        )


class KeyBlock(IdentifierBlock):
    """A stable name within one page: of a node, an option, a part of the preamble."""

    max_length = 80
    pattern = KEY_PATTERN
    pattern_message = _("Use small letters without accents, digits and hyphens, such as “q-donde”.")

    class Meta:
        icon = "key"


class GivenKeyBlock(KeyBlock):
    """A key that is given when the form is read; nobody types it."""

    @cached_property
    def field(self) -> forms.Field:
        """The form field, which is not typed into."""
        field = super().field
        field.widget = forms.TextInput(attrs={"readonly": True})
        return field


class ScriptInput(forms.TextInput):
    """An input that a script turns into a list of choices, which depend on what else stands in the form.

    Args:
        controller: the script's part that does so.
    """

    def __init__(self, controller: str) -> None:
        super().__init__(attrs={"data-controller": controller})

    class Media:
        js = ("content_models/script_form.js",)
        css: ClassVar = {"all": ("content_models/script_form.css",)}


class TargetBlock(KeyBlock):
    """A node of the same script, by its key."""

    @cached_property
    def field(self) -> forms.Field:
        """The form field, in which a node is chosen from those of the form."""
        field = super().field
        field.widget = ScriptInput("script-target")
        return field


class DeadlineReferenceBlock(IdentifierBlock):
    """The id of a deadline's block in the body of a guidance page: the same in every language."""

    max_length = 36
    pattern = r"^[0-9a-f-]{36}$"
    pattern_message = _("Choose a deadline of the topic’s page.")

    @cached_property
    def field(self) -> forms.Field:
        """The form field, in which a deadline of the topic that the form names is chosen."""
        field = super().field
        field.widget = ScriptInput("script-deadline")
        return field

    class Meta:
        icon = "time"
        label = _("Deadline")


class AnswersBlock(IdentifierBlock):
    """The answers of a walk through a script: `node.option` for each, with spaces between them."""

    max_length = 20_000
    pattern = r"^([a-z0-9_-]+\.[a-z0-9_-]+( |$))*$"
    pattern_message = _("Record the walk in the player; it cannot be typed.")

    class Meta:
        icon = "arrow-right"


class LawBlock(IdentifierBlock):
    """The law's usual abbreviation, such as CNPP."""


class ArticleBlock(IdentifierBlock):
    """One article, such as `113 fracción IV`."""

    pattern = r"^[^;{}<>]+$"
    pattern_message = _("Write one article here, such as “113 fracción IV”, and add one reference for each article.")


class PhoneDisplayBlock(IdentifierBlock):
    """A telephone number as people read it."""

    max_length = 60


class DialBlock(IdentifierBlock):
    """What a telephone dials: digits, with a star or a plus sign before them."""

    max_length = 40
    pattern = r"^[*+]?\d+$"
    pattern_message = _("Write digits only, with * or + before them if needed.")


class ExtensionBlock(IdentifierBlock):
    """An extension of a telephone. No block uses it any more; the first migrations name it."""

    max_length = 40
    pattern = r"^[\d, y]+$"


class ConfirmedDialBlock(IdentifierBlock):
    """What an editor confirmed to be dialled, beside the number that was shown; written by the form only."""

    max_length = 110

    @cached_property
    def field(self) -> forms.Field:
        """The form field, which is not typed into."""
        field = super().field
        field.widget = forms.TextInput(attrs={"readonly": True})
        return field


class WebAddressBlock(IdentifierBlock):
    """An address on the web, with https:// before it."""

    max_length = 500

    @cached_property
    def field(self) -> forms.Field:
        """The form field, which accepts web addresses only."""
        return forms.URLField(
            required=self._required,
            help_text=self._help_text,
            max_length=self.max_length,
            assume_scheme="https",
        )


class _SameInEveryLanguage:
    """Keeps wagtail-localize from offering a chooser's value for replacement, language by language."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Return nothing to translate."""
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        """Return the value as it was."""
        return value


class Unavailable:
    """A reference to what does not exist, or to what the page may not refer to."""


UNAVAILABLE = Unavailable()

UNAVAILABLE_REFERENCE = _("What you chose in “%(field)s” is no longer there or is not your state’s: choose it again.")


def unavailable_reference(label: Any) -> ValidationError:
    """Return the refusal of a reference: it names the field, never what was referred to."""
    return ValidationError(UNAVAILABLE_REFERENCE, code="unavailable_reference", params={"field": label})


class _RefusesUnavailable:
    """Refuses an id that leads to nothing; Wagtail takes it for an empty field."""

    # A mixin of choosers' blocks: the methods that it calls are theirs, which mypy does not see.

    def bulk_to_python(self, values: Iterable[Any]) -> list[Any]:
        """Return the rows with these ids, in their order; None for no id, or one that leads to nothing."""
        read = _already_read.get()
        if read is None:
            return super().bulk_to_python(values)  # type: ignore[misc]
        ids, model = list(values), self.model_class  # type: ignore[attr-defined]
        unread = {one for one in ids if one is not None and (model, one) not in read}
        found = model.objects.in_bulk(unread) if unread else {}
        read.update({(model, one): found.get(one) for one in unread})
        return [copy.copy(read[model, one]) if one is not None else None for one in ids]

    def value_from_form(self, value: Any) -> Any:
        """Return the row with the id that was sent."""
        if isinstance(value, str) and not (value.isascii() and value.isdecimal()):
            return UNAVAILABLE
        found = super().value_from_form(value)  # type: ignore[misc]
        return UNAVAILABLE if found is None and value is not None else found

    def clean(self, value: Any) -> Any:
        """Return the row, if there is one."""
        if value is UNAVAILABLE:
            raise unavailable_reference(self.label)  # type: ignore[attr-defined]
        return super().clean(value)  # type: ignore[misc]

    def get_form_state(self, value: Any) -> Any:
        """Return what the form shows: nothing of what is unavailable."""
        return super().get_form_state(_or_none(value))  # type: ignore[misc]

    def get_prep_value(self, value: Any) -> Any:
        """Return the id."""
        return super().get_prep_value(_or_none(value))  # type: ignore[misc]

    def extract_references(self, value: Any) -> Any:
        """Return what the value refers to."""
        return super().extract_references(_or_none(value))  # type: ignore[misc]


def _or_none(value: Any) -> Any:
    return None if value is UNAVAILABLE else value


class PageReferenceBlock(_RefusesUnavailable, _SameInEveryLanguage, PageChooserBlock):
    """A reference to a page. Documents carry its key, which holds in every language."""


class ImageReferenceBlock(_RefusesUnavailable, ImageChooserBlock):
    """An image. A translation may put another in its place (one with text in it, say)."""


class FileReferenceBlock(_RefusesUnavailable, DocumentChooserBlock):
    """A document or audio file. A translation may put another in its place."""
