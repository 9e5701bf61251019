"""Narrowing the matrix."""

from __future__ import annotations

import pytest

from editorial.matrix.filters import DIFFERENT, MatrixFilter, narrowed
from editorial.matrix.types import Cell, Column, LocalPages, Matrix, Row, Status

LATE, ADAPTED = Cell(Status.OVERDUE, Status.ADAPTED), Cell(Status.ADAPTED, Status.ADAPTED)

WHOLE = Matrix(
    (Column("COA", "Coahuila"), Column("TAB", "Tabasco")),
    (
        Row("1", "GUIDANCE", "es-MX", "Cómo denunciar", "/a/", 1, ("VICTIM",), "BEFORE", cells={"TAB": LATE}),
        Row("2", "GUIDANCE", "es-MX", "Denuncié", "/b/", 2, ("VICTIM", "THIRD_PARTY"), "TRIAL", cells={"COA": ADAPTED}),
        Row("3", "TERM", "es-MX", "Amparo", "/c/", 3, national=LATE),
        Row("4", "NOTICE", "es-MX", "Aviso", "/d/", 4, cells={"TAB": ADAPTED, "COA": LATE}),
    ),
    {"TAB": LocalPages({"OFFICE": 2}), "COA": LocalPages()},
)


@pytest.mark.parametrize(
    ("wish", "keys"),
    [
        (MatrixFilter(), "1234"),
        (MatrixFilter(search="DENÚNCI"), "12"),
        (MatrixFilter(search="nada"), ""),
        (MatrixFilter(kind="GUIDANCE"), "12"),
        (MatrixFilter(role="THIRD_PARTY"), "2"),
        (MatrixFilter(stage="BEFORE"), "1"),
        (MatrixFilter(kind="GUIDANCE", stage="TRIAL", role="VICTIM", search="den"), "2"),
        (MatrixFilter(state="TAB"), "1234"),
        (MatrixFilter(status="adapted"), "24"),
        (MatrixFilter(status="overdue"), "134"),
        (MatrixFilter(status="hidden"), ""),
        (MatrixFilter(status="inherited"), "123"),
        (MatrixFilter(state="TAB", status="overdue"), "1"),
        (MatrixFilter(state="COA", status="overdue"), "4"),
        (MatrixFilter(state="TAB", status="inherited"), "23"),
        (MatrixFilter(status=DIFFERENT), "1234"),
        (MatrixFilter(state="TAB", status=DIFFERENT), "14"),
        (MatrixFilter(kind="TERM", state="TAB", status=DIFFERENT), ""),
        (MatrixFilter(kind="TERM", status="adapted"), ""),
    ],
)
def test_rows_match_every_filter(wish: MatrixFilter, keys: str) -> None:
    assert "".join(row.key for row in narrowed(WHOLE, wish).rows) == keys


def test_a_state_is_a_column_with_its_own_pages() -> None:
    shown = narrowed(WHOLE, MatrixFilter(state="TAB"))

    assert shown.columns == (Column("TAB", "Tabasco"),)
    assert shown.local == {"TAB": LocalPages({"OFFICE": 2})}
    assert shown.counts()[Status.OVERDUE] == 1


def test_counts_beside_each_status_are_of_all_statuses() -> None:
    assert MatrixFilter(kind="TERM", status="adapted").without_status() == MatrixFilter(kind="TERM")
