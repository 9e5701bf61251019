"""Composition of items from layers: references are checked, placeholders filled in, glossary terms marked.

A composed item records what it depended on besides its layers (placeholders, paths of what it links to, the glossary),
so that it serves any state and any later version for which all of that is the same.
"""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeGuard, cast

import orjson

from content_models.deadline_words import counts_back
from content_models.documents.search_text import search_text
from content_models.glossary_marks import FormChoice, Glossary, GlossaryMarker, TermWords, choices_of
from content_models.overlay import Adaptation, Edition, LocaleChain, Origin, effective
from content_models.rich_text import Ast, Substitute, keys_in, mark, resolve, to_html, to_plain_text
from content_models.rich_text.nodes import nodes_in
from content_models.shapes.documents import Item
from content_models.shapes.parts import JsonObject, JsonValue, RichText

from .substitute_nodes import with_substitute_node

MarkerOf = Callable[[Glossary, str, tuple[FormChoice, ...]], GlossaryMarker]

_NOT_COMPLETED = frozenset({"searchText", "examplesSummary", "examples"})
"""Made anew, and what is said of examples, which are for search to learn from; documents of before have them, too."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What items of one state, language and version are composed with, besides their layers."""

    chain: LocaleChain
    substitutes: Mapping[str, Substitute]
    path_of: Callable[[str], str | None]
    glossary: Glossary


@dataclass(frozen=True, slots=True)
class Sources:
    """What one item is composed from. `identity` distinguishes layers from later ones.

    `is_place_sensitive` is whether its place makes it sensitive, whatever its document says of itself.
    """

    edition: Edition
    adaptation: Adaptation | None
    path: str
    identity: tuple[Any, ...]
    is_place_sensitive: bool = False


@dataclass(slots=True, weakref_slot=True)
class Composed:
    """A composed item, and what it depended on.

    It keeps its sources and its glossary alive, since they are compared with later ones by identity.
    """

    item: Item
    sources: Sources
    glossary: Glossary | None = None
    substitutes: dict[str, Substitute | None] = field(default_factory=dict)
    paths: dict[str, str | None] = field(default_factory=dict)

    @property
    def dependence(self) -> Dependence:
        """What it depended on."""
        return Dependence(self.glossary is not None, tuple(self.substitutes), tuple(self.paths))


class Dependence(NamedTuple):
    """What a composed item depends on besides its layers and its path; nearly always a matter of its text alone."""

    on_glossary: bool
    placeholders: tuple[str, ...]
    links: tuple[str, ...]

    def in_environment(self, path: str, environment: Environment) -> tuple[Any, ...]:
        """All that it comes to: where this is the same, composing would give the same."""
        return (
            path,
            id(environment.glossary) if self.on_glossary else None,
            *(environment.substitutes.get(name) for name in self.placeholders),
            *(environment.path_of(key) for key in self.links),
        )


class Composer:
    """Composes items and shares them among states and versions for as long as some view holds them.

    Finding one takes as long whether four states hold it or three hundred.
    """

    def __init__(self) -> None:
        self._shared: dict[tuple[Any, ...], dict[Dependence, dict[tuple[Any, ...], weakref.ref[Composed]]]] = {}
        self._glossaries: weakref.WeakValueDictionary[tuple[TermWords, ...], Glossary] = weakref.WeakValueDictionary()
        self._lock = threading.Lock()

    def glossary(self, terms: tuple[TermWords, ...]) -> Glossary:
        """Return the glossary of these terms: the same object for the same terms, as items compare it by identity."""
        with self._lock:
            glossary = self._glossaries.get(terms)
            if glossary is None:
                glossary = self._glossaries[terms] = Glossary(terms)
            return glossary

    def item(self, sources: Sources, environment: Environment) -> Composed:
        """The item of these sources in this environment: an earlier one that fits, or a new one.

        Raises:
            LookupError: the state hides the item, or no language has it.
        """
        chain = environment.chain
        own = () if sources.edition.origin is Origin.LIBRARY and sources.adaptation is None else chain.own
        shelf = (sources.identity, sources.is_place_sensitive, chain.requested, chain.library, own)
        for dependence in list(self._shared.get(shelf, ())):
            place = dependence.in_environment(sources.path, environment)
            reference = self._shared.get(shelf, {}).get(dependence, {}).get(place)
            cached = None if reference is None else reference()
            if cached is not None:
                return cached
        made = compose(sources, environment, is_served=True)
        dependence = made.dependence
        place = dependence.in_environment(sources.path, environment)
        with self._lock:
            self._shared.setdefault(shelf, {}).setdefault(dependence, {})[place] = weakref.ref(
                made, lambda reference: self._drop(shelf, dependence, place, reference)
            )
        return made

    def _drop(
        self,
        shelf: tuple[Any, ...],
        dependence: Dependence,
        place: tuple[Any, ...],
        reference: weakref.ref[Composed],
    ) -> None:
        # Runs whenever the collector frees an item, perhaps while this very thread holds the lock: it must not wait.
        alike = self._shared.get(shelf, {})
        there = alike.get(dependence, {})
        if there.get(place) is reference:
            there.pop(place, None)
        if not there:
            alike.pop(dependence, None)
        if not alike:
            self._shared.pop(shelf, None)


