"""Guides: scripts as citizens walk them by themselves, in words written to be read and without what operators say."""

from __future__ import annotations

from typing import Literal, cast

from content_models.choices import Channel
from content_models.paths import GUIDES_PATH
from content_models.script_graph import graph_of, reachable_from
from content_models.script_walk import words_of_node, words_of_option
from content_models.shapes.blocks import Option, ScriptNode
from content_models.shapes.documents import CommonFields, ScriptFields, ScriptItem, ServedFields

KIND = "GUIDE"


class GuideItem(CommonFields, ScriptFields, ServedFields):
    """A guide of a state: its nodes are those of the script that can be reached, and all their words are the web's."""

    kind: Literal["GUIDE"]


def path_of_guide(slug: str) -> str:
    """Return where a state's site has a guide."""
    return f"{GUIDES_PATH}{slug}/"


def guide_of(script: ScriptItem) -> GuideItem | None:
    """Return a script as a guide.

    None: the web is not among its channels, or a node or an option that can be reached has no words for it.
    """
    if script["channels"] and Channel.WEB not in script["channels"]:
        return None
    reachable = reachable_from({node.key: node for node in reversed(graph_of(script["nodes"]))}, script["start"])
    nodes = [_in_web_words(node) for node in script["nodes"] if node["key"] in reachable]
    worded = [node for node in nodes if node is not None]
    if len(worded) < len(nodes):
        return None
    guide = {
        **script,
        "kind": KIND,
        "path": path_of_guide(script["slug"]),
        "channels": [str(Channel.WEB)],
        "openingPhrases": [],
        "preamble": [],
        "nodes": worded,
        "glossaryChoices": [],
        "searchText": "",
    }
    return cast(GuideItem, guide)


def _in_web_words(node: ScriptNode) -> ScriptNode | None:
    web = str(Channel.WEB)
    text = words_of_node(node, web)
    options: list[Option] = []
    for option in node["options"]:
        label = words_of_option(option, web)
        if label is None:
            return None
        options.append({**option, "label": label, "wordings": [{"channel": web, "label": label}]})
    if text is None:
        return None
    return {**node, "text": text, "wordings": [{"channel": web, "text": text}], "options": options}
