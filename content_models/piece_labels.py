"""What editors call the pieces of a text: “Step 2”, “Question arrest”. Blocks of one type are numbered.

A label is kept as what it is made of, and put into words when it is shown, in the reader's language:
`{"kind": "GUIDANCE", "field": "summary"}`, `{"block": "step", "number": 2}`,
`{"node": "QUESTION", "number": 3, "words": "Where is he?"}`, or `{"whole": true}`.
An answer is kept with its node, as `of`.
Nodes were once kept with their `key` alone: `publishing.review.labels.with_words` finds their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypedDict

from django.utils.translation import gettext

from .adaptable import ADAPTABLE, AdaptableField
from .adaptable_forms import ITEM_TYPES, block_type_of, form_block_of_field, label_of_piece
from .choices import NodeKind
from .kinds import ItemKind
from .overlay.languages import is_addressable
from .script_graph import first_words, name_of_node, words_of


class PieceLabel(TypedDict, total=False):
    """What a piece is called, as JSON."""

    kind: str
    field: str
    block: str
    number: int
    node: str
    words: str
    key: str
    whole: bool
    of: PieceLabel


WHOLE_TEXT: PieceLabel = {"whole": True}


def labels_in(kind: ItemKind, item: Mapping[str, Any], hidden: Collection[str] = ()) -> dict[str, PieceLabel]:
    """What each field, block, node and list item of a document, or of an item made of it, is called; in reading order.

    Given what a workbench shows, they are called as there.

    Args:
        hidden: ids of nodes that are not served, and have no number.
    """
    labels: dict[str, PieceLabel] = {}
    for part in ADAPTABLE[kind].parts:
        if isinstance(part, AdaptableField):
            labels[part.name] = {"kind": str(kind), "field": part.name}
        else:
            labels |= dict(_labels(part.name, item.get(part.name) or (), hidden))
    return labels


def in_words(label: PieceLabel | None) -> str:
    """Return a label in the active language; nothing for none."""
    if not label:
        return ""
    if "whole" in label:
        return gettext("The whole text")
    if "field" in label:
        return _field(ItemKind(label["kind"]), label["field"])
    if "node" in label:
        return node_in_words(label["node"], label.get("number"), label.get("words", ""))
    return of_node(f"{label_of_piece(label['block'])} {label['number']}", in_words(label.get("of")))


def all_in_words(labels: Iterable[PieceLabel | None]) -> str:
    """Return several of them as a list in the active language; those without a label are left out."""
    return ", ".join(filter(None, map(in_words, labels)))


def of_node(piece: str, node: str) -> str:
    """Return what a part of a node is called where the node is not in sight; of other parts the same.

    Args:
        node: what the node is called; empty: it is a part of something else.
    """
    return f"{piece} ({node})" if node else piece


def node_in_words(kind: str, number: int | None, words: str) -> str:
    """Return what a node of a script is called, in the active language; without a number where it is not served."""
    name = name_of_node(number, words) if number else first_words(words)
    return f"{NodeKind(kind).label} {name}".rstrip()


def _field(kind: ItemKind, name: str) -> str:
    parts = (part for part in ADAPTABLE[kind].parts if isinstance(part, AdaptableField))
    return next((str(form_block_of_field(kind, part).label) for part in parts if part.name == name), "")


def _labels(
    list_name: str, entries: Sequence[Mapping[str, Any]], hidden: Collection[str], of: PieceLabel | None = None
) -> Iterator[tuple[str, PieceLabel]]:
    counts: Counter[str] = Counter()
    for entry in entries:
        block_type = block_type_of(list_name, entry)
        if block_type is None:
            continue
        label = str(label_of_piece(block_type))
        is_hidden = entry["id"] in hidden and list_name == "nodes"
        counts[label] += not is_hidden
        if list_name == "nodes":
            number: PieceLabel = {} if is_hidden else {"number": counts[label]}
            words = first_words(words_of(entry["text"]["ast"]))
            called: PieceLabel = {"node": str(entry["kind"]), "words": words, **number}
        else:
            called = {"block": block_type, "number": counts[label]}
            if of is not None and "node" in of:
                called["of"] = of
        yield str(entry["id"]), called
        for name in ITEM_TYPES:
            inner = entry.get(name)
            if inner and is_addressable(inner):
                yield from _labels(name, inner, hidden, called)
