"""What examples teach: a linear model that says how likely each item is meant by a text.

It is learned by `training.py`, kept as an artifact of bytes, and answers with NumPy alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import struct
import threading
import weakref
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .features import SIZE
from .vocabulary import Vocabulary

logger = logging.getLogger(__name__)

FORMAT = 1
"""Of the artifact. One of another format is not read: the lexical index answers alone until it is trained anew."""

DIGEST_BYTES = 32
DANGER = "danger"
"""What the row is called that says whether somebody is in danger now."""


class UnreadableModel(ValueError):
    """The bytes are no artifact, are damaged, or have another format."""


@dataclass(frozen=True, eq=False)
class ExampleModel:
    """One row of weights for each item, by feature.

    Args:
        keys: of the items, in order; besides, the names of kinds (which one a text asks for), and `DANGER`.
        idf: how rare each feature is among the examples (SIZE, float32).
        features: those that have weights, ascending (F, uint16).
        weights: (F, K, int8), to be multiplied by `scales` (K, float32).
        biases: (K, float32).
        words: folded ones that examples have, sorted: they are known, and not taken for mistakes.
    """

    keys: tuple[str, ...]
    idf: NDArray[np.float32]
    features: NDArray[np.uint16]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]
    words: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The place of each key."""
        return {key: number for number, key in enumerate(self.keys)}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the examples."""
        return Vocabulary(self.words)

    @cached_property
    def _rows(self) -> NDArray[np.int32]:
        rows = np.full(SIZE, -1, dtype=np.int32)
        rows[self.features] = np.arange(len(self.features), dtype=np.int32)
        return rows

    def margins(self, features: Mapping[int, float]) -> NDArray[np.float32]:
        """Return how well each item fits a text (K): about 1 for those that examples put there, -1 for the others.

        Args:
            features: as `features_of` returns them.
        """
        if not features:
            return self.biases
        numbers = np.fromiter(features.keys(), dtype=np.int64, count=len(features))
        values = np.fromiter(features.values(), dtype=np.float32, count=len(features)) * self.idf[numbers]
        length = float(np.sqrt(values @ values))
        rows = self._rows[numbers]
        known = rows >= 0
        products = values[known] @ self.weights[rows[known]].astype(np.float32)
        margins: NDArray[np.float32] = products * self.scales / length + self.biases
        return margins

    def to_bytes(self) -> bytes:
        """Return the artifact: a digest, the length of a JSON header, that header, and the arrays, compressed."""
        header = zlib.compress(self._header, 9)
        body = struct.pack("<I", len(header)) + header + zlib.compress(self._arrays, 9)
        return hashlib.sha256(body).digest() + body

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what the artifact says; compressing it would take seconds."""
        return hashlib.sha256(self._header + self._arrays).hexdigest()

    @property
    def _header(self) -> bytes:
        header = {"format": FORMAT, "keys": self.keys, "features": len(self.features), "words": " ".join(self.words)}
        return json.dumps(header, separators=(",", ":")).encode()

    @property
    def _arrays(self) -> bytes:
        return b"".join(
            (
                self.idf.astype("<f2").tobytes(),
                self.features.astype("<u2").tobytes(),
                self.scales.astype("<f4").tobytes(),
                self.biases.astype("<f4").tobytes(),
                self.weights.T.tobytes(),  # an item's weights side by side compress better
            )
        )

    @classmethod
    def from_bytes(cls, artifact: bytes) -> ExampleModel:
        """Read an artifact.

        Raises:
            UnreadableModel: it is none, it is damaged, or it has another format.
        """
        digest, body = artifact[:DIGEST_BYTES], artifact[DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            raise UnreadableModel("damaged")
        try:
            (length,) = struct.unpack_from("<I", body)
            header = json.loads(zlib.decompress(body[4 : 4 + length]))
            if header["format"] != FORMAT:
                raise UnreadableModel(f"format {header['format']}")
            return cls._of_arrays(header, zlib.decompress(body[4 + length :]))
        except (KeyError, TypeError, ValueError, struct.error, zlib.error) as error:
            raise UnreadableModel(str(error)) from error

    @classmethod
    def _of_arrays(cls, header: Mapping[str, Any], raw: bytes) -> ExampleModel:
        keys, count = header["keys"], header["features"]
        place = 0

        def array(kind: str, length: int) -> NDArray[Any]:
            nonlocal place
            found = np.frombuffer(raw, dtype=kind, count=length, offset=place)
            place += found.nbytes
            return found

        return cls(
            keys=tuple(keys),
            idf=array("<f2", SIZE).astype(np.float32),
            features=array("<u2", count).astype(np.uint16),
            scales=array("<f4", len(keys)).astype(np.float32),
            biases=array("<f4", len(keys)).astype(np.float32),
            weights=np.ascontiguousarray(array("i1", count * len(keys)).reshape(len(keys), count).T),
            words=tuple(header["words"].split()),
        )


_read: weakref.WeakValueDictionary[bytes, ExampleModel] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def read_model(artifact: bytes) -> ExampleModel | None:
    """Return the model of an artifact: the very same one for the same bytes; None of an empty or unreadable one."""
    if not artifact:
        return None
    digest = hashlib.sha256(artifact).digest()
    with _lock:
        model = _read.get(digest)
        if model is None:
            try:
                model = _read[digest] = ExampleModel.from_bytes(artifact)
            except UnreadableModel as error:
                logger.error("What search has learned cannot be read (%s): words alone decide.", error)  # noqa: TRY400 (no trace)
    return model
