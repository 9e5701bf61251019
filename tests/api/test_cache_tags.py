"""Opaque tags for a cache outside: only on request, stable, one for each state in a language and one for all."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from api.cache.tags import tag

from .client import Answer

BOTH = "{ a: state(code: TAB) { name } b: state(code: COA) { name } }"
ONE = "{ state(code: TAB) { name } }"
ASKED = {"X-Cache-Tags": "1"}


def tags_of(answer: Answer) -> list[str]:
    return answer.headers["Cache-Tags"].split(" ")


def test_without_being_asked_for_there_are_none(post: Callable[..., Answer]) -> None:
    asked = post(ONE, headers=ASKED)

    assert "Cache-Tags" in asked.headers
    assert "Cache-Tags" not in post(ONE).headers


def test_a_ready_answer_has_the_same(post: Callable[..., Answer]) -> None:
    first, second = (post(ONE, headers=ASKED) for _ in range(2))

    assert tags_of(first) == tags_of(second) == [tag("everything"), tag("TAB/es-MX")]


def test_each_state_and_language_has_its_own(post: Callable[..., Answer]) -> None:
    everything, tabasco, coahuila = tags_of(post(BOTH, "national", headers=ASKED))

    assert (everything, tabasco, coahuila) == (tag("everything"), tag("TAB/es-MX"), tag("COA/es-MX"))
    assert len({everything, tabasco, coahuila}) == 3


def test_tags_reveal_nothing_without_the_secret(settings: Settings) -> None:
    before = tag("TAB/es-MX")

    settings.SECRET_KEY = "another"

    assert len(before) == 24
    assert "TAB" not in before
    assert tag("TAB/es-MX") != before


@pytest.mark.parametrize("query", ["{ state { nothing } }", "{ viewer { name } }"])
def test_what_was_made_of_no_state_has_none_of_a_state(post: Callable[..., Answer], query: str) -> None:
    assert post(query, headers=ASKED).headers.get("Cache-Tags", tag("everything")) == tag("everything")


@pytest.mark.usefixtures("states")
def test_who_runs_the_service_can_look_them_up() -> None:
    assert printed() == f"{tag('everything')}\n"
    assert f"{tag('TAB/es-MX')} es-MX\n" in printed("tab")
    with pytest.raises(CommandError, match="There is no state with the code “XXX”"):
        printed("XXX")


def printed(*arguments: str) -> str:
    output = io.StringIO()
    call_command("cache_tags", *arguments, stdout=output)
    return output.getvalue()
