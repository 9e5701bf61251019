"""The overlay by example: two layers, two languages, one act of the state each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

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

MONDAY, TUESDAY = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
SPANISH = LocaleChain("es-MX", ("es-MX", "en"), ("es-MX", "yua"))
ENGLISH = LocaleChain("en", ("es-MX", "en"), ("es-MX", "yua"))
MAYA = LocaleChain("yua", ("es-MX", "en"), ("es-MX", "yua"))


def text(identifier: str, words: str) -> dict[str, Any]:
    return {"id": identifier, "type": "TextBlock", "text": words, "legalReferences": []}


def steps(identifier: str, *items: tuple[str, str]) -> dict[str, Any]:
    entries: list[dict[str, Any]] = [
        {"id": item, "title": None, "text": words, "legalReferences": []} for item, words in items
    ]
    return {"id": identifier, "type": "StepsBlock", "steps": entries, "legalReferences": []}


def document(title: str, *body: dict[str, Any]) -> Any:
    return {"kind": "GUIDANCE", "key": "k", "slug": "s", "title": title, "synonyms": ["x"], "body": list(body)}


LIBRARY = Edition(
    "k",
    "GUIDANCE",
    Origin.LIBRARY,
    {
        "es-MX": document("Título", text("a", "A"), steps("b", ("b1", "B1"), ("b2", "B2")), text("c", "C")),
        "en": document("Title", text("a", "A in English"), text("e", "Only in English")),
    },
    {"es-MX": 3, "en": 1},
    {"es-MX": MONDAY, "en": MONDAY},
)


def served(chain: LocaleChain, *operations: Operation) -> list[tuple[str, str, str, bool]]:
    item = effective(LIBRARY, Adaptation("k", operations), chain)
    assert item is not None
    return [(block["id"], block["locale"], block["origin"], block["isFallback"]) for block in item["body"]]


def test_without_an_adaptation_the_library_is_served() -> None:
    item = effective(LIBRARY, None, SPANISH)

    assert item is not None
    assert (item["title"], item["servedLocale"], item["isFallback"], item["origin"]) == (
        "Título",
        "es-MX",
        False,
        "LIBRARY",
    )
    assert item["body"][0] == {
        **text("a", "A"),
        "key": "a",
        "locale": "es-MX",
        "isFallback": False,
        "origin": "LIBRARY",
    }
    assert item["publishedAt"] == MONDAY


def test_a_block_that_a_translation_lacks_is_served_as_fallback() -> None:
    assert served(ENGLISH) == [
        ("a", "en", "LIBRARY", False),
        ("e", "en", "LIBRARY", False),
        ("b", "es-MX", "LIBRARY", True),
        ("c", "es-MX", "LIBRARY", True),
    ]


def test_a_block_that_only_another_language_has_is_not_served() -> None:
    assert [block[0] for block in served(SPANISH)] == ["a", "b", "c"]


def test_a_language_without_the_item_gets_the_leading_one() -> None:
    item = effective(LIBRARY, None, MAYA)

    assert item is not None
    assert (item["locale"], item["servedLocale"], item["isFallback"]) == ("yua", "es-MX", True)


def test_replaced_text_never_falls_back_to_the_library() -> None:
    replaced = Replace("o", "a", {"es-MX": text("x", "Aquí")})

    assert served(SPANISH, replaced)[0] == ("a", "es-MX", "ADAPTED", False)
    assert served(ENGLISH, replaced)[0] == ("a", "es-MX", "ADAPTED", True)
    item = effective(LIBRARY, Adaptation("k", (replaced,)), ENGLISH)
    assert item is not None
    assert item["body"][0]["text"] == "Aquí"
    assert item["origin"] == "ADAPTED"


def test_own_text_comes_in_the_asked_language_if_it_has_it() -> None:
    replaced = Replace("o", "a", {"es-MX": text("x", "Aquí"), "yua": text("x", "Waye’")})

    item = effective(LIBRARY, Adaptation("k", (replaced,)), MAYA)

    assert item is not None
    assert [(block["text"], block["isFallback"]) for block in item["body"] if block["id"] == "a"] == [("Waye’", False)]
    assert item["servedLocale"] == "es-MX"


@pytest.mark.parametrize("chain", [SPANISH, ENGLISH, MAYA])
def test_a_hidden_block_is_hidden_in_every_language(chain: LocaleChain) -> None:
    assert "a" not in [block[0] for block in served(chain, Hide("o", "a"))]


def test_a_hidden_item_is_not_served() -> None:
    assert effective(LIBRARY, Adaptation("k", (Hide("o"),)), SPANISH) is None


def test_what_is_not_there_is_not_served() -> None:
    assert effective(None, Adaptation("k", (Set("o", "title", {"es-MX": "X"}),)), SPANISH) is None


@pytest.mark.parametrize(
    ("means", "operations", "ids"),
    [
        ("before a block", [Insert("n", "c", {"es-MX": text("", "N")}, is_before=True)], ["a", "b", "n", "c"]),
        ("after a block", [Insert("n", "a", {"es-MX": text("", "N")})], ["a", "n", "b", "c"]),
        ("at the beginning", [Insert("n", "body", {"es-MX": text("", "N")}, is_before=True)], ["n", "a", "b", "c"]),
        ("at the end", [Insert("n", "body", {"es-MX": text("", "N")})], ["a", "b", "c", "n"]),
        (
            "after an insertion",
            [Insert("m", "n", {"es-MX": text("", "M")}), Insert("n", "a", {"es-MX": text("", "N")})],
            ["a", "n", "m", "b", "c"],
        ),
        (
            "two in their order",
            [Insert("m", "a", {"es-MX": text("", "M")}), Insert("n", "a", {"es-MX": text("", "N")})],
            ["a", "m", "n", "b", "c"],
        ),
        (
            "beside a hidden block",
            [Hide("h", "b"), Insert("n", "b", {"es-MX": text("", "N")})],
            ["a", "n", "c"],
        ),
    ],
)
def test_an_insertion_stands_where_it_was_put(means: str, operations: list[Operation], ids: list[str]) -> None:
    assert [block[0] for block in served(SPANISH, *operations)] == ids


def test_items_of_a_list_are_addressed_too() -> None:
    operations = (
        Replace("r", "b1", {"es-MX": {"id": "", "title": None, "text": "Aquí", "legalReferences": []}}),
        Hide("h", "b2"),
        Insert("n", "b1", {"es-MX": {"title": None, "text": "Luego", "legalReferences": []}}),
    )

    item = effective(LIBRARY, Adaptation("k", operations), SPANISH)

    assert item is not None
    block = item["body"][1]
    assert [(entry["id"], entry["text"]) for entry in block["steps"]] == [("b1", "Aquí"), ("n", "Luego")]
    assert block["origin"] == "ADAPTED"
    assert item["body"][0]["origin"] == "LIBRARY"


def test_a_field_can_be_set_to_nothing() -> None:
    item = effective(LIBRARY, Adaptation("k", (Set("o", "synonyms", {"es-MX": []}),), published_at=TUESDAY), SPANISH)

    assert item is not None
    assert item["synonyms"] == []
    stated: Any = (item["origin"], item["publishedAt"])
    assert stated == ("ADAPTED", TUESDAY)


@pytest.mark.parametrize("field", ["key", "kind", "slug", "locale", "nothing"])
def test_what_an_item_is_cannot_be_set(field: str) -> None:
    operation = Set("o", field, {"es-MX": "X"})

    item = effective(LIBRARY, Adaptation("k", (operation,)), SPANISH)

    assert item is not None
    assert item.get(field) != "X"
    assert item["origin"] == "LIBRARY"
    assert unresolved(LIBRARY, Adaptation("k", (operation,))) == (operation,)


def test_the_text_of_a_lost_target_stands_at_the_end() -> None:
    replaced = Replace("r", "gone", {"es-MX": text("x", "Nuestro texto")})
    step = Insert("s", "gone-too", {"es-MX": {"title": None, "text": "Un paso nuestro"}})

    item = effective(LIBRARY, Adaptation("k", (replaced, step, Hide("h", "gone"))), SPANISH)

    assert item is not None
    assert [(block["id"], block["type"], block["text"], block["origin"]) for block in item["body"][3:]] == [
        ("r", "TextBlock", "Nuestro texto", "LOCAL"),
        ("s", "LocalBlock", "Un paso nuestro", "LOCAL"),
    ]


def test_lost_targets_are_reported() -> None:
    kept, lost, hidden = Hide("1", "a"), Replace("2", "gone", {"es-MX": text("x", "X")}), Hide("3", "gone")
    chained = Insert("4", "5", {"es-MX": text("x", "X")})

    assert unresolved(LIBRARY, Adaptation("k", (kept, lost, hidden, chained))) == (lost, hidden, chained)
    assert unresolved(None, Adaptation("k", (kept,))) == (kept,)


def test_a_replaced_node_keeps_its_key() -> None:
    node: Any = {"id": "n1", "key": "q-donde", "kind": "QUESTION", "text": "¿Dónde?", "options": []}
    script: Any = {"key": "k", "start": "q-donde", "nodes": [node]}
    library = Edition("k", "SCRIPT", Origin.LIBRARY, {"es-MX": script})
    replaced = Replace("r", "n1", {"es-MX": {"id": "z", "key": "other", "kind": "ANSWER", "text": "Ahí"}})

    item = effective(library, Adaptation("k", (replaced,)), SPANISH)

    assert item is not None
    assert [(node["id"], node["key"], node["text"]) for node in item["nodes"]] == [("n1", "q-donde", "Ahí")]


def test_adaptations_of_several_languages_are_one() -> None:
    joined = Adaptation.in_languages(
        [
            Adaptation("k", (Replace("r", "a", {"es-MX": text("x", "Aquí")}),), {"es-MX": 3}, MONDAY),
            Adaptation("k", (Replace("r", "a", {"yua": text("x", "Waye’")}), Hide("h", "b")), {"yua": 2}, TUESDAY),
        ]
    )

    assert [operation.id for operation in joined.operations] == ["r", "h"]
    assert set(joined.operations[0].values) == {"es-MX", "yua"}
    assert (joined.base, joined.published_at) == ({"es-MX": 3, "yua": 2}, TUESDAY)


def test_a_states_own_item_is_local() -> None:
    own = Edition("k", "NOTICE", Origin.LOCAL, {"yua": document("Maaya"), "es-MX": document("Español")})

    item = effective(own, None, LocaleChain("en", ("es-MX",), ("es-MX", "yua")))

    assert item is not None
    assert (item["title"], item["origin"], item["servedLocale"], item["isFallback"]) == (
        "Español",
        "LOCAL",
        "es-MX",
        True,
    )
