"""What people search for in vain: nobody reads it before the eighth day, and nobody is known by it."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from content_models.example_phrases import may_be_kept
from content_models.models import GuidancePage
from delivery import suggestions
from delivery.search import SearchResult
from delivery.suggestions import flush, record_search, remove_old, suggest_example
from delivery.view import StateView
from publishing.errors import SuggestionRefused
from publishing.models import ExampleSuggestion, SuggestionStatus, UnansweredSearch
from tenants.keyring import new_key
from tenants.scope import tenant_scope
from tests.world import GUIDANCE, World

NOON = datetime(2026, 11, 2, 18, tzinfo=UTC)
PLATE = "me quitaron la placa los de tránsito"
NOTHING = SearchResult(())


class Clock:
    """What `timezone.now` answers."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


def ask(clock: Clock, view: StateView, phrase: str, *numbers: int) -> None:
    """Let a phrase be searched for in vain, on some days after the first."""
    for number in numbers:
        clock.now = NOON + timedelta(number)
        record_search(view, phrase, NOTHING)
        assert flush() == 1


def rows(world: World, code: str = "XNO") -> list[tuple[str, int]]:
    """The suggestions of a state, with their days."""
    with tenant_scope([world.tenants[code].pk]):
        return list(ExampleSuggestion.objects.order_by("phrase").values_list("phrase", "days"))


def rare(world: World, code: str = "XNO") -> list[list[date]]:
    """The days of what nobody may read yet."""
    with tenant_scope([world.tenants[code].pk]):
        return list(UnansweredSearch.objects.order_by("days").values_list("days", flat=True))


