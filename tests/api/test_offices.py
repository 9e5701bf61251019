"""`State.offices`: by kind, service, place, distance and hours."""

from collections.abc import Callable
from typing import Any

import pytest

from .client import Answer
from .conftest import Ask, Clock

OFFICES = """
query (
  $kind: OrganizationKind, $service: String, $municipality: String
  $near: Near, $openNow: Boolean, $openAt: DateTime
) {
  state {
    offices(
      kind: $kind, service: $service, municipality: $municipality, near: $near, openNow: $openNow, openAt: $openAt
    ) {
      totalCount
      edges { node { slug isOpen distanceMeters distanceIsApproximate } }
    }
  }
}
"""
VILLAHERMOSA = {"latitude": 17.99, "longitude": -92.93}


def slugs(data: Any) -> list[str]:
    """The slugs of the offices found, in order."""
    return [edge["node"]["slug"] for edge in data["state"]["offices"]["edges"]]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"kind": "HELP_LINE"}, ["linea-911"]),
        ({"kind": "WOMENS_JUSTICE_CENTER"}, ["tab-refugio"]),
        ({"kind": "PRISON"}, []),
        ({"service": "violencia"}, ["tab-centro"]),
        ({"service": "DENUNCIA"}, ["tab-centro"]),
        ({"service": "pasaportes"}, []),
        ({"municipality": "Cárdenas"}, ["tab-noche"]),
        ({"municipality": "cardenas"}, ["tab-noche"]),
        ({"municipality": "Saltillo"}, []),
    ],
)
def test_finds_by_kind_service_and_municipality(ask: Ask, wish: dict[str, str], found: list[str]) -> None:
    assert slugs(ask(OFFICES, **wish)) == found


def test_confirmed_offices_come_first_and_none_of_another_state(ask: Ask) -> None:
    found = slugs(ask(OFFICES, kind="PROSECUTOR"))

    assert found == ["tab-centro", "tab-noche", "tab-oeste", "tab-centla"]


def test_near_comes_by_distance_and_says_when_it_is_approximate(ask: Ask) -> None:
    edges = ask(OFFICES, kind="PROSECUTOR", near=VILLAHERMOSA)["state"]["offices"]["edges"]

    nodes = [edge["node"] for edge in edges]
    assert [node["slug"] for node in nodes] == ["tab-centro", "tab-noche", "tab-centla", "tab-oeste"]
    assert (nodes[0]["distanceMeters"], nodes[0]["distanceIsApproximate"]) == (0, False)
    assert 47_000 < nodes[1]["distanceMeters"] < 48_500
    assert 66_000 < nodes[2]["distanceMeters"] < 69_000
    assert nodes[2]["distanceIsApproximate"] is True
    assert nodes[3]["distanceMeters"] is None


def test_near_within_a_distance_leaves_out_what_is_further(ask: Ask) -> None:
    assert slugs(ask(OFFICES, near={**VILLAHERMOSA, "withinMeters": 50_000})) == ["tab-centro", "tab-noche"]


def test_confidential_office_matches_no_point(ask: Ask) -> None:
    assert "tab-refugio" not in slugs(ask(OFFICES, near={**VILLAHERMOSA, "withinMeters": 500_000}))
    assert "tab-refugio" not in slugs(ask(OFFICES, near=VILLAHERMOSA))
    assert "tab-refugio" in slugs(ask(OFFICES))


def test_distance_is_null_without_a_point(ask: Ask) -> None:
    node = ask(OFFICES, kind="HELP_LINE")["state"]["offices"]["edges"][0]["node"]

    assert (node["distanceMeters"], node["distanceIsApproximate"]) == (None, None)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-11-23T15:30:00Z", {"tab-centro": True, "tab-noche": False, "tab-oeste": False, "tab-centla": None}),
        ("2026-11-23T17:30:00Z", {"tab-centro": True, "tab-noche": False, "tab-oeste": True, "tab-centla": None}),
        ("2026-11-23T21:30:00Z", {"tab-centro": False, "tab-noche": False, "tab-oeste": True, "tab-centla": None}),
        ("2026-11-24T05:00:00Z", {"tab-centro": False, "tab-noche": True, "tab-oeste": False, "tab-centla": None}),
        ("2026-11-24T07:59:00Z", {"tab-centro": False, "tab-noche": True, "tab-oeste": False, "tab-centla": None}),
        ("2026-11-24T08:00:00Z", {"tab-centro": False, "tab-noche": False, "tab-oeste": False, "tab-centla": None}),
        ("2026-12-25T18:00:00Z", {"tab-centro": False, "tab-noche": False, "tab-oeste": True, "tab-centla": None}),
    ],
)
def test_is_open_in_the_offices_own_zone_past_midnight_and_on_holidays(
    ask: Ask, clock: Clock, instant: str, is_open: dict[str, bool | None]
) -> None:
    clock.now = clock.now.fromisoformat(instant)

    edges = ask(OFFICES, kind="PROSECUTOR")["state"]["offices"]["edges"]

    assert {edge["node"]["slug"]: edge["node"]["isOpen"] for edge in edges} == is_open


def test_open_now_drops_the_closed_and_puts_unknown_hours_last(ask: Ask) -> None:
    assert slugs(ask(OFFICES, kind="PROSECUTOR", openNow=True)) == ["tab-centro", "tab-oeste", "tab-centla"]


def test_open_at_looks_at_another_instant(ask: Ask) -> None:
    assert slugs(ask(OFFICES, kind="PROSECUTOR", openAt="2026-11-23T23:00:00-06:00")) == ["tab-noche", "tab-centla"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"near": {"latitude": 91, "longitude": 0}}, "near.latitude"),
        ({"near": {"latitude": 0, "longitude": -180.1}}, "near.longitude"),
        ({"near": {**VILLAHERMOSA, "withinMeters": 0}}, "near.withinMeters"),
        ({"near": {**VILLAHERMOSA, "withinMeters": -5}}, "near.withinMeters"),
        ({"near": {**VILLAHERMOSA, "withinMeters": 500_001}}, "near.withinMeters"),
        ({"municipality": "  "}, "municipality"),
        ({"municipality": "x" * 201}, "municipality"),
        ({"service": ""}, "service"),
        ({"openNow": True, "openAt": "2026-11-23T12:00:00Z"}, "openNow"),
    ],
)
def test_refuses_what_cannot_be(post: Callable[..., Answer], wish: dict[str, Any], field: str) -> None:
    answer = post(OFFICES, **wish)

    assert (answer.status, answer.codes) == (200, ["INVALID_ARGUMENT"])
    assert answer.json["errors"][0]["extensions"]["field"] == field
    assert answer.json["data"] == {"state": {"offices": None}}


@pytest.mark.parametrize("at", ["2026-11-23T12:00:00", "ayer", 5])
def test_refuses_an_instant_without_offset(post: Callable[..., Answer], at: object) -> None:
    answer = post(OFFICES, openAt=at)

    assert (answer.status, answer.codes) == (400, ["BAD_VALUE"])
    assert answer.json["errors"][0]["extensions"]["field"] == "openAt"
