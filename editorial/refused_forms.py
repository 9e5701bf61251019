"""What a form of a page says when it is refused, whatever kind of page it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages
from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, ListBlock

from .wording import sentences_of

NOT_DONE = {
    "publish": gettext_lazy("It is not published yet: mend first what is marked in red. What you wrote is still here."),
    "submit": gettext_lazy("It is not sent yet: mend first what is marked in red. What you wrote is still here."),
    "save": gettext_lazy("It is not saved yet: mend first what is marked in red. What you wrote is still here."),
}


class RefusedInOwnWords:
    """Before one of Wagtail's views among the bases: it says what was not done in the word of the button.

    Wagtail says of all that “the page” could not be created, or saved: of an office and of a notice, too.
    """

    request: Any
    form: Any
    action_name: str
    expects_json_response: bool

    def json_error_response(self, error_code: str, error_message: Any) -> HttpResponse:
        """Name the field that keeps the form from being saved by itself, and say where it is (`field`)."""
        refusal = first_refusal(self.form) if error_code == "validation_error" else None
        sentence = refusal.sentence if refusal else error_message
        answer: HttpResponse = super().json_error_response(error_code, sentence)  # type: ignore[misc]  # as below
        if refusal:
            answer.content = json.dumps({**json.loads(answer.content), "field": refusal.path})
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is to be mended."""
        sentence = NOT_DONE.get(self.action_name)
        if sentence is None or self.expects_json_response or getattr(self, "locked_for_user", False):
            refused: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view it is mixed into
            return refused
        messages.validation_error(self.request, sentence, form)
        self.has_unsaved_changes = True
        self.errors_debug = ""
        shown: HttpResponse = self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]  # as above
        return shown


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is refused in a form.

    Attributes:
        path: the field, and within it the places and names of blocks: `("nodes", 0, "options", 1, "label")`.
        sentence: which field it is, and why.
    """

    path: tuple[str | int, ...]
    sentence: str


def first_refusal(form: BaseForm) -> Refusal | None:
    """Return what is refused first in a form, and where; None where no field of its own is."""
    for name, errors in form.errors.as_data().items():
        if name not in form.fields:
            continue
        for error in errors:
            block = getattr(form.fields[name], "block", None)
            value = form[name].data if block is not None else None
            found = next(_innermost(error, block, value), None)
            if found:
                path, labels, problem = found
                words = {"field": ", ".join(labels) or form[name].label, "problem": _as_text(problem)}
                sentence = gettext("“%(field)s”: %(problem)s It goes on saving by itself once that is right.") % words
                return Refusal((name, *path), sentence)
    return None


def _as_text(problem: str) -> str:
    """Return what a field says without its links: the form shows it as text."""
    return unescape(strip_tags(problem)) if isinstance(problem, SafeString) else problem


_Found = tuple[tuple[str | int, ...], tuple[str, ...], str]


def _innermost(error: ValidationError, block: Block | None, value: Any) -> Iterator[_Found]:
    """Yield what is wrong in a block, and in the blocks within it: where, in words, and why."""
    inner = getattr(error, "block_errors", None)
    if inner:
        for at, one in inner.items() if isinstance(inner, dict) else enumerate(inner):
            if not one:
                continue
            child, held = _child(block, value, at)
            for path, labels, problem in _innermost(one, child, held):
                is_named_within = isinstance(child, ListBlock) and len(labels) > 0  # “Option 2” names the list, too
                label = [] if child is None or is_named_within else [_label(child, at)]
                yield (at, *path), (*label, *labels), problem
        return
    for sentence in sentences_of(error):
        yield (), (), sentence


def _label(block: Block, at: str | int) -> str:
    return f"{block.label} {at + 1}" if isinstance(at, int) else str(block.label)


def _child(block: Block | None, value: Any, at: str | int) -> tuple[Block | None, Any]:
    """The block within another one, and its value; none where they are not known."""
    try:
        match block:
            case BaseStreamBlock():
                return value[at].block, value[at].value
            case ListBlock():
                return block.child_block, value[at]
            case BaseStructBlock():
                return block.child_blocks[at], value[at]
    except (IndexError, KeyError, TypeError):
        pass
    return None, None
