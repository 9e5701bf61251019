"""Narrowing the matrix."""

from __future__ import annotations

from dataclasses import dataclass, replace

from content_models.spanish_order import fold

from .types import Matrix, Row, Status

DIFFERENT = "different"
"""Asks for the rows that are not inherited by all states, and for those that the library itself has to review."""


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """What the matrix is narrowed to; empty strings mean everything.

    Attributes:
        search: part of a title; accents and case do not matter.
        role, stage: as the text names them; one for everybody names no role, and so fits none.
        state: a code; only its column is kept.
        status: kept are the rows with such a cell, or whose text stands so in the library itself; or `DIFFERENT`.
    """

    search: str = ""
    kind: str = ""
    role: str = ""
    stage: str = ""
    state: str = ""
    status: str = ""

    def without_status(self) -> MatrixFilter:
        """The same for all statuses: what the counts beside each status are taken of."""
        return replace(self, status="")


def narrowed(matrix: Matrix, matrix_filter: MatrixFilter) -> Matrix:
    """Return the part of the matrix that fits, in the same order."""
    columns = tuple(column for column in matrix.columns if matrix_filter.state in ("", column.code))
    codes = {column.code for column in columns}
    rows = tuple(row for row in matrix.rows if _fits(row, matrix_filter) and _has_status(row, matrix_filter, codes))
    return Matrix(columns, rows, {code: pages for code, pages in matrix.local.items() if code in codes})


def _fits(row: Row, matrix_filter: MatrixFilter) -> bool:
    return (
        fold(matrix_filter.search) in fold(row.title)
        and matrix_filter.kind in ("", row.kind)
        and matrix_filter.stage in ("", row.stage)
        and (not matrix_filter.role or matrix_filter.role in row.roles)
    )


def _has_status(row: Row, matrix_filter: MatrixFilter, codes: set[str]) -> bool:
    if not matrix_filter.status:
        return True
    wanted = set(Status) - {Status.INHERITED} if matrix_filter.status == DIFFERENT else {matrix_filter.status}
    if not matrix_filter.state and row.national.status in wanted - {Status.INHERITED}:
        return True
    return any(row.cell(code).status in wanted for code in codes)
