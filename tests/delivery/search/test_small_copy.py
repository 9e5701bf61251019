"""The small copy: what is left of what search has learned, and how its reader in TypeScript answers from it."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.management import CommandError, call_command

from delivery.search import IndexedDocument, indexed
from delivery.search.example_model import ExampleModel
from delivery.search.phrases import Phrase
from delivery.search.results import SURE
from delivery.search.small_copy import KINDS, MOST_BYTES, small_copy
from delivery.search.training import train
from delivery.small_copies import small_copy_of
from tests.browser import NODE

from .search_views import questions, view_of
from .small_copy_vectors import FOLDER, VECTORS, written

SAME_FIRST, SAME_FIRST_WHERE_SURE, DANGER_FOUND = 0.9, 0.92, 0.98
"""Where the copy of Tabasco stood when this was written (90.3 %, 92.3 %, 99.2 %), less a little."""

SAID = {
    "robbed": ["me robaron el celular", "me asaltaron en el camión", "se metieron a robar mi casa"],
    "arrested": ["se llevaron a mi hijo", "detuvieron a mi hermano", "agarraron a mi esposo los policías"],
    "beaten": ["mi marido me pega", "mi pareja me golpeó", "me está pegando ahorita"],
}
OWN = ["me quitaron la placa los de tránsito", "los de tránsito me bajaron la placa", "placa y tránsito"]
EXAMPLES = {
    "GUIDANCE": {key: [Phrase(text, key == "beaten") for text in texts] for key, texts in SAID.items()},
    "TERM": {
        "court": [Phrase("cómo se llama el juez"), Phrase("qué es el juez de control")],
        "charge": [Phrase("qué es una imputación"), Phrase("cómo se llama cuando te acusan")],
    },
}
TITLES = {
    "robbed": "Cómo denunciar un robo",
    "arrested": "Detuvieron a mi familiar",
    "beaten": "Violencia en casa",
    "court": "Juez de control",
    "charge": "Imputación",
    "own": "Tránsito se llevó mi placa",
}


def rows(*keys: str) -> list[IndexedDocument]:
    """Items as search reads them."""
    return [
        indexed(
            key,
            "TERM" if key in EXAMPLES["TERM"] else "GUIDANCE",
            {"title": TITLES[key], "urgency": "EMERGENCY" if key == "beaten" else "NORMAL", "searchText": TITLES[key]},
            {},
        )
        for key in keys
    ]


@pytest.fixture(scope="module")
def model() -> ExampleModel:
    return train(EXAMPLES)


def texts_of(examples: dict[str, dict[str, list[Phrase]]]) -> list[str]:
    """What is said in examples."""
    return [phrase.text for of_kind in examples.values() for phrases in of_kind.values() for phrase in phrases]


def asked(copy: bytes, queries: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """What the reader finds in a copy."""
    ran = ran_reader(copy, queries, folder)
    assert ran.returncode == 0, ran.stderr
    answers: list[dict[str, Any]] = json.loads(ran.stdout)["answers"]
    return answers


def ran_reader(copy: bytes, queries: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the reader on a copy."""
    file = folder / "copy.bin"
    file.write_bytes(copy)
    return subprocess.run(
        [NODE, "--no-warnings", "answers.mjs", str(file)],
        check=False, cwd=FOLDER, input=json.dumps(queries), capture_output=True, text=True,
    )  # fmt: skip


def test_the_vectors_are_those_of_the_features() -> None:
    assert VECTORS.read_text(encoding="utf-8") == written(), "run `python -m tests.delivery.search.small_copy_vectors`"


def test_the_reader_passes_all_vectors_and_is_small() -> None:
    ran = subprocess.run([NODE, "--test", "search.test.mjs"], check=False, cwd=FOLDER, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    strip = "import { stripTypeScriptTypes as s } from 'module'; console.log(s(fs.readFileSync('search.ts', 'utf8')))"
    javascript = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-e", f"import fs from 'fs'; {strip}"],
        cwd=FOLDER, capture_output=True, check=True,
    ).stdout  # fmt: skip
    without_blanks = b" ".join(javascript.split())  # which any build leaves out
    assert 0 < len(gzip.compress(without_blanks)) < 3_300


def test_the_same_gives_the_same_and_something_else_another_digest(model: ExampleModel, tmp_path: Path) -> None:
    keys = ["robbed", "arrested", "beaten", "court", "charge"]
    copy = small_copy([model], rows(*keys), texts_of(EXAMPLES))
    again = small_copy([train(EXAMPLES)], rows(*reversed(keys)), reversed(texts_of(EXAMPLES)))
    fewer = small_copy([model], rows(*keys[1:]), texts_of(EXAMPLES))

    made_from = [json.loads(ran_reader(one, [], tmp_path).stdout)["madeFrom"] for one in (copy, again, fewer)]

    assert copy == again
    assert made_from[0] == made_from[1] != made_from[2]


