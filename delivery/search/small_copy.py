"""The small copy: what search has learned of one state, for a reader without a network (`frontend/src/search`).

The models are pruned: only the weights that decide most between items are kept, of few levels. Names are kept whole.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Sequence
from itertools import chain

import brotli
import numpy as np
import orjson
from numpy.typing import NDArray
from scipy import sparse

from content_models.kinds import ItemKind

from .documents import TITLES, IndexedDocument
from .example_model import DANGER, ExampleModel
from .features import SIZE
from .mixture import WEIGHTS, weights_of
from .phrases import TAUGHT_KINDS
from .ranking import SHORT
from .taught import DANGER_FROM, NO_DANGER, TEMPERATURE, TEMPERATURE_OF_KINDS
from .training import count_matrix

FORMAT = 2
"""Of the copy. A reader refuses any other."""
MAGIC = b"JPTS"
MOST_BYTES = 80_000
"""After brotli, at its best."""

KINDS = tuple(kind for kind in TAUGHT_KINDS if kind != ItemKind.SCRIPT)
"""What citizens find without a network: guidance, terms and organizations that have examples, so no single office."""
DESK_KINDS = (ItemKind.SCRIPT, *KINDS)
"""What operators find."""
EVIDENCE = ("margin", "in_kind", "kind", "coverage", "begun")
"""What the reader knows of an item, of what `ranking.Evidence` has."""
OTHER_NAMES = ("synonyms", "alsoCalled")
MOST_WEIGHTS = 72_000
FEWER = 0.97
"""As long as the copy is too large, this share of its weights is kept."""
LEVELS = 4
"""A weight is the square of a whole number up to this, with its sign, of its column's largest."""
ESCAPE = 255
"""In a byte: that much, and what the next byte says."""

SOFTER = 1.5
"""Margins are divided by so much to see which items compete: of the examples themselves they are too sure."""
ALWAYS = 2e-4
"""How much a weight counts where its item does not compete."""
OF_KIND, OF_DANGER = 0.6, 1.5
MISSED = 0.005
"""Share of the texts of danger that the copy may miss."""
OF_FIRST_KIND = 1.5
"""How much the weights of kinds, of danger and of the first kind count beside those of other items."""
OF_SCRIPTS = 20.0
"""How much those of scripts do, which operators look for first."""


def small_copy(
    models: Sequence[ExampleModel],
    rows: Iterable[IndexedDocument],
    texts: Iterable[str],
    kinds: Sequence[ItemKind] = KINDS,
) -> bytes:
    """Return the small copy of what a view's search has learned: the same for the same, at most `MOST_BYTES` in brotli.

    Its bytes: `MAGIC`; the length of a JSON header, and that; then, for each group of features with equally many
    weights, their distances, the distances of the columns of their weights, and these; last the CRC-32 of all before.

    Args:
        models: as `taught.Teacher` takes them.
        rows: the items of the view, of one language.
        texts: what people say, of all the items: it tells which weights decide.
        kinds: of the items that are found; the first counts most.
    Raises:
        ValueError: nothing was learned of any item of these kinds.
    """
    items = _learned(models, rows, kinds)
    placed = {key: (model, place) for model in models for key, place in model.numbers.items()}
    found = list(dict.fromkeys(row.kind for row in items))
    columns = [*(row.key for row in items), *found, DANGER]
    weights = np.zeros((SIZE, len(columns)), dtype=np.float32)
    biases = np.array([*[0.0] * (len(columns) - 1), NO_DANGER], dtype=np.float32)
    for number, key in enumerate(columns):
        if key in placed:
            model, place = placed[key]
            weights[model.features, number] = model.weights[:, place] * model.scales[place] * model.idf[model.features]
            biases[number] = model.biases[place]
    texts = sorted(set(texts))
    idf = models[0].idf
    said = _normalised(count_matrix([*texts, *_halves(texts)]), idf)
    margins = said @ weights + biases
    places = [np.array([place for place, row in enumerate(items) if row.kind == kind]) for kind in found]
    pages = [place for place, row in enumerate(items) if row.is_emergency]
    of_kind = next((its for its in places if not set(pages).isdisjoint(its.tolist())), places[0])
    danger = _danger(margins, of_kind, pages)
    of_first = OF_SCRIPTS if found[0] == ItemKind.SCRIPT else OF_FIRST_KIND
    worth = _worth(weights, margins, danger, said, places, of_first)
    header = {
        "format": FORMAT,
        "madeFrom": _digest(models, items, texts),
        "locale": items[0].facts.locale,
        "kinds": found,
        "items": [[row.key, found.index(row.kind), int(row.is_emergency), *_names(row)] for row in items],
        "biases": [round(bias, 3) for bias in biases.tolist()],
        "kindWeights": [WEIGHTS.get(kind, 0.0) for kind in found],
        "mostOfShort": SHORT,
        "short": weights_of(EVIDENCE, is_short=True),
        "long": weights_of(EVIDENCE, is_short=False),
        "temperatures": [TEMPERATURE, TEMPERATURE_OF_KINDS],
        "stopWords": " ".join(sorted(items[0].language.everyday.stop_words)),
        "harm": " ".join((*items[0].language.everyday.harm, *items[0].language.everyday.theft)),
        "abbreviations": {one: " ".join(words) for one, words in items[0].language.everyday.abbreviations.items()},
    }
    most = min(MOST_WEIGHTS, int(np.count_nonzero(worth)))
    while True:
        kept = _pruned(weights, worth, most)
        danger_from = _danger_from(danger, _danger(said @ kept + biases, of_kind, pages))
        copy = _written({**header, "dangerFrom": danger_from}, kept, idf)
        if len(brotli.compress(copy, quality=11)) <= MOST_BYTES:
            return copy
        most = int(most * FEWER)


