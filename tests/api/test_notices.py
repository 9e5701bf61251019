"""`State.notices`: those in force at the instant of the request."""

from .conftest import Ask, Clock

NOTICES = "{ state { notices { title text { plainText } severity startsAt endsAt } } }"


def test_lists_what_is_in_force_now(ask: Ask) -> None:
    assert ask(NOTICES)["state"]["notices"] == [
        {
            "title": "Oficinas cerradas por inundación",
            "text": {"plainText": "Oficinas cerradas por inundación"},
            "severity": "WARNING",
            "startsAt": "2026-11-20T00:00:00Z",
            "endsAt": "2026-11-25T00:00:00Z",
        }
    ]


def test_notice_ends_with_the_clock(ask: Ask, clock: Clock) -> None:
    clock.now = clock.now.fromisoformat("2026-11-25T00:00:00Z")

    assert ask(NOTICES)["state"]["notices"] == []


def test_notices_of_one_state_are_not_another_ones(ask: Ask) -> None:
    assert ask(NOTICES, "COA")["state"]["notices"] == []
