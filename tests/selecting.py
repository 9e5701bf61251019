"""Which tests take long, by where they stand and what they ask for; and the longest come first.

`make test-fast` leaves out what is marked `journey` or `slow`. Files are handed to the processes in this order, so that
no process waits at the end for another one's long file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MARKED_FOLDERS = {"journeys": pytest.mark.journey, "randomised": pytest.mark.slow}
SLOW_FIXTURES = {"browser", "committed_db", "desk", "world_tenants"}
"""A browser, a copy of the database for each test, and pages that are published through Wagtail."""

LONGEST_FIRST = ("randomised", "journeys", "cms", "editorial", "publishing", "delivery")
"""Folders; the others follow as they come."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, and put it first."""
    for item in items:
        mark = MARKED_FOLDERS.get(_folder(item))
        if mark is not None:
            item.add_marker(mark)
        elif SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or _is_generated(item):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_place)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def _is_generated(item: pytest.Item) -> bool:
    """Whether Hypothesis makes its examples."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def _place(item: pytest.Item) -> int:
    folder = _folder(item)
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)