def test_what_is_said_finds_what_it_means_names_and_beginnings_too(model: ExampleModel, tmp_path: Path) -> None:
    copy = small_copy([model], rows("robbed", "arrested", "beaten", "court", "charge"), texts_of(EXAMPLES))

    answers = asked(
        copy,
        ["ME ROBÁRON", "agarraron a mi hijo", "Imputación", "juez de c", "mi marido me pega", "xyzzy", ""],
        tmp_path,
    )

    first = [one["hits"][0]["key"] if one["hits"] else None for one in answers]
    assert first == ["robbed", "arrested", "charge", "court", "beaten", None, None]
    assert [one["isDanger"] for one in answers][4:] == [True, False, False]
    assert answers[0]["hits"][0]["title"] == TITLES["robbed"]


def test_whoever_only_names_a_thing_tells_of_no_danger(tmp_path: Path) -> None:
    button = [Phrase("ya apreté el botón de pánico", True), Phrase("botón de pánico, me está pegando", True)]
    said = {
        "GUIDANCE": {**EXAMPLES["GUIDANCE"], "beaten": [*EXAMPLES["GUIDANCE"]["beaten"], *button]},
        "TERM": {**EXAMPLES["TERM"], "button": button},
    }
    named = indexed("button", "TERM", {"title": "Botón de pánico", "searchText": "Botón de pánico"}, {})
    copy = small_copy([train(said)], [*rows("robbed", "arrested", "beaten", "court"), named], texts_of(said))

    answers = asked(copy, ["Boton de pánico", "apreté el botón de pánico", "urge botón de pánico"], tmp_path)

    assert [one["isDanger"] for one in answers] == [False, True, True]


def test_a_state_finds_what_its_own_people_say(model: ExampleModel, tmp_path: Path) -> None:
    own = {**EXAMPLES, "GUIDANCE": {**EXAMPLES["GUIDANCE"], "own": [Phrase(text) for text in OWN]}}
    keys = ["robbed", "arrested", "beaten", "court", "charge"]
    national = small_copy([model], rows(*keys), texts_of(EXAMPLES))
    of_state = small_copy([model, train(own, only=["own"])], rows(*keys, "own"), texts_of(own))

    query = "me quitaron la placa los de tránsito"

    assert asked(of_state, [query], tmp_path)[0]["hits"][0]["key"] == "own"
    assert "own" not in [hit["key"] for hit in asked(national, [query], tmp_path)[0]["hits"]]


@pytest.mark.parametrize(
    ("case", "damage", "says"),
    [
        ("a letter is another", lambda copy: copy[:200] + bytes([copy[200] ^ 1]) + copy[201:], "damaged"),
        ("the end is missing", lambda copy: copy[:-7], "damaged"),
        ("it is something else", lambda copy: b"<!doctype html><title>404</title>", "no small copy"),
        ("it is compressed", brotli.compress, "no small copy"),
        ("it is empty", lambda copy: b"", "no small copy"),
    ],
)
def test_a_damaged_copy_is_refused(case: str, damage: Any, says: str, model: ExampleModel, tmp_path: Path) -> None:
    copy = small_copy([model], rows("robbed", "arrested"), texts_of(EXAMPLES))

    ran = ran_reader(damage(copy), ["me robaron"], tmp_path)

    assert ran.returncode != 0, case
    assert f"UnreadableCopy: {says}" in ran.stderr


def test_nothing_learned_gives_no_copy(model: ExampleModel) -> None:
    with pytest.raises(ValueError, match="nothing was learned"):
        small_copy([model], rows("own"), texts_of(EXAMPLES))
    with pytest.raises(ValueError, match="nothing was learned"):
        small_copy([], rows("robbed"), [])


@pytest.mark.django_db
def test_the_copy_of_a_state_is_small_and_answers_as_search_does(tmp_path: Path) -> None:
    view = view_of("TAB")
    copy = small_copy_of(view)
    taught = {key for model in view.search_models for key in model.keys}
    without = {
        row.key for row in view.indexed_documents(view.documents()) if row.kind in KINDS and row.key not in taught
    }
    queries = [one.query for one in questions()]

    answers = asked(copy, queries, tmp_path)

    assert len(brotli.compress(copy, quality=11)) <= MOST_BYTES
    index = view.index_of(view.documents())
    found = [index.find(query, kinds=KINDS, without=without) for query in queries]
    pairs = [
        (here["hits"][0]["key"] if here["hits"] else None, there.hits[0].key if there.hits else None, there)
        for here, there in zip(answers, found, strict=True)
    ]
    sure = [here == there for here, there, result in pairs if result.confidence >= SURE]
    assert sum(here == there for here, there, _ in pairs) / len(pairs) >= SAME_FIRST
    assert sum(sure) / len(sure) >= SAME_FIRST_WHERE_SURE
    dangers = [here["isDanger"] for here, there in zip(answers, found, strict=True) if there.is_danger]
    assert sum(dangers) / len(dangers) >= DANGER_FOUND


@pytest.mark.django_db
def test_the_command_refuses_a_state_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="XXX"):
        call_command("small_copy", state="XXX", output=str(tmp_path / "copy.bin"))
