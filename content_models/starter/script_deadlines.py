"""Which deadlines of a script's topic apply at a node, curated by hand in `script_deadlines.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode

from .deadlines import names_time
from .records import KeyPoint, Node, Script, Topic
from .web_wording import nodes_of

FILE = Path(__file__).resolve().parent / "script_deadlines.json"


def with_deadlines(scripts: Sequence[Script], topics: Sequence[Topic], path: Path = FILE) -> tuple[Script, ...]:
    """The scripts, their nodes with the key point of the topic whose deadlines apply once the conversation is there.

    Raises:
        StarterError: the file or a field is wrong, names what does not exist, says otherwise or has no deadline, or a
            node that names a number and a unit of time is not decided about.
    """
    file = Fields.of_file(path)
    file.only(("rule", "scripts"))
    records = {record.text("script"): record for record in file.records("scripts", "script")}
    unknown = records.keys() - {script.id for script in scripts}
    if unknown:
        raise file.error(StarterErrorCode.TARGET_MISSING, "scripts", min(unknown))
    points = {topic.id: topic.key_points for topic in topics}
    return tuple(_with_deadlines(script, points[script.topic], file, records.get(script.id)) for script in scripts)


def _with_deadlines(script: Script, points: Sequence[KeyPoint], file: Fields, record: Fields | None) -> Script:
    decided: Mapping[str, Fields] = {}
    if record is not None:
        record.only(("script", "nodes"))
        decided = nodes_of(record, script)
    for node in script.nodes:
        if node.id not in decided and any(map(names_time, (node.text, *(option.label for option in node.options)))):
            raise file.error(StarterErrorCode.TARGET_MISSING, "scripts", f"{script.id}/{node.id}")
    nodes = (_decided(node, points, decided[node.id]) if node.id in decided else node for node in script.nodes)
    return replace(script, nodes=tuple(nodes))


def _decided(node: Node, points: Sequence[KeyPoint], fields: Fields) -> Node:
    fields.only(("node", "text"), optional=("point", "none"))
    reason = fields.optional_text("none")
    if (reason is None) == ("point" not in fields.values):
        raise fields.error(StarterErrorCode.FIELD_MISSING, "point")
    if reason:
        return node
    with_deadlines = {at: point for at, point in enumerate(points) if point.deadlines and point.deadlines.deadlines}
    at = fields.whole("point")
    if at not in with_deadlines:
        raise fields.error(StarterErrorCode.TARGET_MISSING, "point", at)
    return replace(node, deadline_point=with_deadlines[at])
