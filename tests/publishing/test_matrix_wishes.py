"""Narrowing the matrix."""

from __future__ import annotations

import pytest

from editorial.matrix.types import Cell, Column, LocalPages, Matrix, Row, Status
from editorial.matrix.wishes import Wish, narrowed

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
        (Wish(), "1234"),
        (Wish(search="DENÚNCI"), "12"),
        (Wish(search="nada"), ""),
        (Wish(kind="GUIDANCE"), "12"),
        (Wish(role="THIRD_PARTY"), "2"),
        (Wish(stage="BEFORE"), "1"),
        (Wish(kind="GUIDANCE", stage="TRIAL", role="VICTIM", search="den"), "2"),
        (Wish(state="TAB"), "1234"),
        (Wish(status="adapted"), "24"),
        (Wish(status="overdue"), "134"),
        (Wish(status="hidden"), ""),
        (Wish(status="inherited"), "123"),
        (Wish(state="TAB", status="overdue"), "1"),
        (Wish(state="COA", status="overdue"), "4"),
        (Wish(state="TAB", status="inherited"), "23"),
        (Wish(kind="TERM", status="adapted"), ""),
    ],
)
def test_rows_fit_every_wish(wish: Wish, keys: str) -> None:
    assert "".join(row.key for row in narrowed(WHOLE, wish).rows) == keys


def test_a_state_is_a_column_with_its_own_pages() -> None:
    shown = narrowed(WHOLE, Wish(state="TAB"))

    assert shown.columns == (Column("TAB", "Tabasco"),)
    assert shown.local == {"TAB": LocalPages({"OFFICE": 2})}
    assert shown.counts()[Status.OVERDUE] == 1


def test_counts_beside_each_status_are_of_all_statuses() -> None:
    assert Wish(kind="TERM", status="adapted").without_status() == Wish(kind="TERM")
