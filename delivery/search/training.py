"""Learning an `ExampleModel` from what people say. Done by the worker; whoever only answers does not import this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from content_models.kinds import ItemKind

from .example_model import DANGER, ExampleModel
from .features import SIZE, features_of
from .phrases import ExamplesByKind
from .words import folded_words

REGULARISATION = 1.0
"""Of the support vector machines; higher follows the examples more closely."""
TOLERANCE = 0.01
"""At which the machines stop; a hundredth of that takes a quarter longer, and no margin changes by more than 0.002."""
FEWEST_TEXTS = 2
"""A feature of fewer texts gets no weight."""
LEVELS = 40
"""Weights are whole numbers from minus this to this."""
MOST_CACHED = 40_000
"""So many texts' features are kept; with more, those that are learned from now."""


def train(examples: ExamplesByKind, only: Collection[str] | None = None) -> ExampleModel:
    """Train a model on examples: the same ones, in whatever order they are given, give the same model.

    The items of one kind compete with each other; then the kinds do, but for scripts, which other people look for.

    Args:
        examples: by kind and key. Items without examples are left out.
        only: the keys of the items that are wanted, and `DANGER`, without kinds; None: everything.
    """
    ordered = [
        (kind, key, phrase)
        for kind, of_kind in sorted(examples.items())
        for key, phrases in sorted(of_kind.items())
        for phrase in sorted(set(phrases))
    ]
    counts = _texts.features([phrase.text for _, _, phrase in ordered])
    idf = _idf(counts)
    matrix = _normalised(counts, idf)
    features = np.flatnonzero(np.bincount(counts.indices, minlength=SIZE) >= FEWEST_TEXTS)
    kinds = np.array([kind for kind, _, _ in ordered])
    keys = np.array([key for _, key, _ in ordered])
    dangers = np.array([DANGER if phrase.is_danger else "" for _, _, phrase in ordered])
    columns: dict[str, tuple[NDArray[np.float64], float]] = {}
    for kind in sorted(examples):
        columns.update(_one_against_rest(matrix[kinds == kind], keys[kinds == kind], only))
    if only is None:
        public = kinds != ItemKind.SCRIPT
        columns.update(_one_against_rest(matrix[public], kinds[public]))
    if only is None or DANGER in only:
        columns.update(_one_against_rest(matrix, dangers, [DANGER]))
    dense = np.stack([weights[features] for weights, _ in columns.values()], axis=1) if columns else np.zeros((0, 0))
    scales = np.maximum(np.abs(dense).max(axis=0, initial=0.0), 1e-9) / LEVELS
    return ExampleModel(
        keys=tuple(columns),
        idf=idf.astype(np.float16).astype(np.float32),
        features=features.astype(np.uint16),
        weights=np.rint(dense / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.array([bias for _, bias in columns.values()], dtype=np.float32),
        words=_words([phrase.text for _, key, phrase in ordered if only is None or key in only]),
    )


def _words(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({word for text in texts for word in folded_words(text) if not word.isdigit()}))


def _one_against_rest(
    matrix: sparse.csr_matrix, labels: NDArray[np.str_], only: Collection[str] | None = None
) -> Iterator[tuple[str, tuple[NDArray[np.float64], float]]]:
    """Yield each label with its weights and its bias; nothing where there are not two to tell apart."""
    counts = Counter(labels.tolist())
    if len(counts) < 2:
        return
    usual = len(labels) / len(counts)
    for label, count in sorted(counts.items()):
        if only is None or label in only:
            # Halfway to equal: a label with few examples is not drowned out, and one with many keeps what it says.
            balance = {True: sqrt(usual / count), False: 1.0}
            machine = LinearSVC(C=REGULARISATION, class_weight=balance, tol=TOLERANCE, random_state=0)
            machine.fit(matrix, labels == label)
            yield label, (machine.coef_[0], float(machine.intercept_[0]))


def count_matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the features of some texts, a row each, as `features_of`."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        features = features_of(text)
        columns += features.keys()
        values += features.values()
        ends.append(len(columns))
    return sparse.csr_matrix((values, columns, ends), shape=(len(texts), SIZE))


class _Texts:
    """The features of the texts that were learned from last: most are learned from again."""

    def __init__(self) -> None:
        self._cached: tuple[Mapping[str, int], sparse.csr_matrix] = {}, sparse.csr_matrix((0, SIZE))

    def features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return the features of texts, a row each."""
        rows, matrix = self._cached  # together, whatever another thread does
        new = list(dict.fromkeys(text for text in texts if text not in rows))
        if new:
            wanted = rows.keys() & set(texts) if len(rows) > MOST_CACHED else rows.keys()
            kept = [text for text in rows if text in wanted]
            matrix = sparse.vstack([matrix[[rows[text] for text in kept]], count_matrix(new)], format="csr")
            rows = {text: place for place, text in enumerate([*kept, *new])}
            self._cached = rows, matrix
        return matrix[[rows[text] for text in texts]]


_texts = _Texts()


def _idf(counts: sparse.csr_matrix) -> NDArray[np.float64]:
    """Return the smoothed inverse document frequency of each feature; the highest of those that no text has."""
    frequencies = np.bincount(counts.indices, minlength=SIZE)
    idf: NDArray[np.float64] = np.log((1 + counts.shape[0]) / (1 + frequencies)) + 1
    return idf


def _normalised(counts: sparse.csr_matrix, idf: NDArray[np.float64]) -> sparse.csr_matrix:
    weighted = (counts @ sparse.diags(idf)).tocsr()
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (sparse.diags(1 / np.maximum(lengths, 1e-9)) @ weighted).tocsr()
