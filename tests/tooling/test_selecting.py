"""What `make test` leaves out is there, so that nothing that was renamed comes back unnoticed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.selecting import FILES_A_JOURNEY, LEFT_OUT, MANY_CASES, OF_MANY, TESTS, _further_cases, _with_journeys_spread


@pytest.mark.parametrize("listed", sorted(LEFT_OUT | MANY_CASES))
def test_what_is_left_out_is_there(listed: str) -> None:
    file, _, name = listed.partition("::")

    text = (TESTS / file).read_text(encoding="utf-8")

    assert f"def {name.partition('[')[0]}" in text


def test_each_third_of_many_cases_is_tried() -> None:
    file, _, test = min(MANY_CASES).partition("::")
    cases: list[Any] = [
        SimpleNamespace(path=TESTS / file, name=f"{test}[{case}]", originalname=test, nodeid=f"{file}::{test}[{case}]")
        for case in range(2 * OF_MANY)
    ]
    another: Any = SimpleNamespace(path=TESTS / file, name="test_another", nodeid=f"{file}::test_another")

    further = _further_cases([*cases, another])

    assert further == {case.nodeid for at, case in enumerate(cases) if at not in (0, OF_MANY)}


def test_files_of_journeys_stand_between_others() -> None:
    journeys = [TESTS / "journeys" / f"test_{number}.py" for number in range(3)]
    others = [TESTS / "editorial" / f"test_{number}.py" for number in range(FILES_A_JOURNEY + 1)]
    without = TESTS / "tooling" / "test_names.py"
    items: list[Any] = [SimpleNamespace(path=path) for path in (without, *journeys, *others, *others)]

    spread = [item.path for item in _with_journeys_spread(items, {*journeys, *others})]

    between = [path for path in others[:FILES_A_JOURNEY] for _ in range(2)]
    assert spread == [without, journeys[0], *between, journeys[1], others[-1], others[-1], journeys[2]]
