"""The vectors of features that the reader of small copies passes, too, and what it runs in.

`python -m tests.delivery.search.small_copy_vectors` writes them anew after `features.py` changed.
"""

from __future__ import annotations

import json
from pathlib import Path

from delivery.search.features import features_of

FOLDER = Path(__file__).resolve().parents[3] / "frontend" / "src" / "search"
VECTORS = FOLDER / "vectors_features.json"

TEXTS = (
    "",
    " ¿?¡! … — 🚓🚨 _ ",
    "a",
    "Me robaron",
    "me robaron y me robaron otra vez",
    "DETUVIERON a mi HERMANO",
    "¿Qué es la vinculación a proceso?",
    "El niño de Ñuñoa, la pingüina y el Ñandú",
    "nin\u0303o de la accio\u0301n pingu\u0308ina q\u0301ue",
    "\u0301suelto e\u0301\u0302\u0323x",
    "amparo123 4 18 art. 20-B 911 ½ ² Ⅻ",
    "👮🏽me pegó👩‍👧la policía❤️",
    "a_b palabra_compuesta l’avocat d'être",
    "Straße ΟΔΥΣΣΕΥΣ ναός",
    "jts'íibil tu chu’unlo'ob k’áaxil bats'i k'op",
    "ijtik yektlanauatil 日本語 каша 𝒜𐐀𐐨",
    "linea\nnueva\ttabulador\u00a0duro\u200bancho",
    " ".join(f"palabra{number % 37}" for number in range(120)),
    " ".join(f"palabra{number % 211}" for number in range(121)),
    " ".join(f"cuento{number} largo" for number in range(250)),
)
"""Accents, ñ, marks of their own, emoji, digits, other alphabets, nothing, and up to 500 words."""


def written() -> str:
    """Return what the file must hold: a text and its features a line."""
    lines = [json.dumps([text, sorted(features_of(text).items())], ensure_ascii=False) for text in TEXTS]
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    VECTORS.write_text(written(), encoding="utf-8")
