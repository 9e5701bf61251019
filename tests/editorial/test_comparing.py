"""What is different between two documents, in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from content_models.kinds import ItemKind
from editorial.comparing import ChangeKind, PieceChange, changes_between
from editorial.readable_fields import NOT_READ, fields_of
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tests.content_models.expected import text

GUIDANCE: dict[str, Any] = {
    "kind": "GUIDANCE",
    "key": "k",
    "locale": "es-MX",
    "title": "Detuvieron a mi familiar",
    "slug": "detenido",
    "order": 1,
    "isSensitive": False,
    "inForceOn": None,
    "reviewedOn": "2026-01-02",
    "reviewDueOn": None,
    "legalReviewer": None,
    "roles": ["THIRD_PARTY"],
    "stage": "DETENTION",
    "urgency": "URGENT",
    "question": "¿Dónde está?",
    "firstStep": "",
    "summary": "Qué hacer.",
    "body": [
        {
            "id": "a",
            "type": "TextBlock",
            "heading": None,
            "text": text("Pregunta."),
            "legalReferences": [],
            "verified": False,
        },
        {
            "id": "b",
            "type": "StepsBlock",
            "heading": "Pasos",
            "steps": [
                {"id": "b1", "title": "Uno", "text": text("Llama."), "legalReferences": []},
                {"id": "b2", "title": "Dos", "text": text("Ve."), "legalReferences": []},
            ],
            "legalReferences": [],
            "verified": True,
        },
        {
            "id": "c",
            "type": "DeadlineBlock",
            "text": text("Un juez decide."),
            "amount": 48,
            "amountMax": None,
            "unit": "HOURS",
            "event": "la detención",
            "whoMustAct": None,
            "consequence": None,
            "legalReferences": [{"law": "CPEUM", "article": "16", "text": "Constitución, art. 16", "verified": True}],
            "verified": True,
        },
    ],
    "legalReferences": [],
    "termKeys": [],
    "relatedKeys": ["other"],
    "officeKinds": [],
    "searchText": "…",
}


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def with_body(*blocks: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**GUIDANCE, "body": list(blocks), **fields}


def block(position: int, **changes: Any) -> dict[str, Any]:
    return {**GUIDANCE["body"][position], **changes}


def between(after: dict[str, Any], **options: Any) -> tuple[PieceChange, ...]:
    return changes_between(ItemKind.GUIDANCE, GUIDANCE, after, **options)


def test_same_documents_have_no_differences() -> None:
    assert between({**GUIDANCE, "searchText": "something else"}) == ()


@pytest.mark.parametrize(
    ("name", "value", "label", "before", "after", "kind"),
    [
        ("title", "Nuevo", "Title", "Detuvieron a mi familiar", "Nuevo", "changed"),
        ("firstStep", "Llama al 911.", "First step", "", "Llama al 911.", "added"),
        ("summary", "", "Summary", "Qué hacer.", "", "removed"),
        (
            "roles",
            ["THIRD_PARTY", "VICTIM"],
            "Roles",
            "Family member, witness or other third party",
            "Family member, witness or other third party, Victim",
            "changed",
        ),
        ("stage", "TRIAL", "Stage", "Detention (first hours)", "Oral trial", "changed"),
        ("urgency", "EMERGENCY", "Urgency", "Today", "Do this now", "changed"),
        ("reviewedOn", "2026-11-03", "Reviewed on", "Jan. 2, 2026", "Nov. 3, 2026", "changed"),
        ("isSensitive", True, "Reading it may put somebody in danger at home", "No", "Yes", "changed"),
        ("relatedKeys", ["other", "third"], "See also", "Other text", "Other text\nthird", "changed"),
        (
            "legalReferences",
            [{"law": "CNPP", "article": "187", "text": "CNPP art. 187", "verified": True}],
            "Legal references",
            "",
            "CNPP art. 187",
            "added",
        ),
        (
            "examples",
            [
                {"voice": "TYPED", "source": "STARTER", "isDanger": False, "phrases": ["me robaron"]},
                {"voice": "TOLD", "source": "EDITOR", "isDanger": True, "phrases": ["me quieren matar", "ya viene"]},
            ],
            "How people say it",
            "",
            "Typed, on a telephone or a computer\n- me robaron\n"
            "Told to an operator · Somebody is in danger now\n- me quieren matar\n- ya viene",
            "added",
        ),
    ],
)
def test_fields_are_told_in_words(name: str, value: Any, label: str, before: str, after: str, kind: str) -> None:
    titles = {"other": "Other text"}

    changes = between({**GUIDANCE, name: value}, title_of=titles.get)

    assert changes == (PieceChange(name, label, before, after, ChangeKind(kind)),)


def test_a_changed_block_is_told_with_its_words_and_marks() -> None:
    said = {
        "ast": [
            {
                "type": "paragraph",
                "children": [
                    {"type": "text", "text": "Pregunta en "},
                    {"type": "placeholder", "name": "state"},
                    {"type": "text", "text": " o lee "},
                    {"type": "link", "key": "other", "children": [{"type": "text", "text": "esto"}]},
                ],
            }
        ]
    }
    after = with_body(block(0, text=said, verified=True), block(1), block(2))

    (change,) = between(after, title_of={"other": "Other text"}.get)

    assert change == PieceChange(
        "a",
        "Text 1",
        "Pregunta.\nCompared with its source: No",
        "Pregunta en {state} o lee esto [Other text]\nCompared with its source: Yes",
        ChangeKind.CHANGED,
    )


def test_placeholders_are_named_in_the_readers_language() -> None:
    said = {"ast": [{"type": "paragraph", "children": [{"type": "placeholder", "name": "state"}]}]}

    with translation.override("es-mx"):
        (change,) = between(with_body(block(0, text=said), block(1), block(2)))

    assert change.after_text in {"{estado}", "{state}"}


def test_a_step_is_told_by_itself() -> None:
    one, two = GUIDANCE["body"][1]["steps"]
    new: dict[str, Any] = {"id": "b3", "title": None, "text": text("Espera."), "legalReferences": []}
    after = with_body(block(0), block(1, steps=[{**one, "text": text("Llama hoy.")}, new]), block(2))

    changes = between(after)

    assert changes == (
        PieceChange("b1", "Step 1", "Uno\nLlama.", "Uno\nLlama hoy.", ChangeKind.CHANGED, "b"),
        PieceChange("b2", "Step 2", f"{two['title']}\nVe.", "", ChangeKind.REMOVED, "b"),
        PieceChange("b3", "Step 2", "", "Espera.", ChangeKind.ADDED, "b"),
    )


def test_added_and_removed_blocks_stand_where_they_are_read() -> None:
    quote = {"id": "q", "type": "LawQuoteBlock", "text": text("Nadie…"), "legalReferences": [], "verified": False}

    changes = between(with_body(quote, block(0), block(2)))

    assert [(change.address, change.kind, change.before_text, change.after_text) for change in changes] == [
        ("q", "added", "", "Nadie…"),
        ("b", "removed", "Pasos\n1. Uno\nLlama.\n2. Dos\nVe.", ""),
    ]


def test_only_what_was_moved_is_told_as_moved() -> None:
    changes = between(with_body(block(2, amount=72), block(0), block(1)))

    assert [(change.address, change.kind, change.is_moved) for change in changes] == [("c", "changed", True)]
    assert changes[0].before_text.startswith("48 hours\nUn juez decide.\nCounted from: la detención\nLegal basis: ")

    changes = between(with_body(block(1), block(0), block(2)))

    assert [(change.kind, change.is_moved) for change in changes] == [("moved", True)]


def test_a_difference_without_words_is_told_as_such() -> None:
    bold = {"ast": [{"type": "paragraph", "children": [{"type": "text", "text": "Pregunta.", "bold": True}]}]}

    (change,) = between(with_body(block(0, text=bold), block(1), block(2)))

    assert change.is_only_form
    assert (change.before_text, change.after_text) == ("Pregunta.", "Pregunta.")


def test_a_first_edition_is_all_new_and_says_nothing_of_what_is_empty() -> None:
    changes = changes_between(ItemKind.GUIDANCE, None, GUIDANCE)

    assert [change.address for change in changes] == [
        "title",
        "question",
        "roles",
        "stage",
        "urgency",
        "summary",
        "a",
        "b",
        "c",
        "relatedKeys",
        "reviewedOn",
        "slug",
        "order",
    ]
    assert {change.kind for change in changes} == {ChangeKind.ADDED}


def test_nodes_and_their_options_are_told_by_number_and_words() -> None:
    node: dict[str, Any] = {
        "id": "n",
        "key": "q-donde",
        "kind": "QUESTION",
        "text": text("¿Dónde está?"),
        "wordings": [{"channel": "CHAT", "text": text("¿Dónde?")}],
        "options": [{"id": "o", "key": "mp", "label": "En el MP", "to": "r-mp"}],
        "organizationKind": None,
        "legalReferences": [],
        "verified": False,
    }
    end = {**node, "id": "m", "key": "r-mp", "text": text("Vaya al MP."), "options": []}
    before: dict[str, Any] = {"kind": "SCRIPT", "title": "Detenido", "nodes": [node, end]}
    option: dict[str, Any] = {**node["options"][0], "label": "En la Fiscalía"}
    after = {**before, "nodes": [{**node, "kind": "INFO", "options": [option]}, end]}

    changes = changes_between(ItemKind.SCRIPT, before, after)

    assert changes == (
        PieceChange(
            "n",
            "Information 1 · ¿Dónde está?",
            "Question\n¿Dónde está?\n- Chat: ¿Dónde?",
            "Information\n¿Dónde está?\n- Chat: ¿Dónde?",
            ChangeKind.CHANGED,
        ),
        PieceChange(
            "o",
            "Option 1 “En la Fiscalía” of “Information 1 · ¿Dónde está?”",
            "En el MP\nLeads to: 2 · Vaya al MP.",
            "En la Fiscalía\nLeads to: 2 · Vaya al MP.",
            ChangeKind.CHANGED,
            "n",
        ),
    )


def test_an_office_is_told_by_what_people_need() -> None:
    phone: dict[str, Any] = {
        "display": "993 313 6550",
        "dial": "9933136550",
        "e164": None,
        "extension": None,
        "label": None,
    }
    before: dict[str, Any] = {
        "kind": "OFFICE",
        "title": "Fiscalía",
        "services": [],
        "phones": [],
        "schedule": None,
        "address": None,
        "isConfidential": False,
        "verified": True,
    }
    after = {
        **before,
        "verified": False,
        "services": [{"id": "s", "name": "Denuncia", "description": text("Sin cita.")}],
        "phones": [{**phone, "extension": "12", "label": "Guardia", "languages": ["es-MX"]}],
        "schedule": {
            "isAlwaysOpen": False,
            "periods": [{"days": ["MONDAY", "FRIDAY"], "opensAt": "09:00", "closesAt": "15:00"}],
            "holidays": "CLOSED",
            "osm": "…",
        },
        "address": {"text": "Usumacinta 802", "postalCode": "86040", "neighborhood": None, "locality": "Villahermosa"},
    }

    changes = changes_between(ItemKind.OFFICE, before, after)

    assert [(change.label, change.after_text) for change in changes] == [
        ("Service 1", "Denuncia\nSin cita."),
        ("Address", "Usumacinta 802\nPostal code: 86040\nVillahermosa"),
        ("Telephones", "993 313 6550, extension 12, Guardia, Español (México)"),
        ("Opening hours", "Monday, Friday: 09:00–15:00\nClosed on public holidays"),
        ("Compared with its source", "No"),
    ]


def test_unknown_hours_on_holidays_say_of_which_days_nothing_is_known() -> None:
    before: dict[str, Any] = {"kind": "OFFICE", "title": "Fiscalía", "schedule": None}
    schedule = {"isAlwaysOpen": True, "periods": [], "holidays": "UNKNOWN", "osm": "24/7"}

    [change] = changes_between(ItemKind.OFFICE, before, {**before, "schedule": schedule})

    assert change.after_text == "Open day and night\nOn public holidays: Not known"


def test_a_notice_is_told_with_its_instants() -> None:
    before: dict[str, Any] = {"kind": "NOTICE", "title": "Cierre", "severity": "INFO", "startsAt": None}

    changes = changes_between(ItemKind.NOTICE, before, {**before, "startsAt": "2026-11-24T18:00:00Z"})

    assert [(change.label, change.after_text) for change in changes] == [("From", "Nov. 24, 2026, noon")]


@pytest.mark.django_db
def test_every_field_of_every_kind_is_compared_or_named_as_not_read() -> None:
    with tenant_scope([LIBRARY_ID]):
        items = ContentItem.objects.live().filter(tenant_id=LIBRARY_ID)
        documents = [(item.kind, item.readable_document) for item in items]

    assert {kind for kind, _document in documents} >= {"HOME", "SECTION", "GUIDANCE", "TERM", "ORGANIZATION", "SCRIPT"}
    for kind, document in documents:
        assert set(document) == set(fields_of(ItemKind(kind))) | (NOT_READ & set(document))
        assert changes_between(ItemKind(kind), document, document) == ()
        changes = changes_between(ItemKind(kind), None, document)
        assert all(change.label and change.after_text and not change.is_only_form for change in changes)
