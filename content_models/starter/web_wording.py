"""How scripts are worded on the website, curated by hand in `web_wording.json`: from what they say, in “tú”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode

from .records import Node, Option, Script

FILE = Path(__file__).resolve().parent / "web_wording.json"


def with_web_wording(scripts: Sequence[Script], path: Path = FILE) -> tuple[Script, ...]:
    """The scripts, those in the file with words for the website at each node and option.

    Raises:
        StarterError: the file or a field is wrong, names what no script has or says otherwise, or leaves a part of a
            script out.
    """
    file = Fields.of_file(path)
    file.only(("rule", "scripts"))
    records = {record.text("script"): record for record in file.records("scripts", "script")}
    unknown = records.keys() - {script.id for script in scripts}
    if unknown:
        raise file.error(StarterErrorCode.TARGET_MISSING, "scripts", min(unknown))
    return tuple(_worded(script, records[script.id]) if script.id in records else script for script in scripts)


def _worded(script: Script, record: Fields) -> Script:
    record.only(("script", "nodes"))
    words = nodes_of(record, script)
    for node in script.nodes:
        if node.id not in words:
            raise record.error(StarterErrorCode.TARGET_MISSING, "nodes", node.id)
    return replace(script, nodes=tuple(_worded_node(node, words[node.id]) for node in script.nodes))


def nodes_of(record: Fields, script: Script) -> Mapping[str, Fields]:
    """The record's fields of each node that it names, which must exist and still say what it quotes.

    Raises:
        StarterError: it does not.
    """
    texts = {node.id: node.text for node in script.nodes}
    found = {fields.one_of("node", texts): fields for fields in record.records("nodes", "node")}
    for node, fields in found.items():
        if fields.text("text") != texts[node]:
            raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "text", fields.text("text"))
    return found


def _worded_node(node: Node, fields: Fields) -> Node:
    fields.only(("node", "text", "web", *(("options",) if node.options else ())))
    items = fields.items("options") if node.options else []
    if len(items) != len(node.options):
        raise fields.error(StarterErrorCode.COUNT_WRONG, "options", f"{len(items)} ≠ {len(node.options)}")
    options = tuple(_worded_option(option, item) for option, item in zip(node.options, items, strict=True))
    return replace(node, web_text=fields.text("web"), options=options)


def _worded_option(option: Option, item: Fields) -> Option:
    item.only(("label", "web"))
    if item.text("label") != option.label:
        raise item.error(StarterErrorCode.VALUE_UNKNOWN, "label", item.text("label"))
    return replace(option, web_label=item.text("web"))
