"""Scripts: graphs of nodes, whose starts and targets exist."""

from __future__ import annotations

from content_models.json_fields import Fields
from content_models.stable_ids import option_keys
from content_models.starter_errors import StarterErrorCode
from content_models.vocabulary import NODE_KINDS, ORGANIZATION_KINDS, ROLES, URGENCIES

from .citations import cited_in_list, confirmed_by
from .guidance import check_count
from .records import Node, Option, Preamble, Script

PREAMBLE = ("safety_first", "language", "operator", "privacy", "limits", "closing")
SCRIPT_FIELDS = (
    "id", "role", "title", "opening_phrases", "urgency", "topic_id", "start", "legal_basis", "nodes",
)  # fmt: skip
NODE_FIELDS = ("id", "kind", "text", "options", "legal_basis", "institution_type", "verified")


def read_scripts(file: Fields, topics: set[str]) -> tuple[Preamble, tuple[Script, ...]]:
    """The preamble and the scripts."""
    file.only(("title", "language", "count", "preamble", "rules", "scripts"))
    records = file.records("scripts")
    check_count(file, len(records))
    return _preamble(file.inner("preamble")), tuple(_script(fields, topics) for fields in records)


def _preamble(fields: Fields) -> Preamble:
    fields.only((*PREAMBLE, "source", "verified"))
    parts = {name: fields.text(name) for name in PREAMBLE}
    return Preamble(parts, fields.text("source"), fields.flag("verified"))


def _script(fields: Fields, topics: set[str]) -> Script:
    fields.only(SCRIPT_FIELDS)
    topic = fields.text("topic_id")
    if topic not in topics:
        raise fields.error(StarterErrorCode.TARGET_MISSING, "topic_id", topic)
    records = fields.records("nodes")
    ids = {node.values["id"] for node in records}
    start = fields.text("start")
    if start not in ids:
        raise fields.error(StarterErrorCode.TARGET_MISSING, "start", start)
    nodes = tuple(_node(node, ids) for node in records)
    return Script(
        id=fields.text("id"),
        role=ROLES[fields.one_of("role", ROLES)],
        title=fields.text("title"),
        opening_phrases=fields.texts("opening_phrases"),
        urgency=URGENCIES[fields.one_of("urgency", URGENCIES)],
        topic=topic,
        start=start,
        legal_references=confirmed_by(nodes, cited_in_list(fields, "legal_basis", verified=False)),
        nodes=nodes,
    )


def _node(fields: Fields, ids: set[str]) -> Node:
    fields.only(NODE_FIELDS)
    verified = fields.flag("verified")
    kind = fields.optional_text("institution_type")
    if kind is not None:
        kind = ORGANIZATION_KINDS[fields.one_of("institution_type", ORGANIZATION_KINDS)]
    return Node(
        id=fields.text("id"),
        kind=NODE_KINDS[fields.one_of("kind", NODE_KINDS)],
        text=fields.text("text"),
        options=_options(fields, ids),
        organization_kind=kind,
        legal_references=cited_in_list(fields, "legal_basis", verified=verified),
        verified=verified,
    )


def _options(fields: Fields, ids: set[str]) -> tuple[Option, ...]:
    items = fields.items("options")
    for item in items:
        item.only(("label", "to"))
        if item.text("to") not in ids:
            raise item.error(StarterErrorCode.TARGET_MISSING, "to", item.text("to"))
    labels = [item.text("label") for item in items]
    return tuple(
        Option(key, item.text("label"), item.text("to")) for key, item in zip(option_keys(labels), items, strict=True)
    )
