"""Time limits, opening hours, telephone links and footnotes in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from content_models.deadline_words import SAYS_BEFORE, amount_in_words, event_in_words
from content_models.rich_text import Ast
from content_models.shapes.parts import Phone, RichText
from portal.footnotes import Footnotes
from portal.opening import days_in_words, hours_of
from portal.pages import letter_of
from portal.templatetags.portal import dial, rich, with_prefix


@pytest.fixture(autouse=True)
def in_spanish() -> Iterator[None]:
    with override("es-mx"):
        yield


@pytest.mark.parametrize(
    ("amount", "most", "unit", "words"),
    [
        (48, None, "HOURS", "48 horas"),
        (1, None, "HOURS", "1 hora"),
        (72, 144, "HOURS", "72 a 144 horas"),
        (3, 10, "BUSINESS_DAYS", "3 a 10 días hábiles"),
        (15, 15, "DAYS", "15 días"),
        (1, None, "MONTHS", "1 mes"),
        (5, None, "YEARS", "5 años"),
    ],
)
def test_time_limits_read_as_people_say_them(amount: int, most: int | None, unit: str, words: str) -> None:
    assert amount_in_words(unit, amount, most) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"], "lunes a viernes"),
        (["SATURDAY"], "sábado"),
        (["MONDAY", "TUESDAY", "FRIDAY"], "lunes a martes, viernes"),
        (["SUNDAY", "MONDAY"], "lunes, domingo"),
    ],
)
def test_runs_of_days_are_drawn_together(days: list[str], words: str) -> None:
    assert days_in_words(days) == words


def test_hours_of_an_office_that_never_closes() -> None:
    assert hours_of({"schedule": {"isAlwaysOpen": True, "periods": []}}) == [("Todos los días", "las 24 horas")]


def test_hours_that_nobody_knows_are_none() -> None:
    assert hours_of({"schedule": None}) == []


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ({"dial": "911", "e164": None}, "tel:911"),
        ({"dial": "*0311", "e164": None}, "tel:*0311"),
        ({"dial": "9933136550", "e164": "+529933136550"}, "tel:+529933136550"),
        ({"dial": "8444346586", "e164": "+528444346586", "extension": "5030"}, "tel:+528444346586,5030"),
        ({"dial": "8444346586", "e164": "+528444346586", "extension": "1 y 2"}, "tel:+528444346586"),
    ],
)
def test_telephone_links_dial_what_the_phone_needs(phone: Phone, address: str) -> None:
    assert dial(phone) == address


def test_the_same_legal_basis_is_one_note() -> None:
    notes = Footnotes()

    first = notes.numbers([{"text": "CNPP art. 1", "verified": True}, {"text": "CNPP art. 2", "verified": False}])
    second = notes.numbers([{"text": "CNPP art. 2", "verified": False}])

    assert (first, second) == ([1, 2], [2])
    assert [(note.number, note.text, note.is_verified) for note in notes.listed] == [
        (1, "CNPP art. 1", True),
        (2, "CNPP art. 2", False),
    ]


@pytest.mark.parametrize(("word", "letter"), [("Ángel", "A"), ("ñandú", "Ñ"), ("“Zona”", "Z"), ("911", "9")])
def test_letters_of_the_index_have_no_accents_but_keep_enye(word: str, letter: str) -> None:
    assert letter_of(word) == letter


def test_links_keep_to_the_language_of_the_visit() -> None:
    tree: Ast = [{"type": "paragraph", "children": [{"type": "link", "key": "k", "path": "/victima/", "children": []}]}]

    led = with_prefix(tree, "/yua")

    assert led[0]["children"][0]["path"] == "/yua/victima/"
    assert tree[0]["children"][0]["path"] == "/victima/"


def test_numbers_in_any_text_of_a_page_dial() -> None:
    ast = [{"type": "paragraph", "children": [{"type": "text", "text": "También al 844 416 3130."}]}]
    text: RichText = {"ast": ast, "html": "<p>También al 844 416 3130.</p>"}

    assert rich(text) == '<p>También al <a href="tel:8444163130">844 416 3130</a>.</p>'
    assert rich({**text, "html": "<p>Nada.</p>"}) == "<p>Nada.</p>"


@pytest.mark.parametrize(
    ("event", "is_back", "words"),
    [
        ("la audiencia", True, "antes de: la audiencia"),
        ("antes de la cita", True, "antes de la cita"),
        ("Antes del juicio", False, "Antes del juicio"),
        ("before the hearing", True, "before the hearing"),
        ("desde la detención", False, "desde la detención"),
        (None, True, ""),
    ],
)
def test_before_what_a_time_limit_ends_is_said(event: str | None, *, is_back: bool, words: str) -> None:
    assert event_in_words({"event": event, "countsBack": is_back}) == words


def test_the_desk_knows_before_by_the_same_words() -> None:
    desk = Path(__file__).resolve().parents[2] / "frontend" / "src" / "desk" / "deadlines.ts"

    assert f"const SAYS_BEFORE = /^{SAYS_BEFORE.pattern}/i;" in desk.read_text()
