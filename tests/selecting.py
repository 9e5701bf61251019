"""Which tests take long, by where they stand and what they ask for; and the longest come first.

`make test-fast` leaves out what is marked `journey` or `slow`; `make test` leaves out loads, killings, further journeys
and processes, crawls, repeats, further cases and tests of tests, which `make test-all` has. `.ci/run` tries a fifth of
the long files of some folders, another fifth at the next commit (`LONG_FILES_PART`).
Files are handed to the processes in this order, so that none waits for the database while it is made, not all of them
for browsers at once, and none at the end for another one's long file.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import database
from tests.thoroughness import is_long

TESTS = Path(__file__).parent
MARKED_FOLDERS = {"journeys": pytest.mark.journey, "randomised": pytest.mark.slow}
SLOW_FIXTURES = {"browser", "committed_db", "desk", "module_committed_db", "world_tenants"}
"""A browser, a copy of the database for each test, and pages that are published through Wagtail."""

FILES_A_JOURNEY = 5
"""How many other files stand behind each of journeys, so that about one process of three waits for a browser."""

LONGEST_FIRST = ("journeys/", "access/", "cms/", "editorial/", "publishing/", "delivery/")
"""Folders; the others follow as they come."""

LOADS = frozenset(
    {
        "cms/test_editing_statements.py",
        "delivery/search/test_small_copy.py::test_the_copy_of_a_state_is_small_and_answers_as_search_does",
        "editorial/national/test_many_at_once.py",
        "journeys/test_chat_under_load.py::test_two_thousand_sockets_and_two_hundred_messages_a_second",
        "journeys/test_sign_in.py::test_many_who_sign_in_at_once_leave_threads_for_others",
        "journeys/test_slow_clients.py",
        "journeys/test_slow_readers.py",
        "journeys/test_states_apart.py",
        "journeys/test_whole_versions.py",
        "publishing/test_launch_state.py::test_thirty_two_more_states_are_prepared_like_the_first",
        "randomised/test_processes_agree.py::test_all_processes_serve_what_is_stored",
    }
)
"""What puts a server under load, or measures over much; the rules behind it have quicker tests of their own, too."""

KILLINGS = frozenset(
    {
        "assistance/test_snapshots_in_processes.py::test_a_worker_process_writes_and_the_next_one_what_it_left",
        "cms/test_run.py::test_killed_children_come_back_and_a_killed_run_leaves_nothing",
        "journeys/test_chat_killed.py",
        "journeys/test_chat_process.py::test_what_was_missed_while_the_process_was_away_is_shown_in_order[SIGKILL]",
        "journeys/test_chat_process.py::test_what_was_missed_while_the_process_was_away_is_shown_in_order[SIGTERM]",
        "journeys/test_database_hung.py::test_a_long_statement_is_not_cut_while_the_database_answers",
        "journeys/test_database_hung.py::test_a_worker_ends_when_told_to_while_the_database_hangs",
        "journeys/test_database_hung.py::test_everything_says_so_within_two_seconds_and_recovers[its backends]",
        "journeys/test_database_stopped.py",
        "journeys/test_desk.py::test_a_call_by_keyboard_while_the_server_is_killed",
        "journeys/test_desk.py::test_a_call_is_there_again_after_the_browser_was_killed",
        "journeys/test_desk.py::test_a_call_that_is_cut_at_every_step_is_one_row[server killed]",
        "journeys/test_killed_while_publishing.py",
        "journeys/test_launching.py::test_a_command_that_is_killed_leaves_each_state_launched_or_not",
        "journeys/test_ledger_under_load.py",
        "journeys/test_production_command.py::test_the_service_goes_on_when_a_worker_is_killed",
        "journeys/test_production_command.py::test_workers_that_die_again_at_once_end_the_command_with_a_failure",
        "journeys/test_unsaved.py::test_what_was_typed_just_before_the_browser_was_killed_is_given_back",
        "journeys/test_worker_killed.py",
    }
)
"""Journeys in which processes are killed, or hang. `make test` kills a process that publishes, embedded servers and
their guardians (`delivery/test_processes.py`, `cms/test_database.py`), and lets a database hang and go away
(`cms/test_liveness.py`, `journeys/test_database_hung.py`, `journeys/test_database_away.py`).
"""

FURTHER_JOURNEYS = frozenset(
    {
        "assistance/chat/test_screens.py::test_no_screen_of_an_open_chat_has_a_fault[dark]",
        "journeys/test_adapting.py",
        "journeys/test_admin_policy.py::test_nothing_that_a_states_people_do_is_against_the_policy",
        "journeys/test_admin_policy.py::test_nothing_that_the_librarys_people_do_is_against_the_policy",
        "journeys/test_api_explorer.py::test_a_key_of_ones_own_finds_what_was_typed_with_another",
        "journeys/test_api_explorer.py::test_without_a_demonstration_it_asks_for_a_key_and_runs_the_example_with_it[1280]",
        "journeys/test_chat_of_two_browsers.py",
        "journeys/test_chat_of_two_browsers.py::test_it_goes_on_where_the_network_was_away[without JavaScript]",
        "journeys/test_database_away.py::test_the_cache_is_served_and_reported_until_the_database_is_back",
        "journeys/test_database_hung.py::test_everything_says_so_within_two_seconds_and_recovers[the server]",
        "journeys/test_database_hung.py::test_the_cache_is_served_says_so_and_is_current_again_afterwards",
        "journeys/test_dates.py",
        "journeys/test_desk.py::test_a_call_that_is_cut_at_every_step_is_one_row[session ended]",
        "journeys/test_desk.py::test_a_call_that_is_handed_over_is_registered_by_whoever_ends_it",
        "journeys/test_desk.py::test_a_telephone_system_opens_the_desk_for_the_state_that_was_dialled",
        "journeys/test_every_screen.py",
        "journeys/test_generated_requests.py",
        "journeys/test_glossary_words.py",
        "journeys/test_importing_offices.py",
        "journeys/test_launching.py::test_an_administrator_launches_a_state_whose_site_and_key_work_at_once",
        "journeys/test_manual.py",
        "journeys/test_marked_place.py",
        "journeys/test_metrics_of_processes.py",
        "journeys/test_national.py",
        "journeys/test_nginx.py::test_public_answers_are_kept_for_their_time_and_then_only_for_when_nobody_answers",
        "journeys/test_nginx.py::test_slow_bodies_hold_no_thread_and_huge_headers_are_refused",
        "journeys/test_offices.py",
        "journeys/test_one_law_many_states.py",
        "journeys/test_people.py",
        "journeys/test_publish_an_office.py",
        "journeys/test_recording.py",
        "journeys/test_script_preview.py::test_a_chart_of_sixty_nodes_is_legible",
        "journeys/test_script_preview.py::test_a_run_ends_in_each_voice_and_survives_an_edit",
        "journeys/test_script_preview.py::test_unopened_nodes_are_sent_as_they_are_and_a_walk_is_handed_to_the_form",
        "journeys/test_second_factor.py",
        "journeys/test_sent_for_review.py",
        "journeys/test_sign_in.py::test_failures_count_in_all_processes_and_after_a_restart",
        "journeys/test_sign_in.py::test_the_worker_sends_links_and_the_web_process_answers_alike",
        "journeys/test_start_page.py",
        "journeys/test_trusted_documents.py",
        "journeys/test_unsaved.py",
        "journeys/test_verification.py",
        "journeys/test_writing_a_script.py",
    }
)
"""Journeys where another journey, or quicker tests of the same rules, go as well."""

FURTHER_PROCESSES = frozenset(
    {
        "assistance/test_snapshots_in_processes.py",
        "cms/test_backup.py::test_a_damaged_backup_changes_nothing",
        "cms/test_backup.py::test_a_server_without_the_embedded_one_takes_its_own_programs",
        "cms/test_backup.py::test_restores_into_a_database_without_tables",
        "cms/test_backup.py::test_the_application_s_role_may_work_on_what_was_restored_and_owns_nothing",
        "cms/test_database.py::test_restarts_however_it_ended_while_it_is_used[a fast stop-2]",
        "cms/test_database.py::test_restarts_however_it_ended_while_it_is_used[an immediate stop by pg_ctl-3]",
        "cms/test_liveness.py::test_a_backend_that_works_is_left_alone",
        "cms/test_unknown_migrations.py::test_migrate_names_what_it_found_on_a_given_server",
        "cms/test_unknown_migrations.py::test_run_changes_nothing_and_says_how_to_begin_anew",
        "delivery/test_suggestions_in_processes.py",
        "publishing/test_moves_at_once.py::test_pages_that_are_dragged_at_once_stay_a_tree",
        "cms/test_database.py::test_runs_from_any_folder_and_leaves_its_mode_alone[a folder closed to others]",
        "cms/test_over_all_tenants.py::test_what_is_searched_has_the_images_of_all[wagtail_update_index]",
        "cms/test_run.py::test_a_later_run_takes_another_port_and_keeps_keys",
        *(
            f"delivery/test_processes.py::test_a_pages_own_acts_are_transactions[{act}]"
            for act in ("copy", "delete", "move", "unpublish")
        ),
        "editorial/adapting/test_adapting_at_once.py::test_of_two_at_the_same_instant_the_second_is_told_of_the_first"
        "[there is a draft]",
        "editorial/review/test_adoption_processes.py::test_readers_in_many_threads_meet_no_edition_that_was_not_adopted",
        "editorial/review/test_review_processes.py::test_deciding_about_a_withdrawn_text_while_the_library_publishes_it_again[take]",
        "editorial/test_confidential_at_once.py::test_forms_sent_meanwhile_keep_no_place[a preview]",
        "editorial/test_confidential_at_once.py::test_who_approves_or_publishes_many_waits_for_who_marks[publish many]",
        "publishing/test_writing_order.py::test_an_editor_whom_the_database_ends_in_a_circle_is_asked_to_try_again[application/json]",
    }
)
"""What several processes or a whole backup are made for, of which quicker tests try the rule."""

CRAWLS = frozenset(
    {
        "access/administration/test_offers.py::test_what_is_offered_is_open_and_in_plain_words[state coordinator]",
        *(
            f"access/administration/test_crawl.py::test_without_the_guard_nothing_of_others_is_shown_or_changed[{who}]"
            for who in ("publisher of TAB, of the library", "translator of NAC", "translator of TAB")
        ),
        *(
            f"access/administration/test_crawl.py::test_nothing_of_others_is_shown_changed_or_told_apart[{who}]"
            for who in (
                *("coordinator of TAB", "editor of NAC", "publisher of NAC", "publisher of TAB"),
                *("translator of NAC", "translator of TAB"),
            )
        ),
        "access/test_graphql_crawl.py::test_another_states_key_is_shown_no_mark[other, publishable]",
    }
)
"""Every screen by every role, of which `make test` visits those of the roles that may do most and least."""

TESTS_OF_TESTS = frozenset(
    {
        "access/administration/test_crawl.py::test_a_rule_that_is_removed_is_found_missing",
        "access/administration/test_crawl.py::test_every_path_that_names_something_is_alive_for_its_owner",
        "access/test_advisories.py::test_attack_is_alive",
        "access/test_graphql_crawl.py::test_a_rule_that_is_removed_is_found_missing",
        "randomised/test_processes_agree.py::test_processes_that_cache_what_was_rolled_back_are_found",
    }
)
"""Tests that break the system on purpose, attack who may do so or look as whose it is, only to see whether another test
finds something.
"""

REPEATS = frozenset(
    {
        "editorial/adapting/test_adapting_statements.py::test_the_workbench_costs_the_same_however_large_the_text_is[script]",
        "editorial/examples/test_examples_of_states.py::test_an_editor_of_tabasco_adds_a_phrase_sees_that_it_is_found_and_the_"
        "site_finds_it_in_tabasco_only",
        "editorial/finding/test_search.py::test_an_office_is_found_without_accents_and_by_its_number[993 316 0707]",
        "editorial/national/test_national.py::test_what_is_foreseen_is_what_happens[as an urgent correction]",
        *(
            f"editorial/scripts/test_broken_drafts.py::test_no_way_of_publishing_lets_it_pass[{which}]"
            for which in (
                *("a target that was removed-publish_revision", "a target that was removed-approve"),
                *("no end-publish_revision", "no end-approve"),
            )
        ),
        *(
            f"publishing/test_confidential_places.py::test_nothing_but_a_decision_makes_it_public[a national one-{way}]"
            for way in ("an old revision", "a save", "a publication", "an import", "a rebuild", "a move")
        ),
    }
)
"""The same rule once more, of the library or by another way, where quicker tests of its parts go as well."""

MANY_CASES = frozenset(
    {
        "assistance/summaries/test_summaries.py::test_what_is_no_run_of_a_script_of_the_state_is_refused",
        "cms/test_dashboard.py::test_the_page_begins_with_what_the_role_does_one_click_each",
        "content_models/test_editing.py::test_every_page_type_can_be_begun",
        "content_models/test_listings.py::test_filters",
        "editorial/adapting/test_adapting.py::test_fields_of_every_kind_are_set",
        "editorial/offices/test_adding_offices.py::test_what_cannot_be_stays_typed_with_the_reason_at_its_field",
        "editorial/scripts/test_broken_drafts.py::test_neither_published_nor_sent_to_review",
        "editorial/scripts/test_broken_drafts.py::test_no_way_of_publishing_lets_it_pass",
        "journeys/test_given_back.py::test_what_is_unfinished_is_given_back_after_a_crash",
        "portal/test_script_preview.py::test_a_broken_draft_is_shown_with_its_problems",
        "tooling/test_agreement.py::test_what_pages_take_from_others_is_compared",
    }
)
"""Each case of these takes a second. `make test` tries each third one; quicker tests hold the rule of the rest. Who may
see or do something is never among them: there each case is a rule of its own.
"""
OF_MANY = 3

BY_TURNS = ("cms", "content_models", "delivery", "editorial", "portal", "publishing")
"""Folders of which `.ci/run` tries a fifth of the slow files: half of all time is theirs. Every address by each
role (`access`, `tenants`), confidential places, the API, the desk, the chat and journeys are tried at each commit.
"""
PARTS = 5
LONG_FILES_PART = os.environ.get("LONG_FILES_PART", "")
"""Which part of those is tried, from 1 on; all of them if it is empty."""

LEFT_OUT = REPEATS | LOADS | KILLINGS | FURTHER_JOURNEYS | FURTHER_PROCESSES | CRAWLS | TESTS_OF_TESTS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes long, put it first, and leave out what is for `make test-all`.

    That is run if it is asked for, by `LONG_TESTS` or by name.
    """
    if not is_long() and not _names_what_is_left_out(config):
        left_out = {item.nodeid for item in items if LEFT_OUT & _names(item)} | _further_cases(items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid in left_out])
        items[:] = [item for item in items if item.nodeid not in left_out]
    for item in items:
        mark = MARKED_FOLDERS.get(_folder(item))
        if mark is not None:
            item.add_marker(mark)
        elif SLOW_FIXTURES & set(getattr(item, "fixturenames", ())) or _is_generated(item):
            item.add_marker(pytest.mark.slow)
    if LONG_FILES_PART and not _names_files(config):
        other = _other_parts(items, int(LONG_FILES_PART))
        config.hook.pytest_deselected(items=[item for item in items if item.path in other])
        items[:] = [item for item in items if item.path not in other]
    of_database = {item.path for item in items if _needs_database(item)}
    items.sort(key=lambda item: _place(item, is_of_database=item.path in of_database))
    items[:] = _with_journeys_spread(items, of_database)


