"""The published order: the Spanish alphabet, and by kind what comes first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.spanish_order import fold, sort_string
from publishing.sort_keys import sort_key_of


@pytest.mark.parametrize(
    "names",
    [
        ["nube", "ñandú", "oca"],
        ["arbol", "árbol", "árboles"],
        ["Juzgado 2", "Juzgado 10"],
        ["acusado", "Acusación"][::-1],
        ["¿Ana?", "Beto", "«Carla»"],
        ["caña", "caño", "cao"],
    ],
)
def test_spanish_order(names: list[str]) -> None:
    backwards = names[::-1]

    assert sorted(backwards, key=sort_string) == names


@given(st.text())
def test_any_text_has_an_order_and_can_be_stored_unless_it_is_unwritable(text: str) -> None:
    assert isinstance(sort_string(text), str)
    assert fold(fold(text)) == fold(text)


def guidance(**fields: Any) -> dict[str, Any]:
    return {"kind": "GUIDANCE", "order": 0, "urgency": "NORMAL", "title": "x", **fields}


def office(**fields: Any) -> dict[str, Any]:
    usual = {"kind": "OFFICE", "order": 0, "needsConfirmation": False, "organizationKind": "COURT", "name": "x"}
    return {**usual, "phones": [{"dial": "5512345678"}], "address": {"text": "Calle 1"}, **fields}


@pytest.mark.parametrize(
    ("rule", "documents"),
    [
        ("order before urgency", [guidance(order=-1), guidance(order=2, urgency="EMERGENCY"), guidance(order=10)]),
        (
            "urgency before title",
            [guidance(urgency="EMERGENCY", title="z"), guidance(urgency="HIGH", title="b"), guidance(title="a")],
        ),
        (
            "911 before what never closes before all others",
            [
                office(phones=[{"dial": "911"}], needsConfirmation=True, organizationKind="PRISON", name="z"),
                office(schedule={"isAlwaysOpen": True}, needsConfirmation=True, organizationKind="PRISON", name="y"),
                office(schedule={"isAlwaysOpen": False}, name="a"),
                office(phones=[{"dial": "089"}], name="b"),
                office(phones=[{"dial": "089"}, {"dial": "911"}], name="c"),
            ],
        ),
        (
            "confirmed before kind before telephone before address before name",
            [
                office(organizationKind="PROSECUTOR", name="z"),
                office(name="a"),
                office(name="b"),
                office(name="a", address=None),
                office(name="a", phones=[]),
                office(organizationKind="PROSECUTOR", needsConfirmation=True),
            ],
        ),
        (
            "severe before late before early",
            [
                {"kind": "NOTICE", "severity": "EMERGENCY", "startsAt": None, "title": "a"},
                {"kind": "NOTICE", "severity": "INFO", "startsAt": "2026-11-24T00:00:00Z", "title": "b"},
                {"kind": "NOTICE", "severity": "INFO", "startsAt": "2026-11-23T00:00:00Z", "title": "a"},
                {"kind": "NOTICE", "severity": "INFO", "startsAt": None, "title": "a"},
            ],
        ),
    ],
)
def test_comes_first(rule: str, documents: list[Any]) -> None:
    backwards = documents[::-1]

    assert sorted(backwards, key=sort_key_of) == documents
