"""`State.holidays`: what is coming, by the state's clocks."""

from .conftest import Ask, Clock

HOLIDAYS = """
query ($first: Int) {
  state { holidays(first: $first) { kind name startsOn endsOn isNational source office { slug } } }
}
"""


def test_the_coming_holidays_are_those_of_the_law(ask: Ask, clock: Clock) -> None:
    clock.now = clock.now.fromisoformat("2026-11-24T18:00:00Z")

    found = ask(HOLIDAYS, first=2)["state"]["holidays"]

    by_law = {
        "kind": "HOLIDAY",
        "isNational": True,
        "source": "Ley Federal del Trabajo, art. 74",
        "office": None,
    }
    assert found == [
        {**by_law, "name": "Navidad", "startsOn": "2026-12-25", "endsOn": "2026-12-25"},
        {**by_law, "name": "Año Nuevo", "startsOn": "2027-01-01", "endsOn": "2027-01-01"},
    ]


def test_todays_is_among_them_until_midnight_of_the_state(ask: Ask, clock: Clock) -> None:
    clock.now = clock.now.fromisoformat("2026-12-26T05:59:00Z")
    assert ask(HOLIDAYS, first=1)["state"]["holidays"][0]["name"] == "Navidad"

    clock.now = clock.now.fromisoformat("2026-12-26T06:00:00Z")
    assert ask(HOLIDAYS, first=1)["state"]["holidays"][0]["name"] == "Año Nuevo"
