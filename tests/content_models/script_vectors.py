"""The vectors that both walkers of scripts pass: written by hand, of broken scripts, too, and generated.

`python -m tests.content_models.script_vectors` writes the generated ones anew after the starter scripts changed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

from content_models.choices import Channel
from content_models.rich_text import from_text
from content_models.script_walk import Answer, Walk, walk
from content_models.shapes.blocks import ScriptNode

FOLDER = Path(__file__).resolve().parents[2] / "frontend" / "src" / "walker"
SCRIPTS, BY_HAND, BROKEN, GENERATED = (
    FOLDER / f"vectors_{name}.json" for name in ("scripts", "by_hand", "broken", "generated")
)  # fmt: skip


class Script(TypedDict):
    """What a walker needs of a script."""

    start: str
    nodes: list[ScriptNode]


def walked(script: Script, answers: Sequence[Sequence[str]], channel: str) -> Walk:
    """Walk a script with answers as the vectors write them: pairs of keys."""
    return walk(script["nodes"], script["start"], [Answer(*answer) for answer in answers], channel=channel)


def as_json(walked: Walk) -> dict[str, Any]:
    """Return a walk as the walker in TypeScript gives it."""
    result: dict[str, Any] = _camel_cased(json.loads(json.dumps(asdict(walked))))
    return result


def _camel_cased(value: Any) -> Any:
    if isinstance(value, dict):
        return {_camel(key): _camel_cased(entry) for key, entry in value.items()}
    return [_camel_cased(entry) for entry in value] if isinstance(value, list) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


@cache
def starter_scripts() -> dict[str, Script]:
    """Return what walkers need of each starter script, by slug; texts as they are written."""
    from content_models.starter.pages.scripts import script_page
    from content_models.starter.reading import read_reference

    reference = read_reference()
    pages = [script_page(one, reference.preamble, reference.glossary_forms, 0) for one in reference.scripts]
    return {
        page.slug: {"start": page.values["start"], "nodes": [_node(block["value"]) for block in page.streams["nodes"]]}
        for page in pages
    }


def as_documents(scripts: Mapping[str, Script]) -> dict[str, Any]:
    """Return scripts with their texts as documents have them."""
    return {
        slug: {
            **script,
            "nodes": [_with_text(node, wordings=[*map(_with_text, node["wordings"])]) for node in script["nodes"]],
        }
        for slug, script in scripts.items()
    }


def _with_text(texts: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """Return a node or a wording with its text as documents have it."""
    return {**texts, "text": {"ast": from_text(str(texts["text"]))}, **others}


def _node(value: Mapping[str, Any]) -> Any:
    return {
        "key": value["key"],
        "kind": value["kind"],
        "text": _plain(value["text"]),
        "wordings": [{"channel": "WEB", "text": _plain(value["web_text"])}] if value["web_text"] else [],
        "options": [_option(option["value"]) for option in value["options"]],
        "organizationKind": value["organization_kind"] or None,
        "deadlines": [deadline["value"] for deadline in value["deadlines"]],
    }


def _option(value: Mapping[str, Any]) -> dict[str, Any]:
    wordings = [{"channel": "WEB", "label": value["web_label"]}] if value["web_label"] else []
    return {"key": value["key"], "label": value["label"], "to": value["to"], "wordings": wordings}


def _plain(text: str) -> str:
    return text.removeprefix("<p>").removesuffix("</p>").replace("</p><p>", "\n\n")


def generated(scripts: Mapping[str, Script]) -> Iterator[dict[str, Any]]:
    """Yield, for each script, a walk to each node, in all channels by turns, and walks of answers that do not fit."""
    chance = random.Random("vectors")  # the same ones each time
    channels = [channel.value for channel in Channel]
    for slug, script in scripts.items():
        for number, answers in enumerate(ways_to_each_node(script)):
            yield _vector(slug, script, f"way {number}", channels[number % len(channels)], answers)
            crafted = [*answers, [answers[-1][0] if answers else "nowhere", "si"]]
            chance.shuffle(crafted)
            yield _vector(slug, script, f"shuffled {number}", chance.choice(channels), crafted)


def _vector(slug: str, script: Script, name: str, channel: str, answers: Sequence[Sequence[str]]) -> dict[str, Any]:
    expected = as_json(walked(script, answers, channel))
    return {"script": slug, "name": name, "channel": channel, "answers": answers, "walk": expected}


def ways_to_each_node(script: Script) -> Iterator[list[list[str]]]:
    """Yield the shortest way to each node that can be reached, first options first."""
    by_key = {node["key"]: node for node in script["nodes"]}
    ways: dict[str, list[list[str]]] = {script["start"]: []}
    waiting = [script["start"]]
    for key in waiting:
        yield ways[key]
        for option in by_key[key]["options"]:
            if option["to"] not in ways:
                ways[option["to"]] = [*ways[key], [key, option["key"]]]
                waiting.append(option["to"])


def _lines(entries: Sequence[str], begin: str, end: str) -> str:
    return begin + "\n" + ",\n".join(entries) + "\n" + end + "\n"


def written(scripts: Mapping[str, Script]) -> dict[Path, str]:
    """Return the files that are generated, with what they must hold: one script, one vector a line."""
    by_slug = [f"{json.dumps(slug)}: {json.dumps(script, ensure_ascii=False)}" for slug, script in scripts.items()]
    vectors = [json.dumps(vector, ensure_ascii=False) for vector in generated(scripts)]
    return {SCRIPTS: _lines(by_slug, "{", "}"), GENERATED: _lines(vectors, "[", "]")}


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    for path, text in written(starter_scripts()).items():
        path.write_text(text)
