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


FOUND = """{ state {
    resolve(path: "/avisos/") { item { ... on Section { children { title } } } }
    search(query: "oficinas cerradas inundación") { edges { node { item { title } } } }
} }"""


def test_what_is_not_in_force_is_neither_found_nor_listed(ask: Ask, clock: Clock) -> None:
    title = {"title": "Oficinas cerradas por inundación"}
    here = ask(FOUND)["state"]
    clock.now = clock.now.fromisoformat("2026-11-25T00:00:00Z")
    later = ask(FOUND)["state"]

    assert {"node": {"item": title}} in here["search"]["edges"]
    assert {"node": {"item": title}} not in later["search"]["edges"]
    assert title in here["resolve"]["item"]["children"]
    assert title not in later["resolve"]["item"]["children"]
