"""Which tests take long, by where they stand and what they ask for; and the longest come first.

`make test-fast` leaves out what is marked `journey` or `slow`; `make test` leaves out loads and tests of tests, which
`make test-all` has.
Files are handed to the processes in this order, so that no process waits at the end for another one's long file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.thoroughness import is_long

TESTS = Path(__file__).parent
MARKED_FOLDERS = {"journeys": pytest.mark.journey, "randomised": pytest.mark.slow}
SLOW_FIXTURES = {"browser", "committed_db", "desk", "module_committed_db", "world_tenants"}
"""A browser, a copy of the database for each test, and pages that are published through Wagtail."""

LONGEST_FIRST = (
    "randomised/",
    "cms/test_database.py",
    "delivery/test_opening_hours_properties.py",
    "journeys/",
    "access/",
    "cms/",
    "editorial/",
    "publishing/",
    "delivery/",
)
"""Folders and files; the others follow as they come. The files need no database, and so go on while one is made."""


LOADS = frozenset(
    {
        "editorial/national/test_many_at_once.py",
        "journeys/test_killed_while_publishing.py",
        "journeys/test_slow_clients.py",
        "journeys/test_slow_readers.py",
        "journeys/test_states_apart.py",
        "journeys/test_trusted_documents.py::test_nobody_waits_while_a_large_manifest_is_checked",
        "journeys/test_whole_versions.py",
        "journeys/test_worker_killed.py",
    }
)
"""Files and tests that put a server under load; the rules behind them have quicker tests of their own, too."""

TESTS_OF_TESTS = frozenset(
    {"randomised/test_processes_agree.py::test_processes_that_cache_what_was_rolled_back_are_found"}
)
"""Tests that break the system on purpose, only to see whether another test finds it."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes long, put it first, and leave out what is for `make test-all`.

    That is run if it is asked for, by `LONG_TESTS` or by name.
    """
    left_out = LOADS | TESTS_OF_TESTS
    if not is_long() and not any(name in str(argument) for argument in config.args for name in left_out):
        long = [item for item in items if left_out & _names(item)]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]
    for item in items:
        mark = MARKED_FOLDERS.get(_folder(item))
        if mark is not None:
            item.add_marker(mark)
        elif SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or _is_generated(item):
            item.add_marker(pytest.mark.slow)
    items.sort(key=_place)


def _names(item: pytest.Item) -> set[str]:
    """Return what a test is listed by: its file, or its file and its own name without parameters."""
    file = item.path.relative_to(TESTS).as_posix()
    return {file, f"{file}::{getattr(item, 'originalname', item.name)}"}


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def _is_generated(item: pytest.Item) -> bool:
    """Whether Hypothesis makes its examples."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def _place(item: pytest.Item) -> int:
    file = item.path.relative_to(TESTS).as_posix()
    return next((at for at, start in enumerate(LONGEST_FIRST) if file.startswith(start)), len(LONGEST_FIRST))
