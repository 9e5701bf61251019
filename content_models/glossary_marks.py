"""Finding the glossary's words in a text: longest first, plurals too, each term once a section.

A form marks its term by itself only if it can mean nothing else. It is ambiguous when two terms share it, or when a
term lists it among its ambiguous forms because it is also an ordinary word or the name of another legal institution.
An ambiguous form marks nothing unless the text says which term is meant: by a choice of its page, or by a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from content_models.rich_text import Mark

from .spanish_order import fold

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0-]")
_PARENTHESIS = re.compile(r"\(([^)]*)\)")
_ARTICLES = frozenset({"el", "la", "los", "las", "lo", "un", "una", "uno"})

Phrase = tuple[str, ...]
"""The words of a form, each in its singular."""


@dataclass(frozen=True, slots=True)
class TermWords:
    """A term of the glossary: its key and path, its name, what people say instead, and its ambiguous forms."""

    key: str
    path: str
    name: str
    synonyms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormChoice:
    """What a form means on one page.

    Attributes:
        form: the word or words, in any number.
        term_key: the term it names; None: it is not marked.
        block: id, or key, of the block or node that the choice is about; empty: the whole page.
    """

    form: str
    term_key: str | None = None
    block: str = ""

    @property
    def phrase(self) -> Phrase:
        """The form as it is looked for."""
        return phrase_of(self.form)


@dataclass(frozen=True, slots=True)
class FoundForm:
    """A form that stands in a text, and the terms it may name.

    Attributes:
        term_key: the term it marks; None: it marks nothing.
        candidates: keys of all terms that have this form, in the glossary's order.
        is_chosen: whether a choice of the page decided.
    """

    start: int
    end: int
    phrase: Phrase
    term_key: str | None
    candidates: tuple[str, ...]
    is_chosen: bool = False


class Glossary:
    """The terms of one state in one language, prepared for finding them. Immutable."""

    def __init__(self, terms: Iterable[TermWords]) -> None:
        self.terms = tuple(terms)
        self._paths = {term.key: term.path for term in self.terms}
        self._owners: dict[Phrase, tuple[str, ...]] = {}
        self._acronyms: set[Phrase] = set()
        for term in self.terms:
            for name in (term.name, *term.synonyms):
                self._add_form(term.key, name)
        # An article does not distinguish two institutions: “la procuraduría” and “procuraduría” are one form.
        self._bare_owners: dict[Phrase, tuple[str, ...]] = {}
        for phrase, keys in self._owners.items():
            bare = without_article(phrase)
            self._bare_owners[bare] = tuple(dict.fromkeys((*self._bare_owners.get(bare, ()), *keys)))
        listed = (phrase for term in self.terms for form in term.ambiguous for phrase in bare_phrases(form))
        shared = (bare for bare, keys in self._bare_owners.items() if len(keys) > 1)
        self._ambiguous = frozenset((*listed, *shared))
        self._longest = _longest_by_first_word(self._owners)

    def _add_form(self, key: str, name: str) -> None:
        for phrase, is_acronym in _phrases(name):
            keys = self._owners.get(phrase, ())
            if key not in keys:
                self._owners[phrase] = (*keys, key)
                if is_acronym:
                    self._acronyms.add(phrase)

    def __contains__(self, key: str) -> bool:
        return key in self._paths

    def path_of(self, key: str) -> str | None:
        """The path of the term with this key; None when it is not in the glossary."""
        return self._paths.get(key)

    def candidates(self, phrase: Phrase) -> tuple[str, ...]:
        """The keys of all terms that a form may name, whatever article it has."""
        return self._bare_owners.get(without_article(phrase), ())

    def meanings(self, phrase: Phrase, stem: Callable[[str], str]) -> tuple[str, ...]:
        """The keys of all terms that an ambiguous form may mean, for editors, who have to choose; none is marked for
        it.

        First the term whose name the form is, or is another form of (“impugnar”: Impugnación), the shortest name
        before longer ones; then those that have the form; then those that have an unambiguous form of the same stem.

        Args:
            stem: the part of a folded word that its forms share, in the text's language.
        """
        bare = without_article(phrase)
        stems = tuple(map(stem, bare))
        related = (
            key
            for other, keys in self._bare_owners.items()
            if len(other) == len(bare) and not self.is_ambiguous(other) and tuple(map(stem, other)) == stems
            for key in keys
        )
        found = tuple(dict.fromkeys((*self.candidates(bare), *related)))
        names = {term.key: (term.name, bare_phrases(term.name)) for term in self.terms if term.key in found}

        def distance(key: str) -> tuple[bool, bool, int]:
            name, phrases = names[key]
            is_form_of_name = any(tuple(map(stem, other)) == stems for other in phrases)
            return bare not in phrases, not is_form_of_name, len(name)

        first = min(found, key=distance, default=None)
        return tuple(sorted(found, key=lambda key: key != first))

    def is_ambiguous(self, phrase: Phrase) -> bool:
        """Whether a form means different things, so that it marks nothing by itself."""
        return without_article(phrase) in self._ambiguous

    def only_term_of(self, phrase: Phrase) -> str | None:
        """The key of the term that a form marks by itself; None when it is ambiguous or no form."""
        candidates = self.candidates(phrase)
        return candidates[0] if len(candidates) == 1 and not self.is_ambiguous(phrase) else None

    def found_in(self, text: str, choices: PreparedChoices | None = None) -> Iterator[Mark]:
        """All marks of a text, in order, without overlaps: at each place the longest form that fits."""
        for form in self.forms_in(text, choices):
            if form.term_key is not None:
                yield Mark(form.start, form.end, form.term_key, self._paths[form.term_key])

    def forms_in(self, text: str, choices: PreparedChoices | None = None) -> Iterator[FoundForm]:
        """All forms in a text, marked or not, in order and without overlaps.

        Args:
            choices: what forms name here.
        """
        scan = _Scan(self, text, choices or _NO_CHOICES)
        position = 0
        while position < len(scan.words):
            length = scan.longest_at(position)
            if length and not scan.is_within_longer(position, length):
                yield scan.form(position, length)
                position += length
            else:
                position += 1


class PreparedChoices:
    """The choices of terms for forms in one place, prepared for all of its texts. Immutable."""

    def __init__(self, by_phrase: Mapping[Phrase, str | None]) -> None:
        self.by_phrase = by_phrase
        self.by_bare_phrase = {without_article(phrase): key for phrase, key in by_phrase.items()}
        self.longest = _longest_by_first_word(by_phrase)


class _Scan:
    """One text, looked through with the choices that hold in it."""

    def __init__(self, glossary: Glossary, text: str, choices: PreparedChoices) -> None:
        self._glossary = glossary
        self._text = text
        self._choices = choices
        self.words = list(_WORD.finditer(text))
        self._singulars = [singular(word[0]) for word in self.words]

    def longest_at(self, position: int) -> int:
        """How many words the longest form that begins here has; 0 when none does."""
        first = self._singulars[position]
        longest = max(self._glossary._longest.get(first, 0), self._choices.longest.get(first, 0))
        for length in range(min(longest, len(self.words) - position), 0, -1):
            phrase = tuple(self._singulars[position : position + length])
            is_form = phrase in self._glossary._owners or phrase in self._choices.by_phrase
            if is_form and self._is_together(position, length) and self._is_written_so(phrase, position, length):
                return length
        return 0

    def is_within_longer(self, position: int, length: int) -> bool:
        """Whether a longer form begins within this one: “la suspensión” in “la suspensión condicional del proceso”."""
        end = position + length
        return any(
            later > length and start + later > end
            for start in range(position + 1, end)
            if (later := self.longest_at(start))
        )

    def form(self, position: int, length: int) -> FoundForm:
        """The form that these words are."""
        phrase = tuple(self._singulars[position : position + length])
        start, end = self.words[position].start(), self.words[position + length - 1].end()
        candidates = self._glossary.candidates(phrase)
        bare = without_article(phrase)
        if bare in self._choices.by_bare_phrase:
            chosen = self._choices.by_bare_phrase[bare]
            key = chosen if chosen is not None and chosen in self._glossary else None
            return FoundForm(start, end, phrase, key, candidates, is_chosen=True)
        return FoundForm(start, end, phrase, self._glossary.only_term_of(phrase), candidates)

    def _is_together(self, position: int, length: int) -> bool:
        words = self.words[position : position + length]
        return all(_GAP.fullmatch(self._text[left.end() : right.start()]) for left, right in pairwise(words))

    def _is_written_so(self, phrase: Phrase, position: int, length: int) -> bool:
        if phrase not in self._glossary._acronyms:
            return True
        found = self._text[self.words[position].start() : self.words[position + length - 1].end()]
        return found.rstrip("s").isupper()


class GlossaryMarker:
    """Marks a text's first mention of each term in each section; never a term on its own page."""

    def __init__(self, glossary: Glossary, own_key: str = "", choices: Iterable[FormChoice] = ()) -> None:
        self._glossary = glossary
        self._own_key = own_key
        self._choices_by_block: dict[str, list[tuple[int, FormChoice, Phrase]]] = {}
        for number, choice in enumerate(choices):
            self._choices_by_block.setdefault(choice.block, []).append((number, choice, choice.phrase))
        self._seen: set[str] = set()
        self._blocks: list[tuple[str, ...]] = []
        self._for_page = PreparedChoices(self._choices_about(""))
        self._current = self._for_page

    def marks(self, text: str) -> list[Mark]:
        """What to mark in a run of text."""
        marks = []
        for found in self._glossary.found_in(text, self._current):
            if self._takes(found.key):
                marks.append(found)
        return marks

    def _takes(self, key: str) -> bool:
        """Whether a term is marked here: not on its own page, and once in a section."""
        if key == self._own_key or key in self._seen:
            return False
        self._seen.add(key)
        return True

    def link(self, key: str) -> bool:
        """Whether a link to this item says which term is meant; the term then counts as marked."""
        if key not in self._glossary:
            return False
        self._seen.add(key)
        return True

    def new_section(self) -> None:
        """Terms may be marked again from here on."""
        self._seen.clear()

    def enter_block(self, *names: str) -> None:
        """Enter a block or node, by its id and perhaps a key: choices about it hold until it is left."""
        self._blocks.append(names)
        self._current = self._choices_here()

    def leave_block(self) -> None:
        """The block entered last ends."""
        self._blocks.pop()
        self._current = self._choices_here()

    def _choices_here(self) -> PreparedChoices:
        for_blocks = self._choices_about(*(name for names in self._blocks for name in names if name))
        return PreparedChoices({**self._for_page.by_phrase, **for_blocks}) if for_blocks else self._for_page

    def _choices_about(self, *blocks: str) -> dict[Phrase, str | None]:
        """What is chosen for these blocks, where the later choice about a form counts."""
        found = (entry for block in dict.fromkeys(blocks) for entry in self._choices_by_block.get(block, ()))
        return {phrase: choice.term_key for _, choice, phrase in sorted(found, key=lambda entry: entry[0])}


