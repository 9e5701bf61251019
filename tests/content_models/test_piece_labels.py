"""What pieces are called: kept as what it is made of, said in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from content_models.kinds import ItemKind
from content_models.piece_labels import WHOLE_TEXT, PieceLabel, all_in_words, in_words, labels_in
from content_models.rich_text import from_text

SUMMARY: PieceLabel = {"kind": "GUIDANCE", "field": "summary"}
STEP: PieceLabel = {"block": "step", "number": 2}
NODE: PieceLabel = {"node": "QUESTION", "number": 2, "words": "¿Dónde?"}
HIDDEN: PieceLabel = {"node": "QUESTION", "words": "¿Dónde?"}


@pytest.mark.parametrize(
    ("label", "spanish", "english"),
    [
        pytest.param(SUMMARY, "Resumen", "Summary", id="a field"),
        pytest.param(STEP, "Paso 2", "Step 2", id="one of several"),
        pytest.param(NODE, "Pregunta 2 · ¿Dónde?", "Question 2 · ¿Dónde?", id="a node"),
        pytest.param(HIDDEN, "Pregunta ¿Dónde?", "Question ¿Dónde?", id="a node that is hidden"),
        pytest.param(WHOLE_TEXT, "Todo el texto", "The whole text", id="the whole text"),
        pytest.param(None, "", "", id="nothing that is known"),
    ],
)
def test_a_label_is_said_in_the_readers_language(label: PieceLabel | None, spanish: str, english: str) -> None:
    with override("es-mx"):
        assert in_words(label) == spanish
    with override("en"):
        assert in_words(label) == english


def test_what_has_no_label_is_left_out_of_a_list() -> None:
    with override("en"):
        assert all_in_words([SUMMARY, None, STEP]) == "Summary, Step 2"


def test_pieces_of_one_type_are_numbered() -> None:
    steps = [{"id": "s1", "title": None}, {"id": "s2", "title": None}]
    body = [{"id": "b", "type": "StepsBlock", "steps": steps}]

    labels = labels_in(ItemKind.GUIDANCE, {"body": body})

    assert (labels["s1"], labels["s2"]) == ({"block": "step", "number": 1}, STEP)
    assert labels["summary"] == SUMMARY


def test_nodes_are_numbered_as_they_are_served() -> None:
    nodes = [{"id": one, "key": one, "kind": "QUESTION", "text": {"ast": from_text(f"{one}?")}} for one in "abc"]

    labels = labels_in(ItemKind.SCRIPT, {"nodes": nodes}, hidden={"a"})

    assert [labels[one] for one in "abc"] == [
        {"node": "QUESTION", "words": "a?"},
        {"node": "QUESTION", "words": "b?", "number": 1},
        {"node": "QUESTION", "words": "c?", "number": 2},
    ]
