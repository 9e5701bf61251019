"""Indexed documents: the words of one item and their weights. Shared by states that serve the same text."""

from __future__ import annotations

import threading
import weakref
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from content_models.choices import Urgency
from content_models.kinds import ItemKind
from content_models.rich_text.nodes import PLACEHOLDER
from content_models.shapes.documents import OfficeDocument
from content_models.spanish_order import fold, sort_string
from publishing.sort_keys import readiness_of

from .passages import Passages
from .words import WORD, Language, Stems, folded_words, language_of

WEIGHTS = {
    "title": 7.0,
    "question": 5.0,
    "synonyms": 6.0,
    "alsoCalled": 5.0,
    "openingPhrases": 6.0,
    "firstStep": 2.0,
    "text": 1.0,
}
"""How much a word says by where it stands. The text has all of them once more."""

USUAL_LENGTHS = {
    "title": 3.0,
    "question": 4.0,
    "synonyms": 3.0,
    "alsoCalled": 4.0,
    "openingPhrases": 8.0,
    "firstStep": 10.0,
    "text": 100.0,
}
"""Words of a usual field, little ones apart: a word says less in a longer one. Fixed, so that states can share."""

LENGTH_COUNTS = 0.6
SATURATION = 1.5
"""From here on a word that stands there once more says little more."""

NAMES = ("title", "question", "synonyms", "alsoCalled", "openingPhrases")
TITLES = ("title", "question")
PLACE_FIELDS = ("municipality", "neighborhood", "locality")


@dataclass(frozen=True, slots=True)
class Facts:
    """The parts of a document that are indexed, placeholders filled in. Equal facts are analysed once."""

    key: str
    kind: str
    locale: str
    roles: frozenset[str]
    urgency: str | None
    refers_to: str | None
    organization_kind: str | None
    readiness: int
    needs_confirmation: bool
    dangers: int
    order: int
    names: tuple[tuple[str, tuple[str, ...]], ...]
    text: str
    place: str


@dataclass(frozen=True, eq=False)
class IndexedDocument:
    """One item as it is indexed.

    `titles` are its title and question, folded, `other_names` all others; `name` is the title's words that say
    something; `term_weights` is how much each stem says about the item; `phrases` are the stems of its names that say
    something, a tuple each; `forms` are its words as they are written, by their folded form; `towns` are the stems of
    where it is, `whose` those of whose it is.
    """

    key: str
    kind: str
    facts: Facts
    language: Language
    order: tuple[int, bool, int, str, str]
    titles: tuple[str, ...]
    other_names: frozenset[str]
    name: tuple[str, ...]
    term_weights: Mapping[str, float]
    phrases: tuple[Stems, ...]
    forms: Mapping[str, str]
    towns: frozenset[str]
    whose: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> frozenset[Stems]:
        """The stems of its names that say something, to be looked up."""
        return frozenset(self.phrases)

    @property
    def is_emergency(self) -> bool:
        """Whether a person must act at once."""
        return self.facts.urgency == Urgency.EMERGENCY

    @property
    def dangers(self) -> int:
        """How many of its examples are said by who is in danger now."""
        return self.facts.dangers

    @property
    def places(self) -> frozenset[str]:
        """The stems of where it is: its town, and whose it is."""
        return self.towns | self.whose

    @cached_property
    def passages(self) -> Passages:
        """The lines of the text; looked through when first needed, and kept."""
        return Passages(self.facts.text, self.language)


_shared: weakref.WeakValueDictionary[Facts, IndexedDocument] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def indexed(key: str, kind: str, document: Mapping[str, Any], substitutes: Mapping[str, str]) -> IndexedDocument:
    """What search needs of a document: the very same object for the same words, whichever state serves them.

    Args:
        substitutes: the value of each placeholder.
    """
    facts = _facts(key, kind, document, substitutes)
    with _lock:
        cached = _shared.get(facts)
    if cached is None:
        made = _analysed(facts)
        with _lock:
            cached = _shared.setdefault(facts, made)
    return cached


