"""Learning from examples: deterministic, bounded, and readable by whoever has the bytes."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.kinds import ItemKind
from delivery.search.documents import indexed
from delivery.search.example_model import DANGER, ExampleModel, UnreadableModel, read_model
from delivery.search.features import SIZE, features_of
from delivery.search.phrases import Phrase, digest_of
from delivery.search.taught import Teacher
from delivery.search.training import train

SAID = {
    "robbed": ["me robaron el celular", "me asaltaron en el camión", "se metieron a robar mi casa"],
    "arrested": ["se llevaron a mi hijo", "detuvieron a mi hermano", "agarraron a mi esposo los policías"],
    "beaten": ["mi marido me pega", "mi pareja me golpeó", "me está pegando ahorita"],
}
EXAMPLES = {
    "GUIDANCE": {key: [Phrase(text, key == "beaten") for text in texts] for key, texts in SAID.items()},
    "TERM": {"court": [Phrase("cómo se llama el juez"), Phrase("qué es el juez de control")]},
}


def likeliest(model: ExampleModel, text: str) -> str:
    """The item that fits best."""
    margins = model.margins(features_of(text))
    items = [key for key in model.keys if key in SAID]
    return max(items, key=lambda key: margins[model.numbers[key]])


@pytest.fixture(scope="module")
def model() -> ExampleModel:
    return train(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "key"),
    [("me robaron mi casa", "robbed"), ("detuvieron a mi hijo", "arrested"), ("mi marido me pegó", "beaten")],
)
def test_finds_what_examples_mean(model: ExampleModel, text: str, key: str) -> None:
    assert likeliest(model, text) == key


def test_the_same_examples_in_another_order_give_the_same_bytes() -> None:
    shuffled = {
        kind: {key: random.Random(1).sample(phrases, len(phrases)) for key, phrases in reversed(of_kind.items())}
        for kind, of_kind in reversed(EXAMPLES.items())
    }

    assert train(shuffled).to_bytes() == train(EXAMPLES).to_bytes()
    assert digest_of(shuffled) == digest_of(EXAMPLES)


def test_what_is_read_answers_as_what_was_trained(model: ExampleModel) -> None:
    read = ExampleModel.from_bytes(model.to_bytes())

    for text in ("me robaron", "", "xyzzy", "mi marido me pega ahorita"):
        np.testing.assert_array_equal(read.margins(features_of(text)), model.margins(features_of(text)))
    assert read.words == model.words


def test_a_state_learns_its_own_items_only(model: ExampleModel) -> None:
    own = train(EXAMPLES, only=["beaten"])

    assert own.keys == ("beaten",)
    for text in ("me robaron", "mi marido me pegó"):
        mine, all_of_them = (one.margins(features_of(text))[one.numbers["beaten"]] for one in (own, model))
        assert mine == pytest.approx(all_of_them, abs=0.01)


@pytest.mark.parametrize(
    ("case", "margin", "emergency", "is_danger"),
    [
        ("the margin alone", -0.9, None, True),
        ("too low a margin alone", -1.5, None, False),
        ("the page of an emergency is likeliest", -1.5, "beaten", True),
        ("the page of an emergency is unlikely", -1.5, "robbed", False),
        ("nothing of danger at all", -3.0, "beaten", False),
    ],
)
def test_danger_and_pages_of_emergencies_count_together(
    case: str, margin: float, emergency: str | None, is_danger: bool
) -> None:
    biases = {"beaten": 0.5, "robbed": -1.0, DANGER: margin}
    nothing = np.zeros(0)
    model = ExampleModel(
        keys=tuple(biases),
        idf=np.ones(SIZE, dtype=np.float32),
        features=nothing.astype(np.uint16),
        weights=np.zeros((0, len(biases)), dtype=np.int8),
        scales=np.ones(len(biases), dtype=np.float32),
        biases=np.array([*biases.values()], dtype=np.float32),
    )
    rows = [
        indexed(key, ItemKind.GUIDANCE, {"title": key, "urgency": "EMERGENCY" if key == emergency else "NORMAL"}, {})
        for key in ("beaten", "robbed")
    ]

    assert Teacher([model], rows).evaluate(["auxilio"]).is_danger is is_danger


def test_danger_and_kinds_are_learned_beside_the_items(model: ExampleModel) -> None:
    margins = {text: model.margins(features_of(text)) for text in ("me está pegando", "se llevaron a mi hijo")}

    assert margins["me está pegando"][model.numbers[DANGER]] > margins["se llevaron a mi hijo"][model.numbers[DANGER]]
    assert model.numbers.keys() >= {ItemKind.GUIDANCE, ItemKind.TERM}


@pytest.mark.parametrize(
    ("case", "examples"),
    [
        ("nothing at all", {}),
        ("kinds without items", {"GUIDANCE": {}}),
        ("an item without examples", {"GUIDANCE": {"a": [], "b": [Phrase("hola")]}}),
        ("one item only", {"GUIDANCE": {"a": [Phrase("hola"), Phrase("adiós")]}}),
        ("texts without words", {"GUIDANCE": {"a": [Phrase("¿?")], "b": [Phrase("")]}}),
    ],
)
def test_where_nothing_can_be_told_apart_nothing_is_learned(
    case: str, examples: dict[str, dict[str, list[Phrase]]]
) -> None:
    read = ExampleModel.from_bytes(train(examples).to_bytes())

    assert len(read.margins(features_of("hola"))) == len(read.keys)


@pytest.mark.parametrize("place", [0, 40, -1])
def test_damaged_bytes_are_refused(model: ExampleModel, place: int) -> None:
    damaged = bytearray(model.to_bytes())
    damaged[place] ^= 1

    with pytest.raises(UnreadableModel):
        ExampleModel.from_bytes(bytes(damaged))
    assert read_model(bytes(damaged)) is None


@pytest.mark.parametrize("artifact", [b"", b"no artifact", b"\0" * 100])
def test_what_is_no_artifact_is_no_model(artifact: bytes) -> None:
    assert read_model(artifact) is None


@given(st.text(max_size=400))
def test_any_text_has_features_within_bounds(text: str) -> None:
    features = features_of(text)

    assert all(0 <= feature < SIZE and value >= 1.0 for feature, value in features.items())


@given(st.text(alphabet="aábcdeéiíklmnñoópqrstuúüvxyz ’01.,¿", max_size=400))
def test_capitals_say_the_same(text: str) -> None:
    assert features_of(text.upper()) == features_of(text)


def test_of_a_long_story_both_ends_are_read() -> None:
    story = " ".join(["primero", *("relleno" for _ in range(500)), "último"])

    assert features_of(story).keys() >= features_of("primero").keys() | features_of("último").keys()
