"""How large a request may be. Each refusal names the limit and the value that broke it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from .errors.coded_error import CodedError, ErrorCode

MAX_BODY_BYTES: Final = 100_000
MAX_JSON_DEPTH: Final = 32
MAX_TOKENS: Final = 1_500
MAX_COMMENTS: Final = 500
MAX_DEPTH: Final = 15
MAX_NESTING: Final = 60
"""Braces and fragments within each other, counted where `MAX_DEPTH` is not: in the schema's description of itself."""
MAX_ALIASES: Final = 50
MAX_FIELDS: Final = 600
"""Validation compares fields in pairs; with the limit of repeats below, this many take some 20 ms."""
MAX_DEFINITIONS: Final = 100
MAX_DIRECTIVES: Final = 100
MAX_REPEATS: Final = 25
"""How often one name may be asked for in one place of the answer: whether all mean the same is compared in pairs."""
CHARACTERS_A_POINT = 10
"""What it costs to check and compile a document, once in each process: so many of its characters are a point."""

MAX_COST: Final = 1_000
"""In points; see `cost/weights.py`. Some ten milliseconds of a processor's time."""
MAX_VARIABLES_BYTES: Final = 20_000
KNOWN_SETTINGS: Final = 8
"""For so many settings of the variables that skip or include fields an operation stays priced and compiled."""
MAX_TRUSTED_DOCUMENTS: Final = 2_000
MAX_MANIFEST_POINTS: Final = 100_000
"""What checking the new documents of one manifest may cost: a point each, and one for every ten characters."""
MANIFEST_SLICE_POINTS: Final = 2_000
"""How much of that is checked at a time: less than a second of a processor's time."""
MAX_PERSISTED_QUERIES: Final = 1_000
MAX_PERSISTED_BYTES: Final = 2_000_000
"""For each client, as the two before."""
MAX_FIRST: Final = 100
DEFAULT_FIRST: Final = 20
MAX_LOOKED_UP: Final = 100
"""How many items one field looks up by key or id, and how many answers of a run it replays."""
LONGEST_NAME_SHOWN: Final = 80
MAX_WITHIN_METERS: Final = 500_000
MAX_SEARCH_LENGTH: Final = 1_000
"""In characters; search reads 120 words of them, the first and the last ones."""
MAX_PATH_LENGTH: Final = 2_000
MAX_TEXT_LENGTH: Final = 200


class Place(NamedTuple):
    """A place in the answer: how often it is asked for, and the places within it by their names."""

    times: int
    within: Places


Places = dict[str, Place]