def compose(
    sources: Sources, environment: Environment, marker_of: MarkerOf = GlossaryMarker, *, is_served: bool = False
) -> Composed:
    """Compose an item without sharing it.

    Args:
        marker_of: makes what marks its words, from the glossary, the item's key and its choices.
        is_served: for readers, for whom a script's dead ends get a substitute node; editors see a draft as it is.
    Raises:
        LookupError: the state hides the item, or no language has it.
    """
    overlaid = effective(sources.edition, sources.adaptation, environment.chain)
    if overlaid is None:
        raise LookupError(f"The item {sources.edition.key} is not served here.")
    result = Composed(overlaid, sources)
    marker = marker_of(environment.glossary, overlaid["key"], choices_of(overlaid))
    completion = _Completion(result, environment, marker)
    whole = with_substitute_node(overlaid) if is_served and overlaid["kind"] == "SCRIPT" else overlaid
    # From here on all kinds of item are alike.
    fields = cast(JsonObject, whole)
    item = {name: completion.completed(value) for name, value in fields.items() if name not in _NOT_COMPLETED}
    is_changed = overlaid["origin"] != sources.edition.origin
    published_at = cast("datetime | None", overlaid["publishedAt"])
    item["path"] = sources.path
    if sources.is_place_sensitive:
        item["isSensitive"] = True
    item["searchText"] = search_text(overlaid) if is_changed else overlaid["searchText"]
    item["publishedAt"] = published_at.isoformat(timespec="seconds").replace("+00:00", "Z") if published_at else None
    item["version"] = hashlib.sha256(orjson.dumps(item, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]
    result.item = cast(Item, item)
    return result


class _Completion:
    """Completes every rich text of one item, and notes what that depended on."""

    def __init__(self, result: Composed, environment: Environment, marker: GlossaryMarker) -> None:
        self._result = result
        self._environment = environment
        self._marker = marker

    def completed(self, value: JsonValue) -> JsonValue:
        """The value with each rich text in it completed; each entry of a list is a section of its own for marks."""
        if isinstance(value, str):  # most of all, and no more to be asked of them
            return value
        if isinstance(value, dict | Mapping):
            if "ast" in value:
                return cast(JsonValue, self._rich_text(cast(Ast, value["ast"])))
            if value.get("type") == "DeadlineBlock":
                value = {**value, "countsBack": counts_back(value)}
            if "channel" in value:  # words that are read in place of those before them
                self._marker.new_section()
            return {name: self.completed(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.completed(inner) for inner in value] if not is_pieces(value) else list(self._pieces(value))
        return value

    def _pieces(self, pieces: Sequence[JsonObject]) -> Iterator[JsonValue]:
        for piece in pieces:
            self._marker.new_section()
            self._marker.enter_block(*(str(piece[name]) for name in ("id", "key") if name in piece))
            yield self.completed(piece)
            self._marker.leave_block()

    def _rich_text(self, ast: Ast) -> RichText:
        for node in nodes_in(ast):
            if node.get("type") == "placeholder":
                self._result.substitutes[node["name"]] = self._environment.substitutes.get(node["name"])
        for key in keys_in(ast):
            self._result.paths[key] = self._environment.path_of(key)
        if ast:
            self._result.glossary = self._environment.glossary
        resolved = resolve(ast, self._environment.substitutes, self._environment.path_of)
        marked = mark(resolved, self._marker)
        return {"ast": marked, "html": to_html(marked), "plainText": to_plain_text(marked)}


def is_pieces(value: Sequence[JsonValue]) -> TypeGuard[Sequence[JsonObject]]:
    """Whether a list is one of blocks or nodes: they, and not their items, are the sections of a page."""
    return bool(value) and isinstance(value[0], Mapping) and "origin" in value[0]
