"""Where in a text an article is cited, as editors find it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content_models.adaptable_forms import block_type_of, label_of_piece
from content_models.choices import NodeKind
from content_models.rich_text import to_plain_text

from .articles import means

FIELD = "legalReferences"
NAMES = ("heading", "title", "question", "label")
"""What a piece is called by, the first that it has."""

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A field or piece of a text with what it cites.

    Attributes:
        label: the way to it: “Steps “What to take” › Step “Your papers””.
        address: the name of the field, or the id of the block, node or step; in an adaptation that of what it changes.
        references: the references, as people read them.
    """

    label: str
    address: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a document that has a name of its own."""

    list_name: str
    address: str
    value: Mapping[str, Any]


def places_in(document: Mapping[str, Any], law: str, article: str) -> tuple[Place, ...]:
    """Return the places of a document that cite an article, in reading order, those of the whole text last.

    Args:
        document: of any kind, an adaptation's included.
        article: as `normalized_article` returns it; empty means the whole law.
    """
    found: dict[str, tuple[str, list[str]]] = {}
    for trail, reference in _references(document, ()):
        if _cites(reference, law, article):
            address = trail[-1].address if trail else FIELD
            found.setdefault(address, (_label(trail), []))[1].append(str(reference.get("text") or law))
    whole = found.pop(FIELD, None)
    listed = [*found.items(), *([(FIELD, whole)] if whole else [])]
    return tuple(Place(label, address, tuple(references)) for address, (label, references) in listed)


def _cites(reference: Mapping[str, Any], law: str, article: str) -> bool:
    written = reference.get("article")
    return reference["law"] == law and (not article or (isinstance(written, str) and means(article, written)))


def _references(value: Any, trail: tuple[_Piece, ...], name: str = "") -> Iterator[tuple[tuple[_Piece, ...], Any]]:
    """Every reference at any depth, with the pieces that it stands in, the outermost first."""
    if isinstance(value, list):
        for each in value:
            yield from _references(each, trail, name)
    elif isinstance(value, Mapping):
        if isinstance(value.get("law"), str):
            yield trail, value
        inner = trail + _pieces_of(value, name)
        # What a piece cites itself comes before what its own parts do.
        for inner_name in sorted(value, key=lambda one: one != FIELD):
            yield from _references(value[inner_name], inner, inner_name)


def _pieces_of(value: Mapping[str, Any], name: str) -> tuple[_Piece, ...]:
    if name == "operations":
        content = value.get("value")
        address = str(value.get("field") or (value.get("target") if value.get("op") == "replace" else value.get("id")))
        if isinstance(content, Mapping) and "ast" not in content:
            return (_Piece(_list_of(content), address, content),)
        return (_Piece("", address, {}),)
    if "id" in value and block_type_of(name, value):
        return (_Piece(name, str(value["id"]), value),)
    return ()


def _list_of(piece: Mapping[str, Any]) -> str:
    """Return the list that the content of an operation belongs to, by its fields."""
    if "type" in piece:
        return "body"
    return "nodes" if "wordings" in piece else "steps"


def _label(trail: tuple[_Piece, ...]) -> str:
    return " › ".join(_called(piece) for piece in trail if piece.list_name) or _("Sources of the whole text")


def _called(piece: _Piece) -> str:
    kind = block_type_of(piece.list_name, piece.value)
    called = str(_name_of(kind)) if kind else ""
    if piece.list_name == "nodes" and piece.value.get("kind") in NodeKind.values:
        called = str(NodeKind(piece.value["kind"]).label)
    name = _name(piece.value)
    return f"{called} “{name}”" if name else called


def _name(value: Mapping[str, Any]) -> str:
    name = next((str(value[one]) for one in NAMES if value.get(one)), "")
    text = value.get("text")
    if not name and isinstance(text, Mapping):
        name = " ".join(to_plain_text(text.get("ast", [])).split())
    return Truncator(name).chars(LONGEST_NAME)


@cache
def _name_of(block_type: str) -> str | Promise:
    return label_of_piece(block_type)
