"""Estimate how much each kind of evidence counts in a search (`delivery/search/mixture.json`).

What a writer says is ranked by a model that saw neither that writer nor the others of one of six groups, and the
questions of the tests' file by one that saw the other half of them; the weights are those under which the right items
would be likeliest (a conditional logit). The writers of `tests/delivery/search/held_out` are not looked at.

Source:
    McFadden, Conditional Logit Analysis of Qualitative Choice Behavior, 1974.
"""

from __future__ import annotations

import json
import random
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize

from content_models.kinds import ItemKind
from content_models.stable_ids import key_of
from content_models.starter.examples import FOLDER as WRITERS
from delivery.examples import examples_of
from delivery.search import Index, indexed
from delivery.search.example_model import ExampleModel
from delivery.search.mixture import FILE
from delivery.search.phrases import ExamplesByKind
from delivery.search.ranking import Evidence
from delivery.search.training import train
from delivery.search.words import folded_words
from delivery.view import StateView

from .search import documents_of, views

TESTS = Path(__file__).resolve().parent.parent / "tests" / "delivery" / "search"
OURS = "questions"
"""The file of examples that were questions of the tests before."""
NEVER_LEARNED = frozenset({"fifth", "ninth", "eleventh", "thirteenth"})
"""The sets of the tests' questions that nothing is learned from."""
CITIZENS = [kind.value for kind in ItemKind if kind not in (ItemKind.SCRIPT, ItemKind.ADAPTATION)]
STATE = "TAB"
GROUPS = 6
"""Of writers, left out in turn: a model each. One model a writer takes five times as long."""
SHARE = 0.35
"""Of each writer's phrases, those that weights are learned from."""
PENALTY = 0.001
COUNTS = {"topic": 3.0, "organization": 2.0}
"""How often a question of an item of this kind counts: a page leads on to terms and offices, and these not to pages."""
FEW = 2
"""A rare word is one of at most so many items."""
FIELDS = (
    *(kind.value for kind in ItemKind if kind != ItemKind.ADAPTATION),
    *(f"{name}_{length}" for length in ("short", "long") for name in Evidence._fields),
)


@dataclass(frozen=True)
class Asked:
    """A question, of which index, for which kinds, and the items any of which answers it."""

    text: str
    index: Index
    kinds: Sequence[str]
    right: frozenset[str]
    group: str


def main() -> None:
    """Estimate and print."""
    asked = list(_asked(views()))
    console = Console(width=120)
    console.print(f"{len(asked)} questions")
    weights = learned(asked)
    FILE.write_text(json.dumps({name: round(value, 3) for name, value in weights.items()}, indent=2) + "\n")
    console.print(f"{FILE.name} is written.")


def learned(asked: Iterable[Asked]) -> dict[str, float]:
    """Return the weights of all `FIELDS` under which the right items are likeliest."""
    rows: list[list[float]] = []
    right: list[float] = []
    starts: list[int] = []
    counts: list[float] = []
    for one in asked:
        found = list(_evidence(one))
        if any(is_right for _, is_right in found):
            starts.append(len(rows))
            counts.append(COUNTS.get(one.group, 1.0))
            rows += [values for values, _ in found]
            right += [float(is_right) for _, is_right in found]
    matrix, wanted, begins = np.array(rows), np.array(right), np.array(starts)
    sizes = np.diff([*starts, len(rows)])
    often = np.array(counts) / sum(counts)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = matrix @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, begins), sizes)
        likely = np.exp(scores)
        total = np.add.reduceat(likely, begins)
        meant = np.maximum(np.add.reduceat(likely * wanted, begins), 1e-300)
        differences = likely * wanted / np.repeat(meant, sizes) - likely / np.repeat(total, sizes)
        slope = matrix.T @ (differences * np.repeat(often, sizes))
        value = -(often * np.log(meant / total)).sum() + PENALTY * (weights @ weights) / 2
        return float(value), -slope + PENALTY * weights

    best = minimize(loss, np.zeros(len(FIELDS)), jac=True, method="L-BFGS-B").x
    return dict(zip(FIELDS, map(float, best), strict=True))


