"""The blocks of a guidance page's body."""

from collections.abc import Callable
from typing import Any

from .media import file, image
from .parts import Part, legal_references, phones
from .texts import ReadRichText, or_none

Build = Callable[[Any, ReadRichText, str], Part]


def body(stream: Any, rich: ReadRichText) -> list[Part]:
    """Return the blocks of a body, in order, each with its id and type."""
    return [_block(block, rich, f"body.{position}") for position, block in enumerate(stream)]


def _block(block: Any, rich: ReadRichText, path: str) -> Part:
    return {"id": block.id, **block_content(block.block_type, block.value, rich, path)}


def block_content(block_type: str, value: Any, rich: ReadRichText, path: str) -> Part:
    """Return a block of a body without its id; `path` says where it stands, for errors."""
    type_name, build = BUILDERS[block_type]
    return {
        "type": type_name,
        **build(value, rich, path),
        "legalReferences": legal_references(value["legal_references"]),
        "verified": bool(value["verified"]),
    }


def _text(value: Any, rich: ReadRichText, path: str) -> Part:
    return {"heading": value["heading"] or None, "text": rich(value["text"])}


def _only_text(value: Any, rich: ReadRichText, path: str) -> Part:
    return {"text": rich(value["text"])}


def _steps(value: Any, rich: ReadRichText, path: str) -> Part:
    steps = [{"id": item.id, **step_content(item.value, rich)} for item in value["steps"].bound_blocks]
    return {"heading": value["heading"] or None, "steps": steps}


def step_content(value: Any, rich: ReadRichText) -> Part:
    """Return a step without its id."""
    return {
        "title": value["title"] or None,
        "text": rich(value["text"]),
        "legalReferences": legal_references(value["legal_references"]),
    }


def _deadline(value: Any, rich: ReadRichText, path: str) -> Part:
    return {
        "text": rich(value["text"]),
        "amount": value["amount"],
        "amountMax": value["amount_max"],
        "unit": value["unit"],
        "event": value["event"] or None,
        "whoMustAct": value["who_must_act"] or None,
        "consequence": value["consequence"] or None,
    }


def _checklist(value: Any, rich: ReadRichText, path: str) -> Part:
    items = [{"id": item.id, **checklist_item_content(item.value, rich)} for item in value["items"].bound_blocks]
    return {"heading": value["heading"] or None, "items": items}


def checklist_item_content(value: Any, rich: ReadRichText) -> Part:
    """Return an item of a checklist without its id."""
    return {"text": rich(value["text"]), "isRequired": bool(value["is_required"])}


def _contact(value: Any, rich: ReadRichText, path: str) -> Part:
    return {
        "label": value["label"],
        "phones": phones(value["phones"], f"{path}.phones"),
        "url": value["url"] or None,
        "text": rich(value["text"]),
    }


def _offices(value: Any, rich: ReadRichText, path: str) -> Part:
    return {
        "heading": value["heading"] or None,
        "organizationKind": value["organization_kind"],
        "text": or_none(rich(value["text"])),
    }


def _question_answer(value: Any, rich: ReadRichText, path: str) -> Part:
    return {"question": value["question"], "answer": rich(value["answer"])}


def _image(value: Any, rich: ReadRichText, path: str) -> Part:
    return {"image": image(value["image"], f"{path}.image"), "caption": value["caption"] or None}


def _audio(value: Any, rich: ReadRichText, path: str) -> Part:
    recording = file(value["file"], f"{path}.file")
    return {
        "url": recording["url"],
        "title": value["title"],
        "mimeType": recording["mimeType"],
        "durationSeconds": value["duration_seconds"],
        "transcript": rich(value["transcript"]),
    }


def _file(value: Any, rich: ReadRichText, path: str) -> Part:
    return {"title": value["title"], **file(value["file"], f"{path}.file")}


BUILDERS: dict[str, tuple[str, Build]] = {
    "text": ("TextBlock", _text),
    "steps": ("StepsBlock", _steps),
    "deadline": ("DeadlineBlock", _deadline),
    "warning": ("WarningBlock", _text),
    "checklist": ("ChecklistBlock", _checklist),
    "contact": ("ContactBlock", _contact),
    "offices": ("OfficesBlock", _offices),
    "question_answer": ("QuestionAnswerBlock", _question_answer),
    "image": ("ImageBlock", _image),
    "audio": ("AudioBlock", _audio),
    "file": ("FileBlock", _file),
    "law_quote": ("LawQuoteBlock", _only_text),
    "local": ("LocalBlock", _only_text),
}
