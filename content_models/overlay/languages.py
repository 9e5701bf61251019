"""One document out of several languages: each piece in the best language that has it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard, cast

from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import JsonObject, JsonValue


@dataclass(frozen=True, slots=True)
class Piece:
    """A block, node or entry of a list field, and its language.

    `parts` holds its own lists as pieces, where their entries are not all in that language.
    """

    content: JsonObject
    locale: str
    parts: Mapping[str, Sequence[Piece]] = field(default_factory=dict)

    def languages(self) -> set[str]:
        """The languages of all that it says."""
        return {self.locale}.union(*(part.languages() for parts in self.parts.values() for part in parts))

    def entries(self, name: str, stored: Sequence[JsonObject]) -> Sequence[Piece]:
        """One of its own lists, as pieces; `stored` is the list as it stands in the content."""
        if name in self.parts:
            return self.parts[name]
        return [Piece(entry, self.locale) for entry in stored]


@dataclass(frozen=True, slots=True)
class Frame:
    """An item's fields in one language, and its lists of addressable pieces with each piece's language."""

    document: JsonObject
    locale: str
    lists: dict[str, list[Piece]]

    def ids(self) -> set[str]:
        """What operations can address by id, at every depth."""
        return {
            identifier
            for pieces in self.lists.values()
            for piece in pieces
            for identifier in (str(piece.content["id"]), *ids_in(piece.content))
        }


def frame(documents: Mapping[str, ItemDocument], order: Sequence[str], leading: Sequence[str]) -> Frame | None:
    """Choose fields and pieces.

    Args:
        documents: the item's documents by locale tag.
        order: languages in order of preference.
        leading: the layer's languages in order of fallback; the first that has the item leads.
    Returns:
        None when no language has the item. A language in neither order serves rather than nothing.
    """
    available = list(dict.fromkeys(tag for tag in (*order, *sorted(documents)) if tag in documents))
    if not available:
        return None
    served = available[0]
    leader = leader_of(documents, leading) or served
    # From here on all kinds of document are alike.
    read = cast(dict[str, JsonObject], {tag: documents[tag] for tag in available})
    leading_document, served_document = read[leader], read[served]
    elsewhere = frozenset(ids_in(leading_document)) if len(available) > 1 else frozenset()
    lists = {}
    for name, value in leading_document.items():
        if is_addressable(value) and is_addressable(served_document.get(name)):
            values = {tag: document.get(name) for tag, document in read.items()}
            lists[name] = _pieces(values, leader, elsewhere)
    return Frame(served_document, served, lists)


def leader_of(documents: Collection[str], leading: Sequence[str]) -> str | None:
    """The first language of a layer's order of fallback that has the item; it decides which pieces there are."""
    return next((tag for tag in leading if tag in documents), None)


def is_addressable(value: JsonValue) -> TypeGuard[Sequence[JsonObject]]:
    """Whether a value is a list whose entries have ids. An empty list is, as something may be inserted there."""
    return isinstance(value, list) and all(isinstance(entry, dict | Mapping) and "id" in entry for entry in value)


def ids_in(value: JsonValue) -> Iterator[str]:
    """The ids of all blocks, nodes and list items within a value, at every depth; rich text has none."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name != "ast":
                yield from ids_in(inner)
    elif isinstance(value, list) and value and is_addressable(value):
        for entry in value:
            yield str(entry["id"])
            yield from ids_in(entry)


def _pieces(values: JsonObject, leader: str, elsewhere: Collection[str]) -> list[Piece]:
    """The leading language's pieces in its order, and after its neighbour each that only the first language has.

    Args:
        values: one list in each language, the first language first.
        elsewhere: all ids of the leading language's document: where one of them stands is decided there alone.
    """
    entries = {tag: _by_id(value) for tag, value in values.items()}
    order = list(entries[leader])
    before: str | None = None
    for identifier in next(iter(entries.values())):
        if identifier not in elsewhere and identifier not in entries[leader]:
            order.insert(order.index(before) + 1 if before is not None else 0, identifier)
        if identifier in order:
            before = identifier
    return [
        _in_best_language(
            {tag: by_id[identifier] for tag, by_id in entries.items() if identifier in by_id}, leader, elsewhere
        )
        for identifier in order
    ]


def _in_best_language(entries: Mapping[str, JsonObject], leader: str, elsewhere: Collection[str]) -> Piece:
    best = next(iter(entries))
    content = entries[best]
    if len(entries) == 1 and (best == leader or not elsewhere):
        return Piece(content, best)
    leading: JsonObject = entries[leader] if leader in entries else {name: [] for name in content}
    parts: dict[str, Sequence[Piece]] = {}
    for name in {**leading, **content}:
        values = {tag: entry.get(name) for tag, entry in entries.items()}
        if is_addressable(values[best]) and is_addressable(leading.get(name)):
            parts[name] = _pieces({**values, leader: leading[name]}, leader, elsewhere)
    return assembled(content, best, parts)


def assembled(content: JsonObject, locale: str, parts: Mapping[str, Sequence[Piece]]) -> Piece:
    """A piece with other entries in some of its own lists."""
    lists = {name: [part.content for part in of_list] for name, of_list in parts.items()}
    return Piece({**content, **lists}, locale, parts)


def _by_id(value: JsonValue) -> dict[str, JsonObject]:
    by_id: dict[str, JsonObject] = {}
    for entry in value if is_addressable(value) else ():
        by_id.setdefault(str(entry["id"]), entry)
    return by_id
