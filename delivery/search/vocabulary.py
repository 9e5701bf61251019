"""A vocabulary: known words, their beginnings, and corrections of mistyped ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_CORRECTED = 4
SHORTEST_MISTYPED = 6
"""A shorter word has too many neighbours a letter away; it is corrected only to words that sound alike."""
LONGER = 8
"""From this many letters on, a word may be two letters wrong."""
MOST_LETTERS = 2

_SOUNDS = (
    (re.compile(r"h(?<!ch)"), ""),
    (re.compile(r"sc(?=[ei])|c(?=[ei])|z|ps(?=i)"), "s"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"qu(?=[ei])|q|c(?!h)"), "k"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"v|w"), "b"),
    (re.compile(r"m(?=[bp])"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Letters that sound alike in Mexico, and so are taken for one another."""


class Vocabulary:
    """Folded words, to be found by their beginning, their sound or a likeness. Immutable."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(set(words)))
        self.words = frozenset(self._words)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        self._lengths: dict[int, list[str]] = defaultdict(list)
        for word in self._words:
            if not word.isdigit():
                self._sounds[sound_of(word)].append(word)
                self._lengths[len(word)].append(word)

    def __contains__(self, word: str) -> bool:
        """Whether the word is known as it is written."""
        return word in self.words

    def beginning_with(self, start: str) -> Iterator[str]:
        """The words that begin so, in order."""
        for position in range(bisect_left(self._words, start), len(self._words)):
            word = self._words[position]
            if not word.startswith(start):
                return
            yield word

    def like(self, word: str) -> list[tuple[int, str]]:
        """Words that may have been meant, each after how many letters it differs by.

        Words of the same sound differ by 0; only without any are others looked for. Letters are counted by the optimal
        string alignment distance: one that is missing, too much, another or exchanged with its neighbour is one.

        Args:
            word: folded.
        """
        if len(word) < SHORTEST_CORRECTED:
            return []
        alike = self._sounds.get(sound_of(word), ())
        found = [(0, other) for other in alike if abs(len(other) - len(word)) <= MOST_LETTERS]
        if found:
            return found
        if len(word) < SHORTEST_MISTYPED:
            return []
        most = MOST_LETTERS if len(word) >= LONGER else 1
        for length in range(len(word) - most, len(word) + most + 1):
            choices = self._lengths.get(length, ())
            matches = process.extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=None)
            found += [(int(distance), other) for other, distance, _ in matches]
        return found


def sound_of(word: str) -> str:
    """How a folded word sounds, roughly: `denunsiar` and `denunciar` are one."""
    for letters, sound in _SOUNDS:
        word = letters.sub(sound, word)
    return word
