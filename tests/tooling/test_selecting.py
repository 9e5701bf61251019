"""What `make test` leaves out is there, so that nothing that was renamed comes back unnoticed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.selecting import (
    BY_TURNS,
    FILES_A_JOURNEY,
    LEFT_OUT,
    MANY_CASES,
    OF_MANY,
    PARTS,
    TESTS,
    _further_cases,
    _other_parts,
    _with_journeys_spread,
)


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


def test_each_long_file_is_of_one_part_and_what_may_hurt_is_of_all() -> None:
    def item(file: str, *marks: str) -> Any:
        return SimpleNamespace(path=TESTS / file, get_closest_marker=lambda name: name in marks or None)

    by_turns = [f"{folder}/test_{number}.py" for folder in BY_TURNS for number in range(4)]
    always = [
        item("editorial/test_quick.py"),
        *(item(f"{folder}/test_rule.py", "slow") for folder in ("access", "api", "assistance", "tenants")),
        item("publishing/test_confidential_places.py", "slow"),
        item("journeys/test_desk.py", "journey"),
    ]
    items = [*always, *(item(file, "slow") for file in by_turns)]

    tried = [{each.path for each in items} - _other_parts(items, part) for part in range(1, PARTS + 1)]

    for file in by_turns:
        assert sum(TESTS / file in of_part for of_part in tried) == 1
    assert all(each.path in of_part for each in always for of_part in tried)
    with pytest.raises(pytest.UsageError, match="1 to 5, not 6"):
        _other_parts(items, PARTS + 1)
