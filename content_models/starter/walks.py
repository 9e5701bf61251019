"""Test walks of the starter scripts, curated in `walks.json`: together they come through every node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode

from .records import RecordedWalk, Script

FILE = Path(__file__).resolve().parent / "walks.json"


def with_walks(scripts: Sequence[Script], path: Path = FILE) -> tuple[Script, ...]:
    """The scripts, hand-overs included, with their test walks.

    Raises:
        StarterError: the file, a record or a field is wrong, an answer does not exist or leads elsewhere, or a script
            is left out.
    """
    file = Fields.of_file(path)
    file.only(("rule", "scripts"))
    by_id = {script.id: script for script in scripts}
    walks: dict[str, tuple[RecordedWalk, ...]] = {}
    for item in file.items("scripts"):
        item.only(("script", "walks"))
        script = by_id[item.one_of("script", tuple(by_id))]
        walks[script.id] = tuple(_walk(fields, script) for fields in item.items("walks"))
    for name in by_id:
        if not walks.get(name):
            raise file.error(StarterErrorCode.TARGET_MISSING, "scripts", name)
    return tuple(replace(script, walks=walks[script.id]) for script in scripts)


def _walk(fields: Fields, script: Script) -> RecordedWalk:
    fields.only(("name", "answers", "end"))
    options = {(node.id, option.key): option.to for node in script.nodes for option in node.options}
    here, answers = script.start, []
    for answer in fields.texts("answers"):
        node, _dot, option = answer.partition(".")
        if node != here or (node, option) not in options:
            raise fields.error(StarterErrorCode.TARGET_MISSING, "answers", answer)
        here = options[node, option]
        answers.append(answer)
    if fields.text("end") != here:
        raise fields.error(StarterErrorCode.TARGET_MISSING, "end", here)
    return RecordedWalk(fields.text("name"), tuple(answers), here)
