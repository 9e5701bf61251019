"""The form that narrows the matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content_models.choices import Role, Stage
from content_models.kinds import ItemKind
from editorial.matrix.filters import DIFFERENT, MatrixFilter
from editorial.matrix.matrix import KINDS
from editorial.matrix.types import Matrix, Status

KIND_LABELS: Mapping[str, Any] = {
    ItemKind.HOME: _("Home"),
    ItemKind.SECTION: _("Section"),
    ItemKind.GUIDANCE: _("Guidance"),
    ItemKind.SCRIPT: _("Script"),
    ItemKind.TERM: _("Glossary term"),
    ItemKind.ORGANIZATION: _("Organization"),
    ItemKind.OFFICE: _("Office"),
    ItemKind.NOTICE: _("Notice"),
    ItemKind.ADAPTATION: _("Adaptation"),
}
"""What each kind of text is called; a withdrawn text's adaptation is all that is left to name."""

ALL = [("", _("All"))]
STATUS_CHOICES = [(DIFFERENT, _("Any difference")), *ALL, *Status.choices]
KIND_CHOICES = [*ALL, *((kind, KIND_LABELS[kind]) for kind in KINDS)]


class MatrixFilterForm(forms.Form):
    """What the matrix is narrowed to."""

    search = forms.CharField(required=False, label=_("Search in titles"))
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=KIND_CHOICES)
    role = forms.ChoiceField(required=False, label=_("Whom it is for"), choices=[*ALL, *Role.choices])
    stage = forms.ChoiceField(required=False, label=_("Stage"), choices=[*ALL, *Stage.choices])
    state = forms.ChoiceField(required=False, label=_("State"))
    status = forms.ChoiceField(required=False, label=_("What the state does"), choices=STATUS_CHOICES)

    def __init__(self, data: Any, matrix: Matrix) -> None:
        """Offer the states of a matrix."""
        super().__init__(data)
        states = sorted((column.name, column.code) for column in matrix.columns)
        self.fields["state"].choices = [*ALL, *((code, name) for name, code in states)]  # type: ignore[attr-defined]  # a ChoiceField

    def matrix_filter(self) -> MatrixFilter:
        """Return the filter; an invalid field narrows nothing, and shows its error."""
        self.is_valid()
        return MatrixFilter(**self.cleaned_data)