def pytest_report_header() -> str | None:
    """Return a line for the beginning of the output where not all is tried."""
    if not LONG_FILES_PART:
        return None
    return f"long files: part {LONG_FILES_PART} of {PARTS}, by the commit (LONG_FILES_PART); make test tries all"


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the first of several processes have the database built beside the tests that need none."""
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw0" and any(map(_needs_database, session.items)):
        database.begin_template()


def _names_what_is_left_out(config: pytest.Config) -> bool:
    """Whether the command names something that `make test` leaves out."""
    return any(name in str(argument) for argument in config.args for name in LEFT_OUT | MANY_CASES)


def _names_files(config: pytest.Config) -> bool:
    """Whether the command names other files than all there are."""
    return list(config.args) != list(config.getini("testpaths"))


def _other_parts(items: list[pytest.Item], part: int) -> set[Path]:
    """Return the long files of some folders that are not of a part; of marked items.

    Raises:
        pytest.UsageError: There is no such part.
    """
    if not 1 <= part <= PARTS:
        raise pytest.UsageError(f"LONG_FILES_PART is 1 to {PARTS}, not {part}")
    long = {item.path for item in items if item.get_closest_marker("slow") and _is_by_turns(item)}
    return {path for at, path in enumerate(sorted(long)) if at % PARTS != part - 1}


def _is_by_turns(item: pytest.Item) -> bool:
    return _folder(item) in BY_TURNS and "confidential" not in item.path.name


def _further_cases(items: list[pytest.Item]) -> set[str]:
    """Return the ids of all but each third case of what has many."""
    cases: dict[str, list[str]] = {}
    for item in items:
        for name in MANY_CASES & _names(item):
            cases.setdefault(name, []).append(item.nodeid)
    return {case for of_test in cases.values() for at, case in enumerate(of_test) if at % OF_MANY}


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


def _with_journeys_spread(items: list[pytest.Item], of_database: set[Path]) -> list[pytest.Item]:
    """Return the items with each file of journeys behind some others: while one waits for a browser, others work."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    journeys = [path for path, of_file in files.items() if path in of_database and _folder(of_file[0]) == "journeys"]
    others = [path for path in files if path in of_database - set(journeys)]
    ordered = [path for path in files if path not in of_database]
    for at, path in enumerate(others):
        if at % FILES_A_JOURNEY == 0:
            ordered += journeys[:1]
            del journeys[:1]
        ordered.append(path)
    return [item for path in [*ordered, *journeys] for item in files[path]]


def _place(item: pytest.Item, *, is_of_database: bool) -> int:
    """Return where a file stands: what makes its own database, those that need none, and then the longest."""
    file = item.path.relative_to(TESTS).as_posix()
    if file.startswith("randomised/"):
        return 0
    if not is_of_database:
        return 1
    return next((at for at, start in enumerate(LONGEST_FIRST, 2) if file.startswith(start)), len(LONGEST_FIRST) + 2)