def dump(world: World) -> str:
    """All that the two tables have."""
    with tenant_scope([tenant.pk for tenant in world.tenants.values()]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(string_agg(t::text, ' '), '') FROM (SELECT s::text FROM publishing_examplesuggestion s"
            " UNION ALL SELECT u::text FROM publishing_unansweredsearch u) t"
        )
        return str(cursor.fetchone()[0])


def test_on_seven_days_nothing_can_be_read_and_on_the_eighth_the_phrase_can(world: World, clock: Clock) -> None:
    view = world.view("XNO")

    with CaptureQueriesContext(connection) as statements:
        ask(clock, view, PLATE, *range(7))
    assert rows(world) == []
    assert len(rare(world)[0]) == 7
    assert "placa" not in dump(world)
    assert "placa" not in str(statements.captured_queries)

    ask(clock, view, "¡Me quitaron la PLACA, los de transito!", 7)
    assert (rows(world), rare(world)) == ([("¡Me quitaron la PLACA, los de transito!", 8)], [])

    ask(clock, view, PLATE, 7, 8)
    assert (rows(world), rare(world)) == ([("¡Me quitaron la PLACA, los de transito!", 9)], [])


def test_a_day_counts_once_however_often_and_wherever_it_is_searched_for(world: World, clock: Clock) -> None:
    for _ in range(20):
        ask(clock, world.view("XNO"), PLATE, 0)

    assert rare(world) == [[date(2026, 11, 2)]]


def test_each_state_counts_by_itself_and_sees_its_own(world: World, clock: Clock) -> None:
    ask(clock, world.view("XNO"), PLATE, *range(8))
    ask(clock, world.view("XSU"), PLATE, *range(7))

    assert (rows(world, "XNO"), rows(world, "XSU")) == ([(PLATE, 8)], [])
    assert (rare(world, "XNO"), len(rare(world, "XSU"))) == ([], 1)


def test_the_same_phrase_has_other_digests_elsewhere_and_with_another_key(
    world: World, clock: Clock, settings: Settings
) -> None:
    ask(clock, world.view("XNO"), PLATE, 0)
    ask(clock, world.view("XSU"), PLATE, 0)
    settings.ENCRYPTION_KEYS = [new_key(), *settings.ENCRYPTION_KEYS]
    ask(clock, world.view("XNO"), PLATE, 1)

    with tenant_scope([tenant.pk for tenant in world.tenants.values()]):
        assert len(set(UnansweredSearch.objects.values_list("digest", flat=True))) == 3


@pytest.mark.parametrize(
    ("case", "phrase", "is_kept"),
    [
        ("nobody", "me quitaron la placa", True),
        ("hours", "ya pasaron 48 horas", True),
        ("a name", "denuncia contra Juan Pérez", False),
        ("a name as people type it", "denuncia contra juan perez", False),
        ("a telephone", "llamen al 55 1234 5678", False),
        ("a file", "carpeta 123/2026", False),
        ("a plate", "placa abc123", False),
        ("an address", "escriban a yo@example.mx", False),
        ("nothing", "¿…?", False),
        ("half a character", "me quitaron \ud800", False),
        ("what nobody sees", "me quitaron\u200b la placa", False),
        ("what grows when it is folded", "ﬃ" * 300, False),
        ("too long", "placa " * 200, False),
    ],
)
def test_what_may_be_of_a_person_is_not_even_counted(
    world: World, clock: Clock, case: str, phrase: str, is_kept: bool
) -> None:
    ask(clock, world.view("XNO"), phrase, *range(8))

    assert (len(rows(world)), rare(world)) == (int(is_kept), [])
    assert may_be_kept(phrase) is is_kept


def test_only_what_was_not_answered_for_sure_is_recorded(world: World) -> None:
    sure, unsure = (SearchResult((hit(probability),)) for probability in (0.9, 0.2))  # type: ignore[arg-type]

    record_search(world.view("XNO"), PLATE, sure)
    assert flush() == 0

    record_search(world.view("XNO"), PLATE, unsure)
    assert flush() == 1


def hit(probability: float) -> object:
    return type("Hit", (), {"probability": probability})()


def test_the_day_begins_by_the_state_s_own_clock(world: World, clock: Clock) -> None:
    view = world.view("XNO")  # six hours behind UTC

    for hour in (5, 6):
        clock.now = datetime(2026, 11, 3, hour, 30, tzinfo=UTC)
        record_search(view, PLATE, NOTHING)
    assert flush() == 2

    assert rare(world) == [[date(2026, 11, 2), date(2026, 11, 3)]]


def test_ten_thousand_different_sentences_in_a_day_take_no_more_room_than_there_is(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MOST_UNANSWERED", 1_500)
    ask(clock, world.view("XNO"), PLATE, 0, 1)
    view = world.view("XNO")

    for batch in range(10):
        for number in range(1_000):
            record_search(view, f"{letters(batch)} {letters(number)} {letters(number + batch)}", NOTHING)
        record_search(view, "una más", NOTHING)
        assert flush() == suggestions.MOST_PENDING

    assert len(rare(world)) == 1_500
    assert [date(2026, 11, 2), date(2026, 11, 3)] in rare(world)


def letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def test_recording_takes_no_statement_and_no_time(world: World) -> None:
    view = world.view("XNO")

    with CaptureQueriesContext(connection) as statements:
        started = time.perf_counter()
        for _ in range(10_000):
            record_search(view, PLATE, NOTHING)
        seconds = time.perf_counter() - started

    assert (len(statements), flush()) == (0, 1)
    assert seconds < 1


def test_what_is_not_asked_often_enough_in_half_a_year_is_deleted(world: World, clock: Clock) -> None:
    ask(clock, world.view("XNO"), PLATE, *range(7))
    ask(clock, world.view("XNO"), "otra cosa", *range(8))

    clock.now = NOON + timedelta(suggestions.KEPT_DAYS)
    assert remove_old() == 0
    clock.now += timedelta(1)
    assert remove_old() == 1
    assert (rare(world), rows(world)) == ([], [("otra cosa", 8)])

    clock.now += timedelta(suggestions.KEPT_SUGGESTION_DAYS)
    assert (remove_old(), rows(world)) == (1, [])


def test_a_discarded_phrase_stays_discarded(world: World, clock: Clock) -> None:
    view = world.view("XNO")
    ask(clock, view, PLATE, *range(8))
    with tenant_scope([world.tenants["XNO"].pk]):
        ExampleSuggestion.objects.update(status=SuggestionStatus.DISCARDED)

    ask(clock, view, PLATE, *range(8, 20))
    clock.now += timedelta(1_000)
    remove_old()

    with tenant_scope([world.tenants["XNO"].pk]):
        assert [one.status for one in ExampleSuggestion.objects.all()] == [SuggestionStatus.DISCARDED]


@pytest.fixture
def page(world: World) -> GuidancePage:
    fields = {"title": "Placas", "slug": "p-placas", "roles": ["VICTIM"], **GUIDANCE}
    found: GuidancePage = world.new(GuidancePage, "NAC", "victima", **fields)
    return found


def test_operators_suggestions_are_counted_and_merged_with_searches(
    world: World, clock: Clock, page: GuidancePage
) -> None:
    view, key = world.view("XNO"), str(page.translation_key)
    ask(clock, view, PLATE, *range(7))

    for phrase in (PLATE, f"  {PLATE.upper()} "):
        suggest_example(view=view, phrase=phrase, key=key)
    assert rows(world) == [(PLATE, 0)]  # who guesses a phrase does not learn how often it was searched for

    ask(clock, view, PLATE, 7)
    assert rows(world) == [(PLATE, 8)]
    with tenant_scope([world.tenants["XNO"].pk]):
        assert list(ExampleSuggestion.objects.values_list("operators", "meant")) == [(2, {key: 2})]


@pytest.mark.parametrize(
    ("case", "phrase"),
    [("a name", "se llama Juan Pérez"), ("a telephone", "993 313 6550"), ("no words", "¿?"), ("nothing", " ")],
)
def test_an_operator_s_phrase_that_cannot_be_is_refused(
    world: World, page: GuidancePage, case: str, phrase: str
) -> None:
    with pytest.raises(SuggestionRefused):
        suggest_example(view=world.view("XNO"), phrase=phrase, key=str(page.translation_key))

    assert rows(world) == []


def test_what_the_state_does_not_serve_cannot_be_meant(world: World) -> None:
    with pytest.raises(SuggestionRefused):
        suggest_example(view=world.view("XNO"), phrase=PLATE, key="no-such-key")