def _asked(served: Mapping[str, StateView]) -> Iterable[Asked]:
    """Yield a share of what each writer says, and the tests' questions, each asked where it was not learned from."""
    national = examples_of(served[STATE])
    written = {path.stem: _written(path) for path in sorted(WRITERS.glob("*.tsv")) if path.stem != OURS}
    questions = [
        one for one in json.loads((TESTS / "search_questions.json").read_text(encoding="utf-8")) if _is_learned(one)
    ]
    for group in range(GROUPS):
        names = sorted(written)[group::GROUPS]
        half = [one for one in questions if zlib.crc32(one["query"].encode()) % 2 == group]  # two groups have one
        known = {text for name in names for _, text in written[name]} | {one["query"] for one in half}
        model = train(_without(national, known))
        indexes = {code: _index(served[code], model) for code in {STATE, *(one.get("state", STATE) for one in half)}}
        for name in names:
            for item, text in random.Random(name).sample(written[name], round(SHARE * len(written[name]))):
                kind, _, _ = item.partition(":")
                kinds = [ItemKind.SCRIPT.value] if kind == "script" else CITIZENS
                yield Asked(text, indexes[STATE], kinds, frozenset([_key(item)]), kind)
        for one in half:
            index, right = indexes[one.get("state", STATE)], frozenset(map(_key, one["expected"]))
            yield Asked(one["query"], index, one.get("kinds", CITIZENS), right, "question")
    yield from _by_words(served[STATE], _index(served[STATE], train(national)))


def _by_words(view: StateView, index: Index) -> Iterable[Asked]:
    """Yield names of items, and rare words of their texts: what is found by words, whatever examples say."""
    texts = {key: folded_words(str(item["searchText"])) for key, item in documents_of(view).items()}
    having: dict[str, set[str]] = defaultdict(set)
    for key, words in texts.items():
        for word in words:
            having[word].add(key)
    for key, item in sorted(documents_of(view).items()):
        kinds = [ItemKind.SCRIPT.value] if item["kind"] == ItemKind.SCRIPT else CITIZENS
        yield Asked(str(item["title"]), index, kinds, frozenset([key]), "name")
        rare = sorted(
            word for word in set(texts[key]) if len(having[word]) <= FEW and len(word) > 3 and not word.isdigit()
        )
        for word in random.Random(key).sample(rare, min(2, len(rare))):
            yield Asked(word, index, kinds, frozenset(having[word]), "rare word")


def _is_learned(question: Mapping[str, str]) -> bool:
    """Whether a question of the tests' file may be learned from."""
    is_third = sha256(question["query"].encode()).digest()[0] % 3 == 0
    return question.get("written", "first") not in NEVER_LEARNED and not ("written" not in question and is_third)


def _written(path: Path) -> list[tuple[str, str]]:
    """Return the items and phrases of a writer's file."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [(fields[0], fields[-1]) for fields in (line.split("\t") for line in lines)]


def _without(examples: ExamplesByKind, texts: Collection[str]) -> ExamplesByKind:
    return {
        kind: {key: [phrase for phrase in phrases if phrase.text not in texts] for key, phrases in of_kind.items()}
        for kind, of_kind in examples.items()
    }


def _index(view: StateView, model: ExampleModel) -> Index:
    return Index([indexed(key, str(item["kind"]), item, {}) for key, item in documents_of(view).items()], [model])


def _key(item: str) -> str:
    return str(key_of(*item.split(":", maxsplit=1)))


def _evidence(one: Asked) -> Iterable[tuple[list[float], bool]]:
    kinds = [kind.value for kind in ItemKind if kind != ItemKind.ADAPTATION]
    nothing = [0.0] * len(Evidence._fields)
    for row, evidence, is_short in one.index.evidence(one.text, one.kinds):
        parts = [*evidence, *nothing] if is_short else [*nothing, *evidence]
        yield [*(float(row.kind == kind) for kind in kinds), *parts], row.key in one.right
