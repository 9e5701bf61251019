"""Guides: scripts as citizens walk them by themselves, in words written to be read and without what operators say."""

from __future__ import annotations

from typing import Literal, cast

from django.db.models import Q

from content_models.choices import Channel
from content_models.paths import GUIDES_PATH
from content_models.script_channels import words_missing
from content_models.script_graph import graph_of, reachable_from
from content_models.script_walk import words_of_node, words_of_option
from content_models.shapes.blocks import ScriptNode
from content_models.shapes.documents import CommonFields, ScriptFields, ScriptItem, ServedFields
from publishing.errors import StoreUnavailable
from publishing.models import Edition
from tenants.databases import READER
from tenants.models import LIBRARY_ID
from tenants.reconnecting import with_reconnect
from tenants.scope import tenant_scope

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
    graph, start = graph_of(script["nodes"]), script["start"]
    if any(words_missing(graph, start, Channel.WEB)):
        return None
    reachable = reachable_from({node.key: node for node in reversed(graph)}, start)
    guide = {
        **script,
        "kind": KIND,
        "path": path_of_guide(script["slug"]),
        "channels": [str(Channel.WEB)],
        "openingPhrases": [],
        "preamble": [],
        "nodes": [_in_web_words(node) for node in script["nodes"] if node["key"] in reachable],
        "glossaryChoices": [],
        "searchText": "",
    }
    return cast(GuideItem, guide)


def was_guide(key: str) -> bool:
    """Whether an edition of a library's script was ever offered on the web. A state's own script reads as never.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    return with_reconnect(lambda: _was_guide(key), unavailable=StoreUnavailable)


def _was_guide(key: str) -> bool:
    offered = Q(document__channels__contains=[Channel.WEB]) | Q(document__channels=[])
    with tenant_scope([LIBRARY_ID], using=READER):
        return Edition.objects.using(READER).filter(offered, tenant_id=LIBRARY_ID, key=key).exists()


def _in_web_words(node: ScriptNode) -> dict[str, object]:
    web = str(Channel.WEB)
    text = words_of_node(node, web)
    labels = [words_of_option(option, web) for option in node["options"]]
    options = [
        {**option, "label": label, "wordings": [{"channel": web, "label": label}]}
        for option, label in zip(node["options"], labels, strict=True)
    ]
    return {**node, "text": text, "wordings": [{"channel": web, "text": text}], "options": options}
