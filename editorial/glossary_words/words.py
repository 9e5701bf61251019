"""The glossary's words in one text, as its editor sees them: each with its sentence and the term it is a mark of.

What is found and marked is decided by composing the text as publishing does, with a marker that also notes what it
leaves unmarked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import Any

from content_models.adaptable_forms import block_type_of, label_of_piece
from content_models.glossary_marks import FormChoice, FoundForm, Glossary, GlossaryMarker, Phrase, without_article
from content_models.overlay import Adaptation, Edition
from content_models.rich_text import Ast, Mark, Node
from content_models.rich_text.inline import is_inline
from content_models.rich_text.nodes import children_of, kind_of
from content_models.shapes.documents import Item
from delivery.composition import Environment, Sources, compose, is_pieces
from delivery.search.words import language_of

LONGEST_SIDE = 70
"""How many characters an excerpt has at most on each side of its word."""

LONGEST_BEGINNING = 40
"""How many characters of its text a node or a part of a preamble is called by, at most."""

_WINDOW = 4 * LONGEST_SIDE
"""How many characters on each side of a word are looked through for its sentence."""

_END_OF_SENTENCE = re.compile(r"[.!?…](?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A word within its sentence."""

    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: the first time in one block, node or part.

    Attributes:
        block: id of the block; empty outside of all blocks.
        label: what editors call the block: “3. Steps”, or the beginning of a node’s text: its key is for programs.
        term_key: the term that is meant here; None: none is, or none was chosen.
        is_marked: whether readers see a mark; the second word for one term in a section gets none.
        is_open: whether the word is ambiguous and nothing was chosen.
        choices: ids of the page's choices about this word in this block.
    """

    excerpt: Excerpt
    block: str
    label: str
    term_key: str | None
    is_marked: bool
    is_open: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_repeated(self) -> bool:
        """Whether the term is explained before, in the same section."""
        return self.term_key is not None and not self.is_marked


@dataclass(slots=True)
class FoundWord:
    """A word of a text that the glossary has, whatever its number and article.

    Attributes:
        word: as it stands in the text where it comes first.
        candidates: keys of the terms that it may name, as `Glossary.meanings` orders them, a chosen one included.
        term_key: the term it names wherever no block says otherwise.
        is_ambiguous: whether it marks nothing unless somebody chooses.
        is_link: whether the author's own links lead to the term; nothing is to be chosen then.
        choices: ids of the page's choices about this word in the whole page.
    """

    word: str
    phrase: Phrase
    candidates: tuple[str, ...]
    term_key: str | None = None
    is_ambiguous: bool = False
    is_link: bool = False
    choices: tuple[str, ...] = ()
    places: list[Place] = field(default_factory=list)

    @property
    def name(self) -> str:
        """A name for this word within its page, for programs."""
        return "-".join(("link" if self.is_link else "word", *self.phrase))

    @property
    def is_open(self) -> bool:
        """Whether somebody has to choose, somewhere in the page."""
        return any(place.is_open for place in self.places)

    @property
    def is_marked(self) -> bool:
        """Whether it is a mark, or would be one if its term were not explained before."""
        return any(place.term_key is not None for place in self.places)


def words_in(
    edition: Edition,
    environment: Environment,
    choices: Mapping[str, FormChoice],
    adaptation: Adaptation | None = None,
) -> list[FoundWord]:
    """Find the glossary's words in an item as it would be served, in reading order.

    Args:
        choices: the page's choices by the ids that they have in it.
    """
    markers: list[_NotingMarker] = []

    def marker_of(*about: Any) -> GlossaryMarker:
        markers.append(_NotingMarker(*about))
        return markers[0]

    item = compose(Sources(edition, adaptation, "", ()), environment, marker_of).item
    stem = language_of(environment.chain.requested).stem
    gathering = _Gathering(environment.glossary, choices, markers[0].noted, stem)
    for block, label, ast in _texts_of(item):
        gathering.read(block, label, ast)
    return list(gathering.words.values())


class _NotingMarker(GlossaryMarker):
    """Marks every form that it finds with its number in `noted`, and notes whether it is a mark by the usual rule."""

    def __init__(self, glossary: Glossary, own_key: str, choices: Iterable[FormChoice]) -> None:
        super().__init__(glossary, own_key, choices)
        self.noted: dict[str, tuple[FoundForm, bool]] = {}

    def marks(self, text: str) -> list[Mark]:
        """All forms in a run of text."""
        found = []
        for form in self._glossary.forms_in(text, self._current):
            number = str(len(self.noted))
            self.noted[number] = form, form.term_key is not None and self._takes(form.term_key)
            found.append(Mark(form.start, form.end, number))
        return found


class _Gathering:
    """The words of a text, gathered block by block."""

    def __init__(
        self,
        glossary: Glossary,
        choices: Mapping[str, FormChoice],
        noted: Mapping[str, tuple[FoundForm, bool]],
        stem: Callable[[str], str],
    ) -> None:
        self._stem = stem
        self._glossary = glossary
        self._choices = choices
        self._choices_of: dict[tuple[Phrase, str], list[str]] = {}
        for name, choice in choices.items():
            self._choices_of.setdefault((without_article(choice.phrase), choice.block), []).append(name)
        self._positions: dict[tuple[str, str, str], int] = {}
        self._noted = noted
        self.words: dict[tuple[str, ...], FoundWord] = {}

    def read(self, blocks: tuple[str, ...], label: str, ast: Ast) -> None:
        """Gather the words of one formatted text.

        Args:
            blocks: the names that the block has, its id first.
        """
        for line in _lines(ast):
            text = "".join(words for words, _ in line)
            position = 0
            for words, key in line:
                start, position = position, position + len(words)
                if key:
                    self._add(_excerpt(text, start, position), key, blocks, label)

    def _add(self, excerpt: Excerpt, key: str, blocks: tuple[str, ...], label: str) -> None:
        block = blocks[0] if blocks else ""
        if key not in self._noted:  # a link to a term
            word = self.words.setdefault(
                ("link", key), FoundWord(excerpt.word, (key,), (key,), term_key=key, is_link=True)
            )
            place = Place(excerpt, block, label, key, is_marked=True)
        else:
            form, is_marked = self._noted[key]
            bare = without_article(form.phrase)
            word = self.words.get(bare) or self._begun(bare, excerpt.word, form)
            is_open = word.is_ambiguous and not form.is_chosen
            own = self._choices_about(bare, blocks) if blocks else ()
            place = Place(excerpt, block, label, form.term_key, is_marked, is_open, own)
            if form.term_key is not None and form.term_key not in word.candidates:
                word.candidates = (*word.candidates, form.term_key)
        self._put(word, place)

    def _begun(self, bare: Phrase, text: str, form: FoundForm) -> FoundWord:
        chosen = self._choices_about(bare, ("",))
        term_key = self._choices[chosen[-1]].term_key if chosen else self._glossary.only_term_of(bare)
        is_ambiguous = self._glossary.only_term_of(bare) is None
        self.words[bare] = FoundWord(
            text,
            bare,
            self._glossary.meanings(bare, self._stem) if is_ambiguous else form.candidates,
            term_key=term_key if term_key is not None and term_key in self._glossary else None,
            is_ambiguous=is_ambiguous,
            choices=chosen,
        )
        return self.words[bare]

    def _choices_about(self, bare: Phrase, blocks: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for block in blocks for name in self._choices_of.get((bare, block), ()))

    def _put(self, word: FoundWord, place: Place) -> None:
        """Add a place, unless the word stands in this block already: then the mark counts, or what came first."""
        position = self._positions.setdefault((word.name, place.block, place.label), len(word.places))
        if position == len(word.places):
            word.places.append(place)
        elif place.is_marked and not word.places[position].is_marked:
            word.places[position] = place


def blocks_of(item: Item) -> list[tuple[tuple[str, ...], str]]:
    """Return the blocks, nodes and parts of a composed item that have text: their names and what editors call them.

    The names are the id, and the key where there is one: a choice that holds for one block has either.
    """
    return list(dict.fromkeys((names, label) for names, label, _ast in _texts_of(item) if names))


def _texts_of(item: Item) -> Iterator[tuple[tuple[str, ...], str, Ast]]:
    """The formatted texts of a composed item in reading order, with the names and the label of their blocks."""
    for list_name, value in item.items():
        if isinstance(value, list) and is_pieces(value):
            for number, piece in enumerate(value, start=1):
                names = tuple(dict.fromkeys(str(piece[name]) for name in ("id", "key") if piece.get(name)))
                for ast in _asts_in(piece):
                    yield names, _label(list_name, number, piece), ast
        else:
            for ast in _asts_in(value):
                yield (), "", ast


def _label(list_name: str, number: int, piece: Mapping[str, Any]) -> str:
    if list_name != "body":
        return _beginning(piece) or str(piece.get("key") or number)
    block_type = block_type_of(list_name, piece)
    return f"{number}. {label_of_piece(block_type)}" if block_type else str(number)


def _beginning(piece: Mapping[str, Any]) -> str:
    """The first words of a piece, in quotation marks; empty: it has none."""
    lines = ("".join(words for words, _ in line) for ast in _asts_in(piece) for line in _lines(ast))
    first = next(filter(str.strip, lines), "")
    return f"«{shorten(first, LONGEST_BEGINNING, placeholder='…')}»" if first else ""


def _asts_in(value: Any) -> Iterator[Ast]:
    if isinstance(value, Mapping):
        if "ast" in value:
            yield value["ast"]
        else:
            for inner in value.values():
                yield from _asts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _asts_in(inner)


def _lines(nodes: Iterable[Node]) -> Iterator[list[tuple[str, str]]]:
    """Each line of a tree: pairs of words and, where they are marked, the mark's key."""
    line: list[tuple[str, str]] = []
    for node in nodes:
        if is_inline(node):
            line += _runs(node)
        else:
            if line:
                yield line
            line = []
            yield from _lines(children_of(node))
    if line:
        yield line


