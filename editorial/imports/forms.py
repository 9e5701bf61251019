"""The forms of an import: the file, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.models import OfficeImport

from .columns import COLUMNS
from .row_plans import LEFT_OUT, YES, offers_exclusion

OUT = "out"
"""The answer to a question that its row is left out."""

EXAMPLES = 3
LONGEST_EXAMPLE = 60


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File with the offices"),
        help_text=_("Excel (.xlsx) or CSV. Nothing changes yet: first you see what it would do."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": _("Choose the file first."), "empty": _("This file is empty.")},
    )


class ColumnsForm(forms.Form):
    """What each column of the file is."""

    def __init__(
        self, *args: Any, office_import: OfficeImport, rows: Sequence[Sequence[str]], can_withdraw: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._headings: list[str] = list(office_import.headings)
        chosen = {index: name for name, index in office_import.mapping.items()}
        choices = [("", gettext("Do not import")), *((name, column.column_name) for name, column in COLUMNS.items())]
        for index, heading in enumerate(self._headings):
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=heading or gettext("Column without a heading"),
                choices=choices,
                required=False,
                initial=chosen.get(index, ""),
            )
        self._examples = [_examples_of(rows, index) for index in range(len(self._headings))]
        if can_withdraw:
            self.fields["is_complete_list"] = forms.BooleanField(
                label=_("This is the complete list: withdraw the published offices that it lacks"),
                required=False,
                initial=office_import.is_complete_list,
                help_text=_("Leave it empty, and offices that are not in the file stay as they are."),
            )

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column with its field and examples."""
        return [
            {"field": self[f"column-{index}"], "heading": heading, "examples": self._examples[index]}
            for index, heading in enumerate(self._headings)
        ]

    @property
    def recognized(self) -> list[dict[str, Any]]:
        """The columns whose heading says what they are."""
        return [column for column in self.columns if self._is_recognized(column)]

    @property
    def to_choose(self) -> list[dict[str, Any]]:
        """The others, and those with an error."""
        return [column for column in self.columns if not self._is_recognized(column)]

    @property
    def sample(self) -> list[str]:
        """The first names of offices: in them one sees whether the letters were read right."""
        names = [column["examples"] for column in self.columns if column["field"].value() == "title"]
        return names[0] if names else []

    def _is_recognized(self, column: Mapping[str, Any]) -> bool:
        return bool(column["field"].value()) and not column["field"].errors

    @property
    def mapping(self) -> dict[str, int]:
        """What was chosen: the number of the column, by what it is."""
        chosen = {index: self.cleaned_data.get(f"column-{index}", "") for index in range(len(self._headings))}
        return {name: index for index, name in chosen.items() if name}

    def clean(self) -> dict[str, Any]:
        """Refuse two columns that are the same."""
        cleaned = super().clean() or {}
        seen: dict[str, str] = {}
        for index, heading in enumerate(self._headings):
            name = cleaned.get(f"column-{index}", "")
            if name and name in seen:
                text = gettext("“%(other)s” is this already. Choose it for one of the two columns only.")
                self.add_error(f"column-{index}", text % {"other": seen[name]})
            elif name:
                seen[name] = heading
        return cleaned


def answers_in(
    sent: Mapping[str, str], questions: Sequence[tuple[int, Mapping[str, Any]]]
) -> dict[tuple[int, str], str]:
    """Return what a form says to questions that are open: by number of the row and code.

    Args:
        questions: with the number of their row.
    """
    found = {}
    for number, question in questions:
        code = question["code"]
        value = sent.get(f"answer-{number}-{code}", "") or ("" if question["options"] else sent.get(f"all-{code}", ""))
        if value == OUT and offers_exclusion(question):
            found[number, LEFT_OUT] = YES
        elif value:
            found[number, code] = value
    return found


def _examples_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    texts = dict.fromkeys(row[index] for row in rows if index < len(row) and row[index])
    return [text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…" for text in list(texts)[:EXAMPLES]]
