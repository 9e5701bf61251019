"""Offices that may be there already: the likeliest of all, found without comparing each with each."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

import pytest

from editorial.imports.doubles import MOST_OF_PHONE, MOST_PROPOSED, NEAR_METERS, Features, KnownOffices, _meters

OFFICES = 400


def likest_of_all(offices: Sequence[Features], office: Features) -> list[str]:
    """The rule, each compared with each."""
    sharing: dict[str, int] = defaultdict(int)
    for each in offices:
        for dial in each.dials:
            sharing[dial] += 1
    found = []
    for number, each in enumerate(offices):
        is_of_same = each.organization == office.organization
        dials = [dial for dial in each.dials & office.dials if is_of_same and sharing[dial] <= MOST_OF_PHONE]
        both = each.point is not None and office.point is not None and is_of_same
        is_near = both and _meters(each.point, office.point) <= NEAR_METERS  # type: ignore[arg-type]  # both have one
        has_name = each.name == office.name
        weight = 3 * has_name + 2 * len(dials) + is_near
        if weight:
            found.append((-weight, 0 if has_name else 1 if dials else 2, number, each.key))
    return [key for *_rank, key in sorted(found)[:MOST_PROPOSED]]


def some_office(chance: random.Random, key: str) -> Features:
    dials = frozenset(f"99300000{chance.randrange(80):02}" for _ in range(chance.randrange(3)))
    point = (18.0 + chance.randrange(30) / 2500, -93.0 + chance.randrange(4) / 2500)
    return Features(
        key, chance.randrange(3), f"unidad {chance.randrange(60)}", dials, point if chance.random() < 0.8 else None
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_likeliest_are_those_that_comparing_each_with_each_finds(seed: int) -> None:
    chance = random.Random(seed)
    offices = [some_office(chance, str(number)) for number in range(OFFICES)]
    known = KnownOffices(offices)

    for number in range(100):
        office = some_office(chance, f"new {number}")
        assert known.like(office) == likest_of_all(offices, office)
    assert offices[7].key not in known.like(offices[7])


def test_how_many_are_compared_does_not_grow_with_equal_names_points_and_numbers() -> None:
    def compared(count: int) -> int:
        known = KnownOffices(
            Features(str(number), 1, "unidad", frozenset(["9930000001"]), (18.0, -93.0)) for number in range(count)
        )
        return len(list(known._candidates(Features("new", 1, "unidad", frozenset(["9930000001"]), (18.0, -93.0)))))

    assert compared(2_000) == compared(20)
