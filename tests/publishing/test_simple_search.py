"""Search in memory: accents, beginnings, ranks, highlights and another spelling."""

from __future__ import annotations

from typing import Any

import pytest

from publishing.search import Index, searched

DOCUMENTS: dict[str, dict[str, Any]] = {
    "detuvieron": {
        "kind": "GUIDANCE",
        "title": "Detuvieron a mi familiar",
        "question": "¿Qué hago si detuvieron a alguien?",
        "urgency": "EMERGENCY",
        "roles": ["THIRD_PARTY"],
        "searchText": "Detuvieron a mi familiar\nLlama a {help_line} y pregunta por el Ministerio Público.",
    },
    "denuncia": {
        "kind": "GUIDANCE",
        "title": "Cómo denunciar",
        "question": "¿Dónde denuncio?",
        "urgency": "NORMAL",
        "roles": ["VICTIM"],
        "searchText": "Cómo denunciar\nVe al ministerio público. Lleva a un familiar.",
    },
    "mp": {
        "kind": "TERM",
        "title": "Ministerio Público",
        "synonyms": ["la procu"],
        "searchText": "Ministerio Público\nla procu\nQuien investiga los delitos.",
    },
}


@pytest.fixture
def index() -> Index:
    """An index of three documents."""
    return Index(
        (searched(key, one["kind"], one, {"help_line": "911"}) for key, one in DOCUMENTS.items()), DOCUMENTS.__getitem__
    )


@pytest.mark.parametrize(
    ("case", "query", "keys"),
    [
        ("without accents", "como denunciar", ["denuncia"]),
        ("the beginning of a word", "denunc", ["denuncia"]),
        ("titles first", "ministerio publico", ["mp", "detuvieron", "denuncia"]),
        ("a synonym", "procu", ["mp"]),
        ("a plural", "familiares", ["detuvieron", "denuncia"]),
        ("what a placeholder says here", "911", ["detuvieron"]),
        ("words that say nothing are left out", "¿qué es el ministerio público?", ["mp", "detuvieron", "denuncia"]),
        ("nothing", "", []),
        ("signs only", "¿?", []),
        ("unknown", "xyzzy", []),
    ],
)
def test_finds(index: Index, case: str, query: str, keys: list[str]) -> None:
    assert [hit.key for hit in index.find(query).hits] == keys


def test_finds_by_kind_and_role(index: Index) -> None:
    assert [hit.key for hit in index.find("ministerio", kinds=["TERM"]).hits] == ["mp"]
    assert [hit.key for hit in index.find("ministerio", role="VICTIM").hits] == ["denuncia"]


def test_highlights_are_within_the_snippet(index: Index) -> None:
    hit = index.find("publico").hits[1]

    assert [hit.snippet[mark.start : mark.end] for mark in hit.highlights] == ["Público"]
    assert "{" not in hit.snippet
    assert hit.item is DOCUMENTS["detuvieron"]


def test_another_spelling_is_proposed_when_a_word_is_unknown(index: Index) -> None:
    assert index.find("minsterio").did_you_mean == "ministerio"
    assert index.find("ministerio").did_you_mean is None
