"""The laws of the overlay, for any library, any adaptation and any order of languages."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from content_models.overlay import (
    Adaptation,
    Edition,
    Hide,
    Insert,
    LocaleChain,
    Operation,
    Origin,
    Replace,
    Set,
    effective,
    unresolved,
)

TAGS = ("es-MX", "en", "yua")
IDS = tuple(f"b{number}" for number in range(6))
STEP_IDS = tuple(f"s{number}" for number in range(4))
GONE = ("gone", "g2")


def block(identifier: str, tag: str, steps: list[str]) -> dict[str, Any]:
    entries = [{"id": step, "text": f"library {tag} {step}"} for step in steps]
    return {"id": identifier, "type": "StepsBlock", "text": f"library {tag} {identifier}", "steps": entries}


@st.composite
def documents(draw: st.DrawFn, tag: str) -> Any:
    ids = draw(st.permutations(IDS))[: draw(st.integers(0, len(IDS)))]
    steps = list(draw(st.permutations(STEP_IDS)))[: draw(st.integers(0, len(STEP_IDS)))]
    cut = draw(st.integers(0, len(steps)))
    parts = [steps[:cut], steps[cut:]]
    body = [block(identifier, tag, parts[number] if number < 2 else []) for number, identifier in enumerate(ids)]
    return {"kind": "GUIDANCE", "key": "k", "title": f"library {tag}", "body": body}


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    tags = draw(st.lists(st.sampled_from(TAGS), min_size=1, unique=True))
    return Edition("k", "GUIDANCE", Origin.LIBRARY, {tag: draw(documents(tag)) for tag in tags})


def own_values(identifier: str) -> st.SearchStrategy[dict[str, Any]]:
    tags = st.lists(st.sampled_from(TAGS), min_size=1, unique=True)
    return tags.map(
        lambda tags: {
            tag: {"id": "any", "type": "TextBlock", "text": f"own {tag} {identifier}", "legalReferences": []}
            for tag in tags
        }
    )


@st.composite
def operations(draw: st.DrawFn, number: int) -> Operation:
    identifier = f"o{number}"
    target = draw(st.sampled_from([*IDS, *STEP_IDS, *GONE, *(f"o{other}" for other in range(5))]))
    values = draw(own_values(identifier))
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return Set(identifier, "title", {tag: f"own {tag} title" for tag in values})
    if kind == 1:
        return Replace(identifier, target, values)
    if kind == 2:
        return Hide(identifier, target)
    return Insert(identifier, draw(st.sampled_from([target, "body"])), values, draw(st.booleans()))


@st.composite
def adaptations(draw: st.DrawFn) -> Adaptation:
    count = draw(st.integers(0, 5))
    return Adaptation("k", tuple(draw(operations(number)) for number in range(count)))


@st.composite
def chains(draw: st.DrawFn) -> LocaleChain:
    return LocaleChain(
        draw(st.sampled_from(TAGS)), tuple(draw(st.permutations(TAGS))), tuple(draw(st.permutations(TAGS)))
    )


def texts(item: Any) -> list[str]:
    found = [item["title"]]
    for one in item["body"]:
        found += [one["text"], *(step["text"] for step in one.get("steps", []))]
    return found


def ids(item: Any) -> list[str]:
    found = []
    for one in item["body"]:
        found += [one["id"], *(step["id"] for step in one.get("steps", []))]
    return found


@given(editions(), chains())
def test_no_adaptation_is_the_library(library: Edition, chain: LocaleChain) -> None:
    item = effective(library, None, chain)

    assert item is not None
    assert item == effective(library, Adaptation("k"), chain)
    assert item["origin"] == "LIBRARY"
    assert all(one["origin"] == "LIBRARY" for one in item["body"])
    assert all(text.startswith("library") for text in texts(item))


@given(editions(), adaptations(), operations(9), chains())
def test_undoing_an_operation_is_as_before(
    library: Edition, adaptation: Adaptation, operation: Operation, chain: LocaleChain
) -> None:
    before = effective(library, adaptation, chain)
    changed = Adaptation("k", (*adaptation.operations, operation))
    effective(library, changed, chain)

    undone = Adaptation("k", tuple(one for one in changed.operations if one.id != operation.id))

    assert effective(library, undone, chain) == before


@given(editions(), adaptations(), chains())
def test_nothing_given_is_changed(library: Edition, adaptation: Adaptation, chain: LocaleChain) -> None:
    before = copy.deepcopy((library, adaptation))

    effective(library, adaptation, chain)

    assert (library, adaptation) == before


@given(editions(), adaptations(), chains(), st.randoms())
def test_unrelated_operations_commute(
    library: Edition, adaptation: Adaptation, chain: LocaleChain, random: Any
) -> None:
    chain = LocaleChain(chain.requested, tuple(library.documents), chain.own)
    by_target = {
        operation.field if isinstance(operation, Set) else operation.target: operation
        for operation in adaptation.operations
        if isinstance(operation, Set) or operation.target in (*IDS, *STEP_IDS)
    }
    # What lost its target stands at the end in the order of the operations, so their order matters.
    lost = unresolved(library, Adaptation("k", tuple(by_target.values())))
    unrelated = [operation for operation in by_target.values() if operation not in lost]
    shuffled = random.sample(unrelated, len(unrelated))

    one = effective(library, Adaptation("k", tuple(unrelated)), chain)
    other = effective(library, Adaptation("k", tuple(shuffled)), chain)

    assert one == other


@given(editions(), adaptations(), chains())
def test_every_piece_is_served_once(library: Edition, adaptation: Adaptation, chain: LocaleChain) -> None:
    item = effective(library, adaptation, chain)

    assert item is not None
    assert len(ids(item)) == len(set(ids(item)))


@given(editions(), adaptations(), chains())
def test_no_language_shows_library_text_that_was_replaced_or_hidden(
    library: Edition, adaptation: Adaptation, chain: LocaleChain
) -> None:
    item = effective(library, adaptation, chain)

    assert item is not None
    overruled = {
        operation.target
        for operation in adaptation.operations
        if isinstance(operation, Replace | Hide) and operation.target
    }
    shown = {text.split()[-1] for text in texts(item) if text.startswith("library")}
    assert not shown & overruled
    if any(isinstance(operation, Set) for operation in adaptation.operations):
        assert item["title"].startswith("own")


@given(editions(), adaptations(), chains())
def test_no_text_of_the_state_is_lost(library: Edition, adaptation: Adaptation, chain: LocaleChain) -> None:
    """A replacement or insertion is served, unless the state itself hid or replaced it or what it stood in."""
    item = effective(library, adaptation, chain)

    assert item is not None
    silenced = [one for one in adaptation.operations if isinstance(one, Hide | Replace)]
    for operation in adaptation.operations:
        if isinstance(operation, Replace | Insert) and not [one for one in silenced if one.id != operation.id]:
            shown = [text for text in texts(item) if text.startswith("own") and text.endswith(f" {operation.id}")]
            assert len(shown) == 1


@given(editions(), adaptations(), chains())
def test_own_text_comes_in_the_best_of_the_states_languages(
    library: Edition, adaptation: Adaptation, chain: LocaleChain
) -> None:
    item = effective(library, adaptation, chain)

    assert item is not None
    values = {one.id: one.values for one in adaptation.operations if isinstance(one, Replace | Insert)}
    for text in texts(item):
        owner, tag, identifier = text.split()[0], text.split()[1], text.split()[-1]
        if owner == "own" and identifier in values:
            assert tag == next(tag for tag in chain.replaced() if tag in values[identifier])


@given(editions(), adaptations(), chains())
def test_what_is_served_is_declared(library: Edition, adaptation: Adaptation, chain: LocaleChain) -> None:
    item = effective(library, adaptation, chain)

    assert item is not None
    assert item["isFallback"] == (item["servedLocale"] != chain.requested)
    for one in item["body"]:
        said = [one["text"], *(step["text"] for step in one.get("steps", []))]
        assert one["text"].split()[1] == one["locale"]
        assert one["isFallback"] == any(text.split()[1] != chain.requested for text in said)
        if one["origin"] == "LIBRARY":
            assert all(text.startswith("library") for text in said)


@given(editions(), adaptations())
def test_what_is_unresolved_does_not_depend_on_the_reader(library: Edition, adaptation: Adaptation) -> None:
    lost = unresolved(library, adaptation)

    assert {one.id for one in lost} <= {one.id for one in adaptation.operations}
    leading = next(iter(library.documents.values()))
    there = {one["id"] for one in leading["body"]} | {step["id"] for one in leading["body"] for step in one["steps"]}
    for operation in adaptation.operations:
        if isinstance(operation, Hide) and operation.target in there:
            assert operation not in lost
        if not isinstance(operation, Set) and operation.target in GONE:
            assert operation in lost
