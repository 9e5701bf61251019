"""The form of a script as a browser sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from tests.content_models.world import block_id


def node(name: str, text: str, *options: tuple[str, str], kind: str = "QUESTION", **others: Any) -> dict[str, Any]:
    """A node with an id made of its name; its options are (label, where it leads)."""
    rows = {
        str(number): {
            "id": block_id(f"{name}-{number}"),
            "value": {"key": "", "label": label, "web_label": "", "to": to},
            "order": number,
            "deleted": "",
        }
        for number, (label, to) in enumerate(options)
    }
    return {
        "id": block_id(name),
        "value": {
            "key": "",
            "kind": kind,
            "text": rich_text(f"<p>{text}</p>" if text else ""),
            "web_text": rich_text(""),
            "organization_kind": "",
            "options": {"count": len(rows), **rows},
            "deadlines": {"count": 0},
            "wordings": {"count": 0},
            "legal_references": {"count": 0},
            **others,
        },
    }


def script(*nodes: dict[str, Any], channels: Sequence[str] = ("CHAT",), **fields: Any) -> dict[str, Any]:
    """The whole form."""
    stream = {str(number): {**one, "type": "node", "order": number, "deleted": ""} for number, one in enumerate(nodes)}
    data = {
        "title": "Guion de prueba",
        "slug": "guion-de-prueba",
        "order": 0,
        "role": "VICTIM",
        "urgency": "NORMAL",
        "start": "",
        "opening_phrases": streamfield([]),
        "preamble": streamfield([]),
        "nodes": {"count": len(nodes), **stream},
        "walks": streamfield([]),
        "legal_references": streamfield([]),
        "glossary_choices": streamfield([]),
        "examples": streamfield([]),
        "comments": inline_formset([]),
        **fields,
    }
    return {**nested_form_data(data), "channels": channels}
