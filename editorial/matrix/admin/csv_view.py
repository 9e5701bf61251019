"""The matrix as a table for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from editorial.matrix.filters import narrowed
from editorial.matrix.types import Matrix, Row, Status
from tenants.spreadsheets import as_text

from .filter_form import KIND_LABELS, MatrixFilterForm
from .over_all_states import OverAllStates, whole_matrix
from .presenting import national_words, roles_of, stage_of, words_of

BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""


class MatrixCsvView(OverAllStates, View):
    """All rows of the matrix as it is narrowed."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the file; a filter that cannot be understood redirects to the form, which reports it."""
        whole = whole_matrix(request)
        form = MatrixFilterForm(request.GET, whole)
        if not form.is_valid():
            return redirect(f"{reverse('matrix:matrix')}?{request.GET.urlencode()}")
        name = f"matriz-{timezone.localdate():%Y-%m-%d}.csv"
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        response.write(BYTE_ORDER_MARK)
        csv.writer(response).writerows(_lines(narrowed(whole, form.matrix_filter())))
        return response


def _lines(matrix: Matrix) -> Iterator[list[str]]:
    heads = [_("Kind"), _("Title"), _("Path"), _("Whom it is for"), _("Stage"), _("National library")]
    yield [*heads, *(str(status.label) for status in Status), *(as_text(column.name) for column in matrix.columns)]
    for row in matrix.rows:
        counts = matrix.counts_of_row(row)
        yield [
            *map(as_text, _about(row)),
            *(str(counts[status]) for status in Status),
            *(as_text(words_of(row.cell(column.code))) for column in matrix.columns),
        ]


def _about(row: Row) -> list[str]:
    return [str(KIND_LABELS[row.kind]), row.title, row.path, roles_of(row), stage_of(row), national_words(row)]