@dataclass(frozen=True, slots=True)
class Size:
    """What a selection amounts to once its fragments are written out, and the places in the answer that it fills."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    places: Places = field(default_factory=dict)


class _Sizes:
    """Sizes of selections; each fragment is measured once, however often it is used."""

    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.of_fragments: dict[str, Size] = {}
        self.level = 0

    def of(self, selection_set: SelectionSetNode | None) -> Size:
        self.level += 1
        if self.level > MAX_NESTING:
            raise CodedError(ErrorCode.TOO_DEEP, value=self.level, limit=MAX_DEPTH)
        depth = fields = aliases = directives = 0
        places: Places = {}
        for selection in selection_set.selections if selection_set else ():
            size = self._of_selection(selection)
            depth = max(depth, size.depth)
            fields += size.fields
            aliases += size.aliases
            directives += size.directives + len(selection.directives)
            _add(places, size.places)
            if fields > MAX_FIELDS:
                _refuse_oversized(Size(depth, fields, aliases, directives, places))
        self.level -= 1
        return Size(depth, fields, aliases, directives, places)

    def _of_selection(self, selection: Any) -> Size:
        if isinstance(selection, FieldNode):
            return self._of_field(selection)
        if isinstance(selection, InlineFragmentNode):
            return self.of(selection.selection_set)
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        return Size()

    def _of_field(self, node: FieldNode) -> Size:
        inner = self.of(node.selection_set)
        # The schema's description of itself nests deeply by nature; its own rule limits it.
        depth = 0 if node.name.value.startswith("__") else inner.depth + 1
        name = node.alias or node.name
        aliases = inner.aliases + (node.alias is not None)
        return Size(depth, inner.fields + 1, aliases, inner.directives, {name.value: Place(1, inner.places)})

    def _of_fragment(self, name: str) -> Size:
        if name not in self.of_fragments:
            self.of_fragments[name] = Size()  # a fragment that contains itself adds nothing here: validation refuses it
            fragment = self.fragments.get(name)
            if fragment is not None:
                self.of_fragments[name] = self.of(fragment.selection_set)
        return self.of_fragments[name]


def check_size(document: DocumentNode) -> None:
    """Refuse a document that is too deep, or has too many fields or aliases, before it is validated.

    Validation compares fields in pairs, so the number of fields is limited first.

    Raises:
        CodedError: `TOO_MANY_DEFINITIONS`, `TOO_DEEP`, `TOO_MANY_FIELDS`, `TOO_MANY_ALIASES`, `TOO_MANY_REPEATS` or
            `TOO_MANY_DIRECTIVES`.
    """
    definitions = document.definitions
    if len(definitions) > MAX_DEFINITIONS:
        raise CodedError(ErrorCode.TOO_MANY_DEFINITIONS, value=len(definitions), limit=MAX_DEFINITIONS)
    sizes = _Sizes({item.name.value: item for item in definitions if isinstance(item, FragmentDefinitionNode)})
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode):
            _refuse_oversized(sizes.of(definition.selection_set))


def _add(places: Places, more: Places) -> None:
    """Add places to others, in place; what is within them is shared and stays as it is."""
    for name, place in more.items():
        existing = places.get(name)
        if existing is None:
            places[name] = place
        elif existing.within and place.within:
            within = dict(existing.within)
            _add(within, place.within)
            places[name] = Place(existing.times + place.times, within)
        else:
            places[name] = Place(existing.times + place.times, existing.within or place.within)


def _refuse_oversized(size: Size) -> None:
    _refuse_repeats(size.places)
    if size.depth > MAX_DEPTH:
        raise CodedError(ErrorCode.TOO_DEEP, value=size.depth, limit=MAX_DEPTH)
    if size.aliases > MAX_ALIASES:
        raise CodedError(ErrorCode.TOO_MANY_ALIASES, value=size.aliases, limit=MAX_ALIASES)
    if size.fields > MAX_FIELDS:
        raise CodedError(ErrorCode.TOO_MANY_FIELDS, value=size.fields, limit=MAX_FIELDS)
    if size.directives > MAX_DIRECTIVES:
        raise CodedError(ErrorCode.TOO_MANY_DIRECTIVES, value=size.directives, limit=MAX_DIRECTIVES)


def _refuse_repeats(places: Places) -> None:
    waiting = [places]
    while waiting:
        for name, place in waiting.pop().items():
            if place.times > MAX_REPEATS:
                shown = name[:LONGEST_NAME_SHOWN]
                raise CodedError(ErrorCode.TOO_MANY_REPEATS, field=shown, value=place.times, limit=MAX_REPEATS)
            if place.within:
                waiting.append(place.within)


def check_json_depth(value: object) -> None:
    """Refuse JSON that is nested too deeply, without recursion.

    Raises:
        CodedError: `JSON_TOO_DEEP`.
    """
    level = [value]
    for _ in range(MAX_JSON_DEPTH + 1):
        nodes = [node for node in level if node.__class__ in (dict, list)]
        if not nodes:
            return
        level = [child for node in nodes for child in (node.values() if isinstance(node, dict) else node)]
    raise CodedError(ErrorCode.JSON_TOO_DEEP, limit=MAX_JSON_DEPTH)


def check_variables(variables: dict[str, Any] | None) -> None:
    """Refuse variables that are too large, written as JSON.

    Raises:
        CodedError: `VARIABLES_TOO_LARGE`.
    """
    if variables:
        size = len(orjson.dumps(variables))
        if size > MAX_VARIABLES_BYTES:
            raise CodedError(ErrorCode.VARIABLES_TOO_LARGE, field="variables", value=size, limit=MAX_VARIABLES_BYTES)
