"""The form that chooses the text which a phrase means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.kinds import ItemKind
from delivery.search.phrases import TAUGHT_KINDS
from delivery.view import StateView

from .services import Suggestion, found_now

MOST_LIKELY = 5

KINDS = {
    ItemKind.GUIDANCE: _("What to do"),
    ItemKind.TERM: _("A word of the law"),
    ItemKind.ORGANIZATION: _("Who can help"),
    ItemKind.SCRIPT: _("Script for operators"),
}


class AddForm(forms.Form):
    """Which text: the likely ones first, then all, by kind."""

    key = forms.ChoiceField(
        label=_("Text"), help_text=_("The first ones are those that operators named, and that search finds now.")
    )

    def __init__(self, *args: Any, view: StateView, suggestion: Suggestion, **kwargs: Any) -> None:
        named = [key for key, _count in suggestion.meant.most_common() if view.item(key) is not None]
        found = [hit.key for hit in found_now(view, suggestion.phrase, TAUGHT_KINDS)]
        likely = list(dict.fromkeys([*named, *found]))[:MOST_LIKELY]
        likely.sort(key=lambda key: TAUGHT_KINDS.index(ItemKind(view[key]["kind"])))  # people find no scripts
        super().__init__(*args, **kwargs)
        self._view = view
        field: Any = self.fields["key"]
        field.choices = [
            ("", gettext("Choose the text")),
            *([(gettext("Most likely"), [(key, _title(view, key)) for key in likely])] if likely else []),
            *(
                (KINDS[kind], [(item["key"], item["title"]) for item in view.all(kind) if item["key"] not in likely])
                for kind in TAUGHT_KINDS
            ),
        ]

    def title_of(self, key: str) -> str:
        """Return the title of a text that can be chosen."""
        return str(self._view[key]["title"])


def _title(view: StateView, key: str) -> str:
    item = view[key]
    return f"{item['title']} · {KINDS[ItemKind(item['kind'])]}"
