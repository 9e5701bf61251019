"""What each block accepts, completes and refuses."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import Block

from content_models.blocks import (
    FormattedTextBlock,
    KeyBlock,
    LegalReferenceBlock,
    PeriodBlock,
    PhoneBlock,
    PlainTextBlock,
    ScheduleBlock,
    is_dialled_by_hand,
)
from content_models.blocks.body import (
    BodyBlocks,
    ChecklistBlock,
    DeadlineBlock,
    LawQuoteBlock,
    StepsBlock,
    TextBlock,
)
from content_models.blocks.identifiers import ArticleBlock, DialBlock, WebAddressBlock
from content_models.models import GuidancePage
from content_models.revisions import has_same_content
from tests.content_models.world import item, law


def cleaned(block: Block, value: Any) -> Any:
    return block.clean(block.to_python(value))


def errors_of(block: Block, value: Any) -> dict[str, list[str | None]]:
    """Codes of the errors, by field; what belongs to no field stands under an empty name."""
    with pytest.raises(ValidationError) as caught:
        cleaned(block, value)
    return _codes(caught.value)


def _codes(error: ValidationError) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for name, inner in getattr(error, "block_errors", {}).items():
        codes = _codes(inner)
        found[str(name)] = sorted({code for inner_codes in codes.values() for code in inner_codes}, key=str)
    of_none = getattr(error, "non_block_errors", None)
    if of_none is not None:
        plain = [one.code for one in of_none.as_data()]
        return {**found, "": plain} if plain else found
    return {"": [one.code for one in error.error_list]}


DEADLINE = {
    "text": "<p>Tienes 12 horas.</p>",
    "amount": 12,
    "unit": "HOURS",
    "legal_references": [item(law("CNPP", "148"))],
}


def test_a_phone_needs_only_what_people_read() -> None:
    phone = cleaned(PhoneBlock(), {"display": "844 434 6586 ext. 5030"})

    assert dict(phone) == {
        "display": "844 434 6586 ext. 5030",
        "label": "",
        "languages": [],
        "manual_dial": "",
        "confirm_manual_dial": False,
        "confirmed_dial": "",
    }


def test_another_number_is_dialled_only_once_confirmed_and_only_for_what_was_shown() -> None:
    block = PhoneBlock()
    asked = {"display": "LOCATEL", "manual_dial": "5556581111"}
    assert errors_of(block, asked) == {"confirm_manual_dial": ["phone_dial_differs"]}

    confirmed = dict(cleaned(block, {**asked, "confirm_manual_dial": True}))
    assert confirmed["confirmed_dial"] == "LOCATEL → 5556581111"
    assert confirmed["confirm_manual_dial"] is False
    assert is_dialled_by_hand(confirmed)

    assert cleaned(block, confirmed)["manual_dial"] == "5556581111"  # not asked again

    second = {**confirmed, "display": "993 313 6550"}
    assert not is_dialled_by_hand(second)
    assert errors_of(block, second) == {"confirm_manual_dial": ["phone_dial_differs"]}


def test_another_number_that_is_the_same_is_none() -> None:
    phone = cleaned(PhoneBlock(), {"display": "55 5658 1111", "manual_dial": "5556581111"})

    assert (phone["manual_dial"], phone["confirmed_dial"]) == ("", "")


def test_what_hardly_anybody_needs_is_collapsed() -> None:
    *others, advanced = PhoneBlock().get_form_layout().children

    assert others == ["display", "label", "languages"]
    assert advanced.children == ["manual_dial", "confirm_manual_dial", "confirmed_dial"]
    assert "collapsed" in advanced.classname


@pytest.mark.parametrize(
    ("case", "value", "errors"),
    [
        ("nothing", {"display": ""}, {"display": ["required"]}),
        ("no number", {"display": "llámanos"}, {"display": ["phone_invalid"]}),
        ("too short", {"display": "993 313 655"}, {"display": ["phone_invalid"]}),
        ("letters to dial", {"display": "911", "manual_dial": "nueve"}, {"manual_dial": ["identifier_invalid"]}),
        ("a dial nobody dials", {"display": "Ayuda", "manual_dial": "12345678"}, {"manual_dial": ["phone_invalid"]}),
        ("a placeholder", {"display": "911", "label": "En {state}"}, {"label": ["placeholder_in_plain_text"]}),
        ("an unknown language", {"display": "911", "languages": ["klingon"]}, {"languages": ["invalid_choice"]}),
    ],
)
def test_a_phone_refuses(case: str, value: dict[str, Any], errors: dict[str, list[str]]) -> None:
    assert errors_of(PhoneBlock(), value) == errors


@pytest.mark.parametrize(
    ("case", "change", "errors"),
    [
        ("zero", {"amount": 0}, {"amount": ["min_value"]}),
        ("less than nothing", {"amount": -3}, {"amount": ["min_value"]}),
        ("no amount", {"amount": None}, {"amount": ["required"]}),
        ("a range that ends before it begins", {"amount": 144, "amount_max": 72}, {"amount_max": ["deadline_range"]}),
        ("no unit", {"unit": ""}, {"unit": ["required"]}),
        ("an unknown unit", {"unit": "WEEKS"}, {"unit": ["invalid_choice"]}),
        ("no text", {"text": ""}, {"text": ["required"]}),
        ("no law", {"legal_references": []}, {"legal_references": [None]}),
        ("an unknown placeholder", {"text": "<p>{estado}</p>"}, {"text": ["unknown_placeholder"]}),
        (
            "“before …” that is counted from then on",
            {"event": "antes de la cita", "counts_back": False},
            {"counts_back": ["deadline_counts_back"]},
        ),
        ("a mark without an event", {"event": "", "counts_back": True}, {"event": ["deadline_event_missing"]}),
        ("a placeholder in a plain field", {"event": "en {state}"}, {"event": ["placeholder_in_plain_text"]}),
    ],
)
def test_a_deadline_refuses(case: str, change: dict[str, Any], errors: dict[str, list[str]]) -> None:
    assert errors_of(DeadlineBlock(), {**DEADLINE, **change}) == errors


@pytest.mark.parametrize(
    ("stored", "is_back"),
    [
        ({"event": "Antes del juicio"}, True),
        ({"event": "desde la cita, antes de las 8"}, False),
        ({}, False),
        ({"event": "", "counts_back": True}, True),
        ({"event": "Antes del juicio", "counts_back": False}, False),
    ],
)
def test_a_deadline_of_before_the_mark_counts_back_by_its_words(stored: dict[str, Any], *, is_back: bool) -> None:
    block, raw = DeadlineBlock(), {**DEADLINE, **stored}

    assert [one["counts_back"] for one in (block.to_python(raw), *block.bulk_to_python([raw]))] == [is_back] * 2


@pytest.mark.parametrize("event", ["antes de la cita", "desde la cita", ""])
def test_a_deadline_of_before_the_mark_says_the_same_as_once_it_is_read(event: str) -> None:
    raw = {**DEADLINE, "event": event}
    stream = [{"type": "deadline", "id": "d1", "value": raw}]
    read = BodyBlocks().to_python(stream)
    assert read[0].value["counts_back"] == event.startswith("antes")  # what nobody reads is written as it was stored

    assert has_same_content(GuidancePage, {"body": stream}, {"body": read.get_prep_value()})
    assert not has_same_content(
        GuidancePage,
        {"body": stream},
        {"body": [{"type": "deadline", "id": "d1", "value": {**raw, "counts_back": not event.startswith("antes")}}]},
    )


@pytest.mark.parametrize(("amount", "amount_max"), [(1, None), (72, 144), (48, 48)])
def test_a_deadline_accepts_an_amount_or_a_range(amount: int, amount_max: int | None) -> None:
    deadline = cleaned(DeadlineBlock(), {**DEADLINE, "amount": amount, "amount_max": amount_max})

    assert (deadline["amount"], deadline["amount_max"]) == (amount, amount_max)


@pytest.mark.parametrize(
    ("case", "value", "errors"),
    [
        ("no days", {"days": [], "opens_at": "09:00", "closes_at": "15:00"}, {"days": ["required"]}),
        (
            "an unknown day",
            {"days": ["FUNDAY"], "opens_at": "09:00", "closes_at": "15:00"},
            {"days": ["invalid_choice"]},
        ),
        ("no opening", {"days": ["MONDAY"], "closes_at": "15:00"}, {"opens_at": ["required"]}),
        ("no length", {"days": ["MONDAY"], "opens_at": "09:00", "closes_at": "09:00"}, {"closes_at": ["period_empty"]}),
    ],
)
def test_a_period_refuses(case: str, value: dict[str, Any], errors: dict[str, list[str]]) -> None:
    assert errors_of(PeriodBlock(), value) == errors


@pytest.mark.parametrize(("opens_at", "closes_at"), [("22:00", "02:00"), ("00:00", "00:00"), ("09:00", "00:00")])
def test_a_period_may_last_past_midnight(opens_at: str, closes_at: str) -> None:
    period = {"days": ["FRIDAY"], "opens_at": opens_at, "closes_at": closes_at}

    schedule = cleaned(ScheduleBlock(), {"is_always_open": False, "periods": [item(period)], "holidays": "UNKNOWN"})

    assert f"{schedule['periods'][0]['closes_at']:%H:%M}" == closes_at


@pytest.mark.parametrize(
    ("case", "value", "errors"),
    [
        ("no hours", {"is_always_open": False, "periods": [], "holidays": "OPEN"}, {"": ["schedule_empty"]}),
        (
            "day and night, and hours",
            {
                "is_always_open": True,
                "periods": [item({"days": ["MONDAY"], "opens_at": "09:00", "closes_at": "15:00"})],
                "holidays": "OPEN",
            },
            {"": ["schedule_contradiction"]},
        ),
    ],
)
def test_a_schedule_refuses(case: str, value: dict[str, Any], errors: dict[str, list[str]]) -> None:
    assert errors_of(ScheduleBlock(), value) == errors


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (KeyBlock(required=True), "¿Dónde?"),
        (KeyBlock(required=True), "Q-Donde"),
        (KeyBlock(required=True), "q--donde"),
        (ArticleBlock(), "113; 114"),
        (DialBlock(), "55 5658"),
    ],
)
def test_identifiers_refuse_what_does_not_fit(block: Block, value: str) -> None:
    assert errors_of(block, value) == {"": ["identifier_invalid"]}


def test_a_web_address_must_be_one() -> None:
    assert errors_of(WebAddressBlock(), "javascript:alert(1)") == {"": ["invalid"]}
    assert cleaned(WebAddressBlock(), "https://www.gob.mx/fgr") == "https://www.gob.mx/fgr"


@pytest.mark.parametrize(
    ("block", "value", "errors"),
    [
        (PlainTextBlock(), "En {state}", {"": ["placeholder_in_plain_text"]}),
        (FormattedTextBlock(), "<p>En {estado}</p>", {"": ["unknown_placeholder"]}),
        (LegalReferenceBlock(), {"law": "CNPP", "article": "113", "text": ""}, {"text": ["required"]}),
        (TextBlock(), {"text": "<p>{ayuda}</p>"}, {"text": ["unknown_placeholder"]}),
        (LawQuoteBlock(), {"text": "<p>Nadie…</p>", "legal_references": []}, {"legal_references": [None]}),
        (StepsBlock(), {"steps": [item({"text": "<p>{x}</p>"})]}, {"steps": ["unknown_placeholder"]}),
        (ChecklistBlock(), {"items": [item({"text": ""})]}, {"items": ["required"]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_blocks_refuse(block: Block, value: Any, errors: dict[str, list[str]]) -> None:
    assert errors_of(block, value) == errors


def test_an_unfinished_draft_can_be_kept() -> None:
    body = BodyBlocks()
    draft = body.to_python(
        [
            {"type": "deadline", "id": "d", "value": {**DEADLINE, "amount": None, "unit": "", "amount_max": 3}},
            {"type": "contact", "id": "c", "value": {"label": "", "phones": [item({"display": ""})]}},
        ]
    )
    body.defer_required_validation()
    try:
        kept = body.clean(draft)
    finally:
        body.restore_deferred_validation()

    assert [child.id for child in kept] == ["d", "c"]


def test_own_fields_come_before_those_every_block_has() -> None:
    assert [list(child.child_blocks)[-2:] for child in BodyBlocks().child_blocks.values()] == [
        ["legal_references", "verified"]
    ] * 13
    assert next(iter(DeadlineBlock().child_blocks)) == "text"
