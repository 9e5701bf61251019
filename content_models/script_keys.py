"""The keys of a script's nodes and options: made once of their first words, never typed, never changed afterwards.

A block keeps its id for ever, and a copy of it gets another. So whoever has had a key keeps it, by the id of its block,
whatever a form sends; what is new gets one, once its words are no longer being typed. Until then its own id stands
for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from wagtail.blocks import StreamValue

from .choices import Channel
from .rich_text import Ast, parse, to_plain_text
from .script_graph import GraphNode, GraphOption, name_of_node, words_of
from .script_wording import Place, ScriptText
from .stable_ids import name_of

LONGEST_KEY = 32
FEWEST_LETTERS = 2
"""A single letter makes no key yet."""


@dataclass(frozen=True, slots=True)
class GivenKeys:
    """The keys that a page has given: of nodes, by the id of their block; of options, by the id of their item."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    def __or__(self, others: GivenKeys) -> GivenKeys:
        return GivenKeys({**self.nodes, **others.nodes}, {**self.options, **others.options})


def given_by(nodes: StreamValue) -> GivenKeys:
    """Return the keys of a stored script; what only has its own id for a key has none yet."""
    return GivenKeys(
        {node.id: node.value["key"] for node in nodes if _is_key(node.value["key"], node.id)},
        {
            item.id: item.value["key"]
            for node in nodes
            for item in node.value["options"].bound_blocks
            if _is_key(item.value["key"], item.id)
        },
    )


def give_keys(nodes: StreamValue, given: GivenKeys, *, unfinished: str | None = None) -> GivenKeys:
    """Write the keys of all nodes and options, and where options lead, into nodes as a form sent them.

    An option may name the node that it leads to by the id of its block: a node that was added in the form has no key
    there. Nodes that were copied from elsewhere come with the keys that they had there; options go on leading to them.

    Args:
        unfinished: the id of the node or option whose first words are still being typed: they make no key yet.
    Returns:
        The key of each node by all that the form may call it, and of each option by the id of its item.
    """
    for node in nodes:
        node.id = node.id or str(uuid4())

    def name(identifier: str, words: str) -> str:
        return "" if identifier == unfinished else _named(words)

    keys = _distinct(
        [(node.id, given.nodes.get(node.id), name(node.id, words_in(node.value["text"]))) for node in nodes]
    )
    # What stands first wins: a node's own key, then its block's id, then the key that it was sent with.
    called = {key: key for key in keys}
    for node, key in zip(nodes, keys, strict=True):
        called.setdefault(node.id, key)
    for node, key in zip(nodes, keys, strict=True):
        if node.value["key"]:
            called.setdefault(node.value["key"], key)
    of_items: dict[str, str] = {}
    for node, key in zip(nodes, keys, strict=True):
        node.value["key"] = key
        items = node.value["options"].bound_blocks
        of_options = _distinct(
            [(item.id, given.options.get(item.id), name(item.id, item.value["label"] or "")) for item in items]
        )
        for item, of_option in zip(items, of_options, strict=True):
            item.value["key"] = of_option
            item.value["to"] = called.get(item.value["to"], item.value["to"])
            of_items[item.id] = of_option
    return GivenKeys(called, of_items)


def graph_of_blocks(nodes: StreamValue) -> list[GraphNode]:
    """Return the nodes of a page, or of a form, as the rules of the graph see them."""
    return [
        GraphNode(
            key=node.value["key"],
            kind=node.value["kind"],
            options=tuple(
                GraphOption(one["key"], one["to"], _of_web(one["web_label"]), one["label"])
                for one in node.value["options"]
            ),
            organization_kind=node.value["organization_kind"] or None,
            channels=_of_web(read) | {one["channel"] for one in node.value["wordings"]},
            words=words_in(node.value["text"]),
            web_words=read,
        )
        for node, read in ((node, words_in(node.value["web_text"])) for node in nodes)
    ]


def texts_of_blocks(nodes: StreamValue) -> Iterator[ScriptText]:
    """Yield the words of a page, or of a form, in which something may be suggested."""
    for position, node in enumerate(nodes):
        value = node.value
        name = name_of_node(position + 1, words_in(value["text"]))
        yield ScriptText(position, name, Place.SAID, 0, _lines_in(value["text"]), True, node.id)
        yield ScriptText(position, name, Place.READ, 0, _lines_in(value["web_text"]), False, node.id)
        for item, wording in enumerate(value["wordings"]):
            is_said = wording["channel"] == Channel.PHONE
            yield ScriptText(position, name, Place.OF_CHANNEL, item, _lines_in(wording["text"]), is_said)
        for item, option in enumerate(value["options"]):
            yield ScriptText(position, name, Place.ANSWER_SAID, item, option["label"] or "", is_said=True)
            yield ScriptText(position, name, Place.ANSWER_READ, item, option["web_label"] or "", is_said=False)


def _of_web(words: str) -> frozenset[str]:
    return frozenset({Channel.WEB}) if words.strip() else frozenset()


def words_in(text: Any) -> str:
    """Return a stored text, HTML or a block's value, in one line."""
    return words_of(_parsed(text))


def _lines_in(text: Any) -> str:
    """The same, with one line to a paragraph."""
    return to_plain_text(_parsed(text))


def _parsed(text: Any) -> Ast:
    return parse(getattr(text, "source", text) or "", key_of_page=_nothing, url_of_document=_nothing)


def _nothing(_pk: int) -> None:
    return None


def _is_key(key: str, block_id: str | None) -> bool:
    return bool(key) and key != block_id


def _named(words: str) -> str:
    """The words as a key, cut between two of them; empty where there are too few."""
    if sum(letter.isalnum() for letter in words) < FEWEST_LETTERS:
        return ""
    name = name_of(words)
    return name if len(name) <= LONGEST_KEY else name[: LONGEST_KEY + 1].rsplit("-", 1)[0][:LONGEST_KEY]


def _distinct(wanted: Iterable[tuple[str, str | None, str]]) -> list[str]:
    """Return a key for each (id, given key, name); who comes first among those with one given key keeps it."""
    wanted = list(wanted)
    taken = {given for _id, given, _name in wanted if given}
    kept: set[str] = set()
    keys = []
    for identifier, given, name in wanted:
        key = given if given and given not in kept else _free(name, taken) if name else identifier
        taken.add(key)
        kept.add(key)
        keys.append(key)
    return keys


def _free(name: str, taken: set[str]) -> str:
    key, count = name, 2
    while key in taken:
        key, count = f"{name}-{count}", count + 1
    return key


def keyed_piece(value: dict[str, Any], shown: Mapping[str, Any] | None, taken: Collection[str]) -> dict[str, Any]:
    """Return a node or option of a state's adaptation, as it is stored, with its keys.

    Args:
        value: as it was typed.
        shown: what it stands in the place of, as in documents: it keeps those keys; None: it is new.
        taken: the keys of the others beside it.
    """
    words = words_in(value["text"]) if "text" in value else value["label"]
    typed = value["key"] if value["key"] not in taken else ""
    key = shown["key"] if shown else typed or _free(_named(words) or name_of(words), {*taken})
    if "options" not in value:
        return {**value, "key": key}
    given = {option["id"]: option["key"] for option in (shown or {}).get("options", ())}
    items = value["options"]
    keys = _distinct([(item["id"], given.get(item["id"]), _named(item["value"]["label"])) for item in items])
    options = [{**item, "value": {**item["value"], "key": of}} for item, of in zip(items, keys, strict=True)]
    return {**value, "key": key, "options": options}
