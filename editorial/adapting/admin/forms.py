"""The form of one piece: the very form its page has for it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.blocks.base import BlockField, BlockWidget, get_error_json_data
from wagtail.models import Page

from content_models.references import new_unavailable, references_in, without_unavailable
from content_models.verification import VERIFIED
from editorial.adapting.rules import references_of
from editorial.adapting.types import PieceForm


def is_id(address: str) -> bool:
    """Whether an address is of a block, node or list item, which can go; fields and lists stay."""
    try:
        return str(UUID(address)) == address
    except ValueError:
        return False


class PieceWidget(BlockWidget):
    """A block's own form, alone on a page.

    Wagtail's controller expects a stream at the top and fails after it has drawn any other block.
    """

    def __init__(self, piece_form: PieceForm, place: Page | None) -> None:
        super().__init__(piece_form.block)
        self._piece_form, self._place = piece_form, place

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return what was sent, without what the state may not refer to: nor does the form show it again."""
        value = super().value_from_datadict(data, files, name)
        if self._place is None:
            return value
        block = self._piece_form.block
        unavailable = new_unavailable(self._place, references_in(block, value), references_of(self._piece_form))
        return without_unavailable(block, value, unavailable.__contains__)

    def id_for_label(self, prefix: str) -> str:
        """Return the id of the block's own input, which is its name."""
        found: str = super().id_for_label(prefix.removeprefix("id_"))
        return found

    def render_with_errors(
        self, name: str, value: Any, attrs: Any = None, errors: Any = None, renderer: Any = None
    ) -> SafeString:
        """Return the element in which the form is drawn."""
        error = get_error_json_data(errors.as_data()[0]) if errors else None
        state = [self.block_def.get_form_state(value), error]
        return format_html(
            '<div id="{}" data-controller="adapting-piece" data-adapting-piece-data-value="{}" '
            'data-adapting-piece-arguments-value="{}"></div>',
            name,
            self.block_json,
            json.dumps(state),
        )

    @property
    def media(self) -> forms.Media:
        """The scripts of the block, and the one that draws it."""
        return super().media + forms.Media(js=[static("editorial/adapting.js")])


class ValueForm(forms.Form):
    """One field, block, node or list item."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)
    block_type = forms.CharField(required=False, widget=forms.HiddenInput)
    new_nodes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, piece_form: PieceForm, place: Page | None, **kwargs: Any) -> None:
        """Make the form.

        Args:
            place: where the state's pages stand, so that only what these may refer to is taken; None: anything is.
        """
        super().__init__(*args, **kwargs)
        self._piece_form = piece_form
        self.fields["value"] = BlockField(
            piece_form.block, label=piece_form.label, required=False, widget=PieceWidget(piece_form, place)
        )
        self.initial.setdefault("value", piece_form.value)
        self.initial.setdefault("base", piece_form.base)
        self.initial.setdefault("block_type", piece_form.given.block_type)

    def begin_again(self, revision: int | None, base: int | None) -> None:
        """Let the next try begin from these; what was typed stays, but is not verified."""
        now = QueryDict(mutable=True)
        now.update(self.data)
        for name in [name for name in now if name.endswith(f"-{VERIFIED}")]:
            del now[name]
        for name, number in (("revision", revision), ("base", base)):
            now[name] = "" if number is None else str(number)
        self.data = now

    def clean_new_nodes(self) -> tuple[str, ...]:
        """Return the ids of the nodes that are to be made for answers, as the script of the form chose them."""
        return tuple(one for one in self.cleaned_data["new_nodes"].split() if is_id(one))

    def stored(self) -> Any:
        """The cleaned value as the adaptation stores it."""
        return self._piece_form.block.get_prep_value(self.cleaned_data["value"])
