"""Scripts as a run pins them: all that a person is told, under the digest of it.

Told are the title, the preamble and what of it is not said, each node with its words in every channel, its options,
where it refers to and what it cites, and the deadlines that the nodes name: where one of these changes, the digest
does. Not told are who checked it and when, how the script is found (role, urgency, channels, phrases), where it stands,
which offices answer today, and the marks of glossary terms, which are taken out: a term that is explained anew changes
no script.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from content_models.deadline_words import counts_back, is_worded_as_before
from content_models.preamble import FOR_OPERATOR
from content_models.rich_text import to_html, to_plain_text
from content_models.rich_text.marking import unmark
from content_models.rich_text.nodes import Ast
from content_models.shapes.blocks import DeadlineBlock
from content_models.shapes.documents import ScriptItem

DEADLINE = ("text", "amount", "amountMax", "unit", "event", "whoMustAct", "consequence")


@dataclass(frozen=True, slots=True)
class PinnedScript:
    """A script as it was at some time.

    Attributes:
        digest: SHA-256 of what it tells, in hexadecimal.
        document: the item as it was composed, and the deadlines of its nodes under `deadlineBlocks`, by id; of rich
            texts there is only the tree, without marks.
    """

    digest: str
    document: dict[str, Any]


def pinned(script: ScriptItem, deadlines: Mapping[str, DeadlineBlock]) -> PinnedScript:
    """Return a composed script as a run pins it.

    Args:
        deadlines: those of the topic's page, by id.
    """
    named = {one for node in script["nodes"] for one in node["deadlines"] if one in deadlines}
    whole = {**script, "searchText": "", "deadlineBlocks": {one: deadlines[one] for one in sorted(named)}}
    document = cast(dict[str, Any], _bare(whole))
    return PinnedScript(digest_of(document), document)


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest of a pinned script's document."""
    return hashlib.sha256(orjson.dumps(_digested(document), option=orjson.OPT_SORT_KEYS)).hexdigest()


def restored(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pinned script's document with all forms of its rich texts, as composed items have them."""
    return cast(dict[str, Any], _whole(document))


def _digested(document: Mapping[str, Any]) -> dict[str, Any]:
    blocks: Mapping[str, Mapping[str, Any]] = document["deadlineBlocks"]
    unsaid = [place for place, part in enumerate(document["preamble"]) if part["key"] == FOR_OPERATOR]
    return {
        **{name: document[name] for name in ("key", "locale", "title", "start")},
        "preamble": [part["text"] for part in document["preamble"]],
        **({"unsaid": unsaid} if unsaid else {}),  # so that others have the digests that they had
        "cited": _cited(document),
        "nodes": [
            {
                **{name: node[name] for name in ("key", "kind", "text", "wordings", "organizationKind")},
                "options": [
                    {name: option[name] for name in ("key", "label", "to", "wordings")} for option in node["options"]
                ],
                "deadlines": [one for one in node["deadlines"] if one in blocks],
                "cited": _cited(node),
            }
            for node in document["nodes"]
        ],
        "deadlines": {
            one: {
                **{name: block[name] for name in DEADLINE},
                # Of others the digest is the one of before there was a mark.
                **({"countsBack": True} if block.get("countsBack") and not is_worded_as_before(block["event"]) else {}),
                "cited": _cited(block),
            }
            for one, block in blocks.items()
        },
    }


def _cited(part: Mapping[str, Any]) -> list[str]:
    return [reference["text"] for reference in part["legalReferences"]]


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "ast" in value:
            return {"ast": unmark(value["ast"])}
        return {name: _bare(inner) for name, inner in value.items()}
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        if "ast" in value:
            ast: Ast = value["ast"]
            return {"ast": ast, "html": to_html(ast), "plainText": to_plain_text(ast)}
        whole = {name: _whole(inner) for name, inner in value.items()}
        return {**whole, "countsBack": counts_back(value)} if value.get("type") == "DeadlineBlock" else whole
    return [_whole(inner) for inner in value] if isinstance(value, list) else value