def _facts(key: str, kind: str, document: Mapping[str, Any], substitutes: Mapping[str, str]) -> Facts:
    roles = document.get("roles") or document.get("servesRoles") or [document.get("role")]
    names = {name: _texts(document[name], substitutes) for name in (*NAMES, "firstStep") if document.get(name)}
    return Facts(
        key=key,
        kind=str(kind),
        locale=str(document.get("locale") or "es"),
        roles=frozenset(filter(None, roles)),
        urgency=document.get("urgency"),
        refers_to=document.get("topicKey") or document.get("organizationKey"),
        organization_kind=document.get("organizationKind"),
        readiness=readiness_of(cast(OfficeDocument, document)) if kind == ItemKind.OFFICE else 0,
        needs_confirmation=bool(document.get("needsConfirmation")),
        dangers=(document.get("examplesSummary") or {"dangers": 0})["dangers"],
        order=int(document.get("order") or 0),
        names=tuple(names.items()),
        text=_filled(str(document.get("searchText", "")), substitutes),
        place=_place(document),
    )


def _analysed(facts: Facts) -> IndexedDocument:
    language = language_of(facts.locale)
    names = dict(facts.names)
    stems = {name: _stems(parts, language) for name, parts in names.items()}
    title = next(iter(names.get("title", ())), "")
    return IndexedDocument(
        key=facts.key,
        kind=facts.kind,
        facts=facts,
        language=language,
        order=(facts.readiness, facts.needs_confirmation, facts.order, sort_string(title), facts.key),
        titles=_folded(names, TITLES),
        other_names=frozenset(_folded(names, NAMES)) - {*_folded(names, TITLES), ""},
        name=language.content_words(folded_words(title)),
        term_weights=_term_weights({**stems, "text": _stems([facts.text], language)}, language),
        phrases=tuple(_content_stems(part, language) for name in NAMES for part in stems.get(name, ())),
        forms=_forms([facts.text, *(part for parts in names.values() for part in parts)]),
        towns=frozenset(language.stem(word) for word in folded_words(facts.place) if language.is_name(word)),
    )


def _term_weights(fields: Mapping[str, list[Stems]], language: Language) -> dict[str, float]:
    """Return the weight of each stem: fields weighted first, then saturated together (BM25F)."""
    weights: dict[str, float] = defaultdict(float)
    for name, parts in fields.items():
        stems = [stem for part in parts for stem in part]
        length = max(1, sum(stem not in language.stop_stems for stem in stems))
        weight = WEIGHTS[name] / (1 - LENGTH_COUNTS + LENGTH_COUNTS * length / USUAL_LENGTHS[name])
        for stem in stems:
            weights[stem] += weight
    return {stem: weight / (SATURATION + weight) for stem, weight in weights.items()}


def _stems(parts: Iterable[str], language: Language) -> list[Stems]:
    return [tuple(language.stem(word) for word in folded_words(part)) for part in parts]


def _folded(names: Mapping[str, tuple[str, ...]], wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(folded_words(part)) for name in wanted for part in names.get(name, ()))


def _content_stems(stems: Stems, language: Language) -> Stems:
    return tuple(stem for stem in stems if stem not in language.stop_stems)


def _forms(texts: Iterable[str]) -> dict[str, str]:
    """The words of some texts as they are written, in lower case, by their folded form: that itself where it is one."""
    forms: dict[str, str] = {}
    for text in texts:
        for match in WORD.finditer(text):
            form, written = fold(match[0]), match[0].lower()
            if written == form or form not in forms:
                forms[form] = written
    forms.pop("", None)
    return forms


def _texts(value: Any, substitutes: Mapping[str, str]) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else [value]
    return tuple(_filled(str(part), substitutes) for part in parts)


def _filled(text: str, substitutes: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: substitutes.get(found[1], found[0]), text) if "{" in text else text


def _place(document: Mapping[str, Any]) -> str:
    """Where an office is, in words: its municipality, and the end of its address, which is town and perhaps state."""
    address = document.get("address") or {}
    words = [document.get("municipality"), *(address.get(name) for name in PLACE_FIELDS)]
    words += [*str(address.get("text") or "").split(",")[1:][-2:], *(document.get("areasServed") or ())]
    return " ".join(str(word) for word in words if word)