def made_from(
    models: Sequence[ExampleModel],
    rows: Iterable[IndexedDocument],
    texts: Iterable[str],
    kinds: Sequence[ItemKind] = KINDS,
) -> str:
    """Return the digest of what a copy would be made from, which takes little.

    Args:
        models, rows, texts, kinds: as for `small_copy`.
    Raises:
        ValueError: nothing was learned of any item of these kinds.
    """
    return _digest(models, _learned(models, rows, kinds), sorted(set(texts)))


def _learned(
    models: Sequence[ExampleModel], rows: Iterable[IndexedDocument], kinds: Sequence[ItemKind]
) -> list[IndexedDocument]:
    """Return the items of some kinds that something was learned of, by kind and in order.

    Raises:
        ValueError: there are none.
    """
    taught = {key for model in models for key in model.numbers}
    items = sorted(
        (row for row in rows if row.kind in kinds and row.key in taught),
        key=lambda row: (kinds.index(ItemKind(row.kind)), row.order),
    )
    if not items:
        raise ValueError("nothing was learned")
    return items


def _worth(
    weights: NDArray[np.float32],
    margins: NDArray[np.float32],
    danger: NDArray[np.float32],
    said: sparse.csr_matrix,
    places: Sequence[NDArray[np.intp]],
    of_first: float,
) -> NDArray[np.float32]:
    """Return how much each weight decides; make each feature's weights of a kind's items the distances to their median.

    What all items of a kind have in common decides nothing between them. The rest counts by its square, where its item
    competes with others, and where danger is in doubt.

    Args:
        weights, margins: columns for the items, for their kinds, and for danger.
        danger: as `_danger` returns it.
        places: the columns of each kind's items.
        of_first: how much the first kind counts.
    Source:
        LeCun, Denker and Solla, Optimal Brain Damage, NIPS 1989: saliency by the diagonal of the Hessian.
    """
    squares = said.multiply(said).T.tocsr()
    of_kinds = margins[:, -1 - len(places) : -1] * TEMPERATURE_OF_KINDS
    doubt = np.empty_like(margins)
    for kind, its in enumerate(places):
        share = _softmax(margins[:, its] * TEMPERATURE / SOFTER)
        doubt[:, its] = share * (1 - share) * _softmax(of_kinds / SOFTER)[:, [kind]] + ALWAYS
        doubt[:, its] *= of_first if kind == 0 else 1.0
        weights[:, its] -= np.median(weights[:, its], axis=1, keepdims=True)
    share = _softmax(of_kinds)
    doubt[:, -1 - len(places) : -1] = share * (1 - share) * OF_KIND
    share = 1 / (1 + np.exp(TEMPERATURE * (DANGER_FROM - danger)))
    doubt[:, -1] = share * (1 - share) * OF_DANGER
    worth: NDArray[np.float32] = (squares @ doubt) * weights**2
    return worth


def _danger(margins: NDArray[np.float32], of_kind: NDArray[np.intp], pages: Sequence[int]) -> NDArray[np.float32]:
    """Return how much each text sounds like danger, as `taught.Taught.is_danger` reckons.

    Args:
        of_kind: the columns of the items of the kind of `pages`, which are those of the pages of an emergency.
    """
    shares = _softmax(margins[:, of_kind] * TEMPERATURE)[:, np.isin(of_kind, pages)].max(axis=1, initial=0.0)
    danger: NDArray[np.float32] = margins[:, -1] + np.maximum(-1.0, np.log(np.maximum(shares, 1e-9)) / TEMPERATURE)
    return danger


