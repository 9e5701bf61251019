"""Which tests take long, by where they stand and what they ask for; and the longest come first.

`make test-fast` leaves out what is marked `journey` or `slow`; `make test` leaves out loads, killings, further journeys
and tests of tests, which `make test-all` has.
Files are handed to the processes in this order, so that none waits for the database while one makes it, or at the end
for another one's long file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.thoroughness import is_long

TESTS = Path(__file__).parent
MARKED_FOLDERS = {"journeys": pytest.mark.journey, "randomised": pytest.mark.slow}
SLOW_FIXTURES = {"browser", "committed_db", "desk", "module_committed_db", "world_tenants"}
"""A browser, a copy of the database for each test, and pages that are published through Wagtail."""

LONGEST_FIRST = ("journeys/", "access/", "cms/", "editorial/", "publishing/", "delivery/")
"""Folders; the others follow as they come."""

LOADS = frozenset(
    {
        "delivery/search/test_small_copy.py::test_the_copy_of_a_state_is_small_and_answers_as_search_does",
        "editorial/national/test_many_at_once.py",
        "journeys/test_chat_under_load.py::test_two_thousand_sockets_and_two_hundred_messages_a_second",
        "journeys/test_sign_in.py::test_many_who_sign_in_at_once_leave_threads_for_others",
        "journeys/test_slow_clients.py",
        "journeys/test_slow_readers.py",
        "journeys/test_states_apart.py",
        "journeys/test_whole_versions.py",
        "publishing/test_launch_state.py::test_thirty_two_more_states_are_prepared_like_the_first",
    }
)
"""What puts a server under load, or measures over much; the rules behind it have quicker tests of their own, too."""

KILLINGS = frozenset(
    {
        "assistance/test_snapshots_in_processes.py::test_a_worker_process_writes_and_the_next_one_what_it_left",
        "cms/test_run.py::test_a_killed_child_comes_back_and_a_killed_run_leaves_nothing",
        "journeys/test_chat_killed.py",
        "journeys/test_chat_process.py::test_what_was_missed_while_the_process_was_away_is_shown_in_order[SIGKILL]",
        "journeys/test_database_hung.py::test_a_long_statement_is_not_cut_while_the_database_answers",
        "journeys/test_database_hung.py::test_a_worker_ends_when_told_to_while_the_database_hangs",
        "journeys/test_database_hung.py::test_everything_says_so_within_two_seconds_and_recovers[its backends]",
        "journeys/test_database_stopped.py",
        "journeys/test_killed_while_publishing.py",
        "journeys/test_ledger_under_load.py",
        "journeys/test_launching.py::test_a_command_that_is_killed_leaves_each_state_launched_or_not",
        "journeys/test_production_command.py::test_the_service_goes_on_when_a_worker_is_killed",
        "journeys/test_production_command.py::test_workers_that_die_again_at_once_end_the_command_with_a_failure",
        "journeys/test_worker_killed.py",
    }
)
"""Journeys in which processes are killed, or hang. `make test` kills a process that publishes, embedded servers and
their guardians (`delivery/test_processes.py`, `cms/test_database.py`), and lets a database hang and go away
(`cms/test_liveness.py`, `journeys/test_database_hung.py`, `journeys/test_database_away.py`).
"""

FURTHER_JOURNEYS = frozenset(
    {
        "journeys/test_adapting.py",
        "journeys/test_admin_policy.py::test_nothing_that_the_librarys_people_do_is_against_the_policy",
        "journeys/test_database_away.py::test_the_cache_is_served_and_reported_until_the_database_is_back",
        "journeys/test_database_hung.py::test_the_cache_is_served_says_so_and_is_current_again_afterwards",
        "journeys/test_dates.py",
        "journeys/test_generated_requests.py",
        "journeys/test_glossary_words.py",
        "journeys/test_importing_offices.py",
        "journeys/test_manual.py",
        "journeys/test_marked_place.py",
        "journeys/test_metrics_of_processes.py",
        "journeys/test_national.py",
        "journeys/test_offices.py",
        "journeys/test_people.py",
        "journeys/test_recording.py",
        "journeys/test_script_preview.py",
        "journeys/test_second_factor.py",
        "journeys/test_sent_for_review.py",
        "journeys/test_sign_in.py::test_failures_count_in_all_processes_and_after_a_restart",
        "journeys/test_sign_in.py::test_the_worker_sends_links_and_the_web_process_answers_alike",
        "journeys/test_trusted_documents.py",
        "journeys/test_verification.py",
    }
)
"""Journeys where another journey, or quicker tests of the same rules, go as well."""

TESTS_OF_TESTS = frozenset(
    {
        "access/administration/test_crawl.py::test_a_rule_that_is_removed_is_found_missing",
        "access/test_advisories.py::test_attack_is_alive",
        "access/test_graphql_crawl.py::test_a_rule_that_is_removed_is_found_missing",
        "randomised/test_processes_agree.py::test_processes_that_cache_what_was_rolled_back_are_found",
    }
)
"""Tests that break the system on purpose, or attack who may do so, only to see whether another test finds something."""

LEFT_OUT = LOADS | KILLINGS | FURTHER_JOURNEYS | TESTS_OF_TESTS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes long, put it first, and leave out what is for `make test-all`.

    That is run if it is asked for, by `LONG_TESTS` or by name.
    """
    if not is_long() and not any(name in str(argument) for argument in config.args for name in LEFT_OUT):
        long = [item for item in items if LEFT_OUT & _names(item)]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]
    for item in items:
        mark = MARKED_FOLDERS.get(_folder(item))
        if mark is not None:
            item.add_marker(mark)
        elif SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or _is_generated(item):
            item.add_marker(pytest.mark.slow)
    of_database = {item.path for item in items if _needs_database(item)}
    items.sort(key=lambda item: _place(item, needs_database=item.path in of_database))


def _names(item: pytest.Item) -> set[str]:
    """Return what a test is listed by: its file, or its file and its name, with its parameters or without."""
    file = item.path.relative_to(TESTS).as_posix()
    return {file, f"{file}::{getattr(item, 'originalname', item.name)}", f"{file}::{item.name}"}


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


def _is_generated(item: pytest.Item) -> bool:
    """Whether Hypothesis makes its examples."""
    return bool(getattr(getattr(item, "obj", None), "is_hypothesis_test", False))


def _needs_database(item: pytest.Item) -> bool:
    fixtures = {"db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def _place(item: pytest.Item, *, needs_database: bool) -> int:
    """Return where a file stands: one that makes the database, those that need none meanwhile, and then the longest."""
    file = item.path.relative_to(TESTS).as_posix()
    if file.startswith("randomised/"):
        return 0
    if not needs_database:
        return 1
    return next((at for at, start in enumerate(LONGEST_FIRST, 2) if file.startswith(start)), len(LONGEST_FIRST) + 2)
