"""The blocks of a guidance page's body."""

from collections.abc import Callable
from typing import Any, cast

from content_models.shapes.blocks import (
    AudioFields,
    Block,
    BlockContent,
    ChecklistFields,
    ChecklistItem,
    ChecklistItemFields,
    ContactFields,
    DeadlineFields,
    FileFields,
    ImageFields,
    OfficesFields,
    QuestionAnswerFields,
    Step,
    StepFields,
    StepsFields,
    TextFields,
    WordsFields,
)
from content_models.shapes.parts import JsonObject

from .media import file, image
from .parts import legal_references, phones
from .texts import ReadRichText, or_none

Build = Callable[[Any, ReadRichText, str], BlockContent]


def body(stream: Any, rich: ReadRichText) -> list[Block]:
    """Return the blocks of a body, in order, each with its id and type."""
    return [_block(block, rich, f"body.{position}") for position, block in enumerate(stream)]


def _block(block: Any, rich: ReadRichText, path: str) -> Block:
    return cast(Block, {"id": block.id, **block_content(block.block_type, block.value, rich, path)})


def block_content(block_type: str, value: Any, rich: ReadRichText, path: str) -> JsonObject:
    """Return a block of a body without its id; `path` says where it stands, for errors."""
    type_name, build = BUILDERS[block_type]
    content = {
        "type": type_name,
        **build(value, rich, path),
        "legalReferences": legal_references(value["legal_references"]),
        "verified": bool(value["verified"]),
    }
    return cast(JsonObject, content)


def _text(value: Any, rich: ReadRichText, path: str) -> TextFields:
    return {"heading": value["heading"] or None, "text": rich(value["text"])}


def _only_text(value: Any, rich: ReadRichText, path: str) -> WordsFields:
    return {"text": rich(value["text"])}


def _steps(value: Any, rich: ReadRichText, path: str) -> StepsFields:
    steps: list[Step] = [{"id": item.id, **step_content(item.value, rich)} for item in value["steps"].bound_blocks]
    return {"heading": value["heading"] or None, "steps": steps}


def step_content(value: Any, rich: ReadRichText) -> StepFields:
    """Return a step without its id."""
    return {
        "title": value["title"] or None,
        "text": rich(value["text"]),
        "legalReferences": legal_references(value["legal_references"]),
    }


def _deadline(value: Any, rich: ReadRichText, path: str) -> DeadlineFields:
    deadline: DeadlineFields = {
        "text": rich(value["text"]),
        "amount": value["amount"],
        "amountMax": value["amount_max"],
        "unit": value["unit"],
        "event": value["event"] or None,
        "whoMustAct": value["who_must_act"] or None,
        "consequence": value["consequence"] or None,
    }
    if value["counts_back"]:  # without it, so that what was published stays what it is
        deadline["countsBack"] = True
    return deadline


def _checklist(value: Any, rich: ReadRichText, path: str) -> ChecklistFields:
    items: list[ChecklistItem] = [
        {"id": item.id, **checklist_item_content(item.value, rich)} for item in value["items"].bound_blocks
    ]
    return {"heading": value["heading"] or None, "items": items}


def checklist_item_content(value: Any, rich: ReadRichText) -> ChecklistItemFields:
    """Return an item of a checklist without its id."""
    return {"text": rich(value["text"]), "isRequired": bool(value["is_required"])}


def _contact(value: Any, rich: ReadRichText, path: str) -> ContactFields:
    return {
        "label": value["label"],
        "phones": phones(value["phones"], f"{path}.phones"),
        "url": value["url"] or None,
        "text": rich(value["text"]),
    }


def _offices(value: Any, rich: ReadRichText, path: str) -> OfficesFields:
    return {
        "heading": value["heading"] or None,
        "organizationKind": value["organization_kind"],
        "text": or_none(rich(value["text"])),
    }


def _question_answer(value: Any, rich: ReadRichText, path: str) -> QuestionAnswerFields:
    return {"question": value["question"], "answer": rich(value["answer"])}


def _image(value: Any, rich: ReadRichText, path: str) -> ImageFields:
    return {"image": image(value["image"], f"{path}.image"), "caption": value["caption"] or None}


def _audio(value: Any, rich: ReadRichText, path: str) -> AudioFields:
    recording = file(value["file"], f"{path}.file")
    return {
        "url": recording["url"],
        "title": value["title"],
        "mimeType": recording["mimeType"],
        "durationSeconds": value["duration_seconds"],
        "transcript": rich(value["transcript"]),
    }


def _file(value: Any, rich: ReadRichText, path: str) -> FileFields:
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