def _runs(node: Node) -> list[tuple[str, str]]:
    kind = kind_of(node)
    if kind == "break":
        return [("\n", "")]
    if kind == "placeholder":
        return [(f"{{{node.get('name')}}}", "")]
    if kind == "text":
        return [(str(node.get("text", "")), "")]
    inner = [run for child in children_of(node) for run in _runs(child)]
    return [("".join(words for words, _ in inner), str(node["key"]))] if kind == "term" else inner


def _excerpt(text: str, start: int, end: int) -> Excerpt:
    """The sentence around a word, shortened at word boundaries where it is long."""
    before, after = text[max(start - _WINDOW, 0) : start], text[end : end + _WINDOW]
    *_others, begins = (0, *(found.end() for found in _END_OF_SENTENCE.finditer(before)))
    found_after = _END_OF_SENTENCE.search(after)
    ends = len(after) if found_after is None else found_after.end()
    return _shortened(Excerpt(before[begins:].lstrip(), text[start:end], after[:ends].rstrip()))


def _shortened(excerpt: Excerpt) -> Excerpt:
    before, after = excerpt.before, excerpt.after
    if len(before) > LONGEST_SIDE:
        before = "…" + before[-LONGEST_SIDE:].partition(" ")[2]
    if len(after) > LONGEST_SIDE:
        after = after[:LONGEST_SIDE].rpartition(" ")[0] + "…"
    return replace(excerpt, before=before, after=after)
