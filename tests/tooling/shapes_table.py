"""The shapes of documents as the table of `docs/architecture.md`; `python -m tests.tooling.shapes_table` renews it."""

from __future__ import annotations

import re
import textwrap
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any

from content_models.rich_text import Ast
from content_models.shapes.blocks import Block, BlockPiece
from content_models.shapes.documents import (
    CommonFields,
    Document,
    DocumentOperation,
    Item,
    OperationFields,
    ServedFields,
)
from tests.shapes import fields_of

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"
TABLE = re.compile(r"(?<=^```shapes\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
WIDTH = 150
ONE_OF_SEVERAL = {"Block": (Block, BlockPiece), "Operation": (DocumentOperation, OperationFields)}

Fields = Mapping[str, tuple[Any, bool]]
Row = tuple[str, Fields]


def table() -> str:
    """Return the table: what all documents have, then what each kind has besides, then the parts as they are met."""
    rows = [*_documents(), *_items()]
    waiting = [hint for _name, fields in rows for hint, _is_required in fields.values()]
    met: set[str] = set()
    while waiting:
        for name, fields in _parts(waiting.pop(0)):
            if name not in met:
                met.add(name)
                rows.append((name, fields))
                waiting += [hint for hint, _is_required in fields.values()]
    width = max(len(name) for name, _fields in rows) + 1
    return "".join(_written(name, fields, width) for name, fields in rows)


def _documents() -> Iterator[Row]:
    yield "document", fields_of(CommonFields)
    yield from ((_kind_of(shape), _beside(shape, CommonFields)) for shape in typing.get_args(Document))


def _items() -> Iterator[Row]:
    yield "item", fields_of(ServedFields)
    for item, document in zip(typing.get_args(Item), typing.get_args(Document), strict=False):
        if others := _beside(item, document, ServedFields):
            yield f"{_kind_of(item)} item", others


def _parts(hint: Any) -> Iterator[Row]:
    """The rows of what a field is made of."""
    if typing.is_typeddict(hint):
        yield hint.__name__, _beside(hint)
    elif hint != Ast:
        base = None
        for name, (shapes, common) in ONE_OF_SEVERAL.items():
            if hint == shapes:
                base = common
                yield name, _beside(common)
        for inner in typing.get_args(hint):
            if base is not None:
                yield inner.__name__, _beside(inner, base)
            elif not isinstance(inner, str):
                yield from _parts(inner)


def _beside(shape: Any, *others: Any) -> Fields:
    """The fields of a shape that others do not have, without the one whose only value is the row's name."""
    known = {name for other in others for name in fields_of(other)}
    return {
        name: field
        for name, field in fields_of(shape).items()
        if name not in known and not (name in ("kind", "type") and typing.get_origin(field[0]) is typing.Literal)
    }


def _kind_of(shape: Any) -> str:
    kind, _is_required = fields_of(shape)["kind"]
    return str(typing.get_args(kind)[0])


def _written(name: str, fields: Fields, width: int) -> str:
    texts = [f"{field}\0{_type(hint)}" for field, (hint, _is_required) in fields.items()]
    listed = [text if field[1] else f"({text})" for text, field in zip(texts, fields.values(), strict=True)]
    lines = textwrap.wrap(", ".join(listed), WIDTH - width, break_long_words=False)
    return textwrap.indent("\n".join(lines), " " * width).replace(" " * len(name), name, 1).replace("\0", " ") + "\n"


def _type(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    named = next((name for name, (shapes, _common) in ONE_OF_SEVERAL.items() if hint == shapes), None)
    if named is not None:
        text = named
    elif hint == Ast:
        text = "Ast"
    elif origin is typing.Annotated:
        text = getattr(arguments[1], "__name__", arguments[1])
    elif origin is typing.Literal:
        text = "|".join(arguments)
    elif origin is list:
        text = f"[{_type(arguments[0])}]"
    elif Mapping in (origin, *map(typing.get_origin, arguments)):
        text = "JSON"
    elif NoneType in arguments:
        text = f"{_type(arguments[0])}?"
    else:
        text = hint.__name__
    return str(text)


def renewed(text: str) -> str:
    """Return the page with the table as it should be."""
    return TABLE.sub(lambda _found: table(), text, count=1)


if __name__ == "__main__":
    ARCHITECTURE.write_text(renewed(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8")
