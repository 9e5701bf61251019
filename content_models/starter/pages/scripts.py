"""Scripts as pages: graphs of nodes, each with the same preamble."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from content_models.kinds import ItemKind
from content_models.legal_references import LegalReference
from content_models.stable_ids import key_of, section_key
from content_models.starter.law_versions import REVIEW_DUE_ON, in_force_on
from content_models.starter.reading import SCRIPTS
from content_models.starter.records import GlossaryForms, Node, Preamble, Script
from content_models.starter.sensitive import is_sensitive_topic
from tenants.models import LIBRARY_CODE

from .blocks import block, example_stream, items, paragraph, reference_list, reference_stream, sentences
from .content import PageContent, PageKey, Raw
from .glossary_choices import choices
from .guidance import ORDER_STEP, deadline_ids

CHANNELS = ["CHAT", "PHONE"]
"""The file is called “Guiones de atención telefónica y chat”. Those worded for the website are for it, too."""


def script_page(script: Script, preamble: Preamble, forms: GlossaryForms, position: int) -> PageContent:
    """One script; the position in the file is its order."""
    key = key_of("script", script.id)
    return PageContent(
        tenant=LIBRARY_CODE,
        key=key,
        kind=ItemKind.SCRIPT,
        parent=section_key(LIBRARY_CODE, "guiones"),
        slug=script.id,
        title=script.title,
        file=SCRIPTS,
        record=script.id,
        values={
            "role": script.role,
            "urgency": script.urgency,
            "channels": [*CHANNELS, *(["WEB"] if script.is_for_the_web else [])],
            "topic": PageKey(key_of("topic", script.topic)),
            "start": script.start,
            "preamble_source": preamble.source,
            "preamble_verified": preamble.verified,
            "order": (position + 1) * ORDER_STEP,
            "is_sensitive": is_sensitive_topic(script.topic),
            "in_force_on": in_force_on(_all_references(script)),
            "review_due_on": REVIEW_DUE_ON,
        },
        streams={
            "opening_phrases": sentences("phrase", script.opening_phrases, key, "opening"),
            "preamble": [
                block("part", {"key": name, "text": paragraph(text)}, key, name)
                for name, text in preamble.parts.items()
            ],
            "nodes": [_node(node, key, key_of("topic", script.topic)) for node in script.nodes],
            "walks": [
                block("walk", {"name": walk.name, "answers": " ".join(walk.answers), "end": walk.end}, key, walk.name)
                for walk in script.walks
            ],
            "legal_references": reference_stream(script.legal_references, key),
            "glossary_choices": choices(forms.of_scripts[script.id], key),
            "examples": example_stream(script.examples, key),
        },
    )


def _all_references(script: Script) -> Iterator[LegalReference]:
    yield from script.legal_references
    for node in script.nodes:
        yield from node.legal_references


def _node(node: Node, key: UUID, topic: UUID) -> Raw:
    options = [
        (option.key, {"key": option.key, "label": option.label, "to": option.to, "web_label": option.web_label})
        for option in node.options
    ]
    deadlines = deadline_ids(node.deadline_point, topic) if node.deadline_point else []
    value = {
        "key": node.id,
        "kind": node.kind,
        "text": paragraph(node.text),
        "web_text": "".join(paragraph(text) for text in node.web_text.split("\n\n") if text),
        "wordings": [],
        "options": items(options, key, node.id, "option"),
        "organization_kind": node.organization_kind or "",
        "deadlines": items([(one, one) for one in deadlines], key, node.id, "deadline"),
        "legal_references": reference_list(node.legal_references, key, node.id),
        "verified": node.verified,
    }
    return block("node", value, key, node.id)
