"""Features of a text, by which it is compared with examples: words, pairs of words, and letters within words.

They are hashed, so that no vocabulary is needed, in any language. `frontend/src/search` computes the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log
from zlib import crc32

from .words import folded_words

BITS = 16
"""A feature is a number of so many bits."""

SIZE = 1 << BITS

WORD_LETTERS = 5
"""Words that begin alike are one: on held-out writers that is as good as a stemmer, and the same in every language."""
LETTERS = 4
"""Length of the letter sequences, in which a mistyped word is still like the right one."""
MOST_WORDS = 120
"""So many words of a text are read: the first and the last ones, as the point of a story is often at its end."""
MOST_CACHED = 20_000

_SHIFT = 32 - BITS
_MULTIPLIER = 0x9E3779B1
_MASK = 0xFFFFFFFF


def features_of(text: str) -> dict[int, float]:
    """Return the features of a text and how much each says: 1 + ln of how often it is there."""
    return features_of_words(folded_words(text))


def features_of_words(words: Sequence[str]) -> dict[int, float]:
    """Return the features of folded words, as `features_of`."""
    found: list[int] = []
    before = -1
    for word in words_read(words):
        number, features = _features_of_word(word)
        found += features
        if before >= 0:
            found.append(((before * _MULTIPLIER + number) & _MASK) >> _SHIFT)
        before = number
    return {feature: 1.0 if count == 1 else 1.0 + log(count) for feature, count in Counter(found).items()}


def words_read(words: Sequence[str]) -> Sequence[str]:
    """Return the words of a text that are read: all of them, or the first and the last ones of a long text."""
    return words if len(words) <= MOST_WORDS else [*words[: MOST_WORDS // 2], *words[-MOST_WORDS // 2 :]]


@lru_cache(MOST_CACHED)
def _features_of_word(word: str) -> tuple[int, tuple[int, ...]]:
    """Return the hash of a word, and its features."""
    number = crc32(word[:WORD_LETTERS].encode())
    framed = f" {word} "
    sequences = (framed[start : start + LETTERS] for start in range(max(1, len(framed) - LETTERS + 1)))
    return number, (number >> _SHIFT, *(crc32(one.encode()) >> _SHIFT for one in sequences))