def choices_of(document: Mapping[str, Any]) -> tuple[FormChoice, ...]:
    """The choices that a document makes about forms in it."""
    return tuple(
        FormChoice(choice["form"], choice["termKey"], choice["block"] or "")
        for choice in document.get("glossaryChoices", ())
    )


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """The singular of a Spanish word, folded, good enough to compare by: `Imputaciones` and `imputación` are one.

    Source: Nueva gramática de la lengua española (2009), 3.2: -s after a vowel, -es after a consonant, -z becomes -ces.
    """
    folded = fold(word)
    if len(folded) > 4 and folded.endswith("ces"):
        return folded[:-3] + "z"
    if len(folded) > 4 and folded.endswith("es") and folded[-3] in "dlnrsjy":
        return folded[:-2]
    if len(folded) > 3 and folded.endswith("s") and folded[-2] in "aeiou":
        return folded[:-1]
    return folded


def phrase_of(form: str) -> Phrase:
    """The words of a form, as they are compared."""
    return tuple(singular(word[0]) for word in _WORD.finditer(form))


def without_article(phrase: Phrase) -> Phrase:
    """A form without an article before it."""
    return phrase[1:] if len(phrase) > 1 and phrase[0] in _ARTICLES else phrase


def bare_phrases(name: str) -> tuple[Phrase, ...]:
    """What a name is looked for by, without articles; a remark in parentheses is no part of it."""
    return tuple(without_article(phrase) for phrase, _ in _phrases(name))


def _longest_by_first_word(phrases: Iterable[Phrase]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for phrase in phrases:
        if phrase:
            longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return longest


_NO_CHOICES = PreparedChoices({})


@lru_cache(maxsize=5_000)
def _phrases(name: str) -> tuple[tuple[Phrase, bool], ...]:
    """What a name is looked for by, and whether that is an acronym: nearly the same words for all states."""
    found = ((phrase_of(part), part.isupper()) for part in _names(name))
    return tuple((phrase, is_acronym) for phrase, is_acronym in found if phrase)


def _names(name: str) -> Sequence[str]:
    """A name, and an acronym in parentheses as a name of its own: `Registro Nacional de Detenciones (RND)`.

    Other parentheses are remarks about the name: `la demanda (uso incorrecto)`.
    """
    if "(" not in name:
        return [name.strip()] if name.strip() else []
    inner = [part.strip() for part in _PARENTHESIS.findall(name) if part.strip().isupper()]
    return [part for part in (_PARENTHESIS.sub(" ", name).strip(), *inner) if part]