def _danger_from(danger: NDArray[np.float32], pruned: NDArray[np.float32]) -> float:
    """Return the danger from which the copy tells of it, so that it misses few of the texts that search finds."""
    found = pruned[danger >= DANGER_FROM]
    return round(float(np.quantile(found, MISSED)), 3) if len(found) else DANGER_FROM


def _pruned(weights: NDArray[np.float32], worth: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """Return the weights, all but the most worthy ones zero; equals are kept alike."""
    least = np.partition(worth.ravel(), -most)[-most]
    return np.where((worth >= least) & (worth > 0), weights, np.float32(0))


def _written(header: dict[str, object], weights: NDArray[np.float32], idf: NDArray[np.float32]) -> bytes:
    """Return the bytes of a copy.

    Features with equally many weights stand together, and columns with many come first: that compresses best.
    """
    kept = weights != 0
    by_size = np.argsort(-kept.sum(axis=0), kind="stable")
    largest = np.maximum(np.abs(weights).max(axis=0), 1e-9)
    levels = np.rint(np.sqrt(np.abs(weights) / largest) * LEVELS)
    levels = (np.maximum(levels, kept) * np.sign(weights)).astype(np.int8)[:, by_size]
    sizes = kept.sum(axis=1)
    groups: list[tuple[int, int, float]] = []
    distances, columns, values = bytearray(), bytearray(), bytearray()
    for size in sorted({*sizes.tolist()} - {0}, reverse=True):
        features = np.flatnonzero(sizes == size)
        groups.append((size, len(features), round(float(idf[features].mean()), 2)))
        distances += _distances(features)
        for row in levels[features]:
            found = np.flatnonzero(row)
            columns += _distances(found)
            values += (row[found] + LEVELS).tobytes()
    header = {
        **header,
        "groups": groups,
        "otherIdf": round(float(idf[sizes == 0].mean()), 2),
        "order": by_size.tolist(),
        "scales": [float(f"{one:.4g}") for one in (largest / LEVELS**2)[by_size]],
        "lengths": [len(distances), len(columns)],
    }
    text = orjson.dumps(header)
    body = MAGIC + struct.pack("<I", len(text)) + text + distances + columns + values
    return body + struct.pack("<I", zlib.crc32(body))


def _distances(ascending: NDArray[np.intp]) -> bytes:
    """Return each number as how many lie between it and the one before, in bytes."""
    gaps = np.diff(ascending, prepend=-1) - 1
    return bytes(chain.from_iterable((*[ESCAPE] * (gap // ESCAPE), gap % ESCAPE) for gap in gaps.tolist()))


def _names(row: IndexedDocument) -> tuple[list[str], list[str]]:
    """Return the titles of an item, the one that is shown first, and its other names."""
    names = dict(row.facts.names)
    titles, others = ([one for name in group for one in names.get(name, ())] for group in (TITLES, OTHER_NAMES))
    return titles or [""], others


def _digest(models: Sequence[ExampleModel], items: Sequence[IndexedDocument], texts: Sequence[str]) -> str:
    """Return the SHA-256 of what a copy is made from."""
    named = [[row.key, row.kind, int(row.is_emergency), *_names(row)] for row in items]
    found = hashlib.sha256(
        orjson.dumps([FORMAT, WEIGHTS, OF_SCRIPTS, named, texts, [model.digest for model in models]])
    )
    return found.hexdigest()


def _halves(texts: Sequence[str]) -> list[str]:
    words = [text.split() for text in texts]
    return [" ".join(half) for one in words for half in (one[: max(2, len(one) // 2)], one[len(one) // 2 :])]


def _normalised(counts: sparse.csr_matrix, idf: NDArray[np.float32]) -> sparse.csr_matrix:
    """Return features as shares of the lengths of their texts, idf apart, which the weights have."""
    lengths = np.sqrt(np.asarray(counts.multiply(counts) @ (idf**2)))
    return counts.multiply(1 / np.maximum(lengths, 1e-9)[:, None]).tocsr().astype(np.float32)


def _softmax(values: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = np.exp(values - values.max(axis=1, keepdims=True))
    found: NDArray[np.float32] = shifted / shifted.sum(axis=1, keepdims=True)
    return found
