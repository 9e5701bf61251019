"""Citations are taken apart into one reference per article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from content_models.json_fields import DATA
from content_models.legal_references import CitationMalformed, parse

GOLDEN = Path(__file__).parent / "golden" / "legal_references.json"


def pairs(source: str) -> list[tuple[str | None, str | None]]:
    return [(reference.law, reference.article) for reference in parse(source, verified=True)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("CNPP arts. 132 y 137", [("CNPP", "132"), ("CNPP", "137")]),
        ("LGV art. 4; CNPP arts. 108 y 109", [("LGV", "4"), ("CNPP", "108"), ("CNPP", "109")]),
        ("CNPP art. 113 fracción IV", [("CNPP", "113 fracción IV")]),
        ("CPEUM arts. 16 y 20", [("CPEUM", "16"), ("CPEUM", "20")]),
        ("CPEUM art. 20-B II y IX", [("CPEUM", "20 apartado B fracción II"), ("CPEUM", "20 apartado B fracción IX")]),
        ("CNPP art. 132 IV y XII", [("CNPP", "132 fracción IV"), ("CNPP", "132 fracción XII")]),
        ("CNPP arts. 12 a 15", [("CNPP", "12"), ("CNPP", "13"), ("CNPP", "14"), ("CNPP", "15")]),
        ("LGAMVLV arts. 59 Bis y 59 Ter", [("LGAMVLV", "59 Bis"), ("LGAMVLV", "59 Ter")]),
        ("Ley Nacional del Registro de Detenciones", [("Ley Nacional del Registro de Detenciones", None)]),
        (
            "Ley General de Acceso de las Mujeres a una Vida Libre de Violencias, arts. 59 Bis y 59 Ter",
            [("LGAMVLV", "59 Bis"), ("LGAMVLV", "59 Ter")],
        ),
        ("Recomendación práctica", [(None, None)]),
    ],
)
def test_takes_a_citation_apart(source: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert pairs(source) == expected


def test_the_text_can_be_read_by_people() -> None:
    texts = [
        reference.text for reference in parse("CNPP arts. 113 III y 164 (objeto); código penal local", verified=True)
    ]

    assert texts == ["CNPP art. 113 fracción III", "CNPP art. 164 (objeto)", "código penal local"]


def test_each_reference_says_whether_it_was_verified() -> None:
    assert [reference.verified for reference in parse("CNPP arts. 1 y 2", verified=False)] == [False, False]


@pytest.mark.parametrize(
    "source", ["CNP art. 5", "CNPP art. cinco", "CNPP arts. 9 a 3", "CNPP arts. 1 a 400", "CNPP art. 5 foo"]
)
def test_refuses_what_it_cannot_read(source: str) -> None:
    with pytest.raises(CitationMalformed):
        parse(source, verified=True)


def test_every_citation_of_the_data_reads_as_reviewed() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    read = {
        source: [[reference.law, reference.article, reference.text] for reference in parse(source, verified=True)]
        for source in sorted(citations_of_the_data())
    }

    assert read == golden


def citations_of_the_data() -> set[str]:
    found: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            basis = value.get("legal_basis", [])
            found.update([basis] if isinstance(basis, str) else basis)
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    files = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in DATA.glob("*.json")}
    walk(list(files.values()))
    topics = files["roles_topics.json"]
    found.update(point["source"] for topic in topics["topics"] for point in topic["key_points"])
    found.update(role["legal_definition"]["source"] for role in topics["roles"])
    found.update(kind["source"] for kind in files["institutions.json"]["institution_types"])
    found.add(files["scripts.json"]["preamble"]["source"])
    return found
