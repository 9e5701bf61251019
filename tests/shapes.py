"""Whether a value has the shape that its type says: each key that there must be, no other, and each of its type."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any

ADDED = frozenset({"key", "locale", "isFallback", "origin", "path", "version", "html", "plainText"})
"""What need not be there because the overlay or composition adds it: it is not stored, and always served."""


def misfits(value: Any, shape: Any, *, is_served: bool = False, at: str = "") -> Iterator[str]:
    """Where a value is not of a shape, and why.

    Args:
        is_served: whether composition has completed the value.
        at: what the value is called.
    """
    of_kind = _CHECKS.get(typing.get_origin(shape))
    if typing.is_typeddict(shape):
        yield from _of_fields(value, shape, is_served, at)
    elif of_kind is not None:
        yield from of_kind(value, typing.get_args(shape), is_served, at)
    elif type(value) is not shape and (shape, type(value)) != (float, int):
        yield f"{at}: {type(value).__name__} is no {shape.__name__}"


def _of_fields(value: Any, shape: Any, is_served: bool, at: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{at}: {type(value).__name__} is no {shape.__name__}"
        return
    fields = fields_of(shape)
    yield from (f"{at}: {shape.__name__} has no {name}" for name in value.keys() - fields.keys())
    for name, (of_field, is_required) in fields.items():
        is_added = not is_required and shape.__total__ and name in ADDED
        if name in value:
            if is_added and not is_served:
                yield f"{at}: {name} is not stored"
            yield from misfits(value[name], of_field, is_served=is_served, at=f"{at}.{name}")
        elif is_required or (is_added and is_served):
            yield f"{at}: {name} of {shape.__name__} is missing"


def _of_one(value: Any, shapes: tuple[Any, ...], is_served: bool, at: str) -> Iterator[str]:
    """What the value misses of the shape that it is nearest to."""
    yield from min((list(misfits(value, shape, is_served=is_served, at=at)) for shape in shapes), key=len)


def _of_list(value: Any, arguments: tuple[Any, ...], is_served: bool, at: str) -> Iterator[str]:
    if not isinstance(value, list | tuple):
        yield f"{at}: {type(value).__name__} is no list"
        return
    for position, entry in enumerate(value):
        yield from misfits(entry, arguments[0], is_served=is_served, at=f"{at}.{position}")


def _of_names(value: Any, arguments: tuple[Any, ...], is_served: bool, at: str) -> Iterator[str]:
    yield from misfits(value, arguments[0], is_served=is_served, at=at)
    for names in arguments[1:]:
        if isinstance(names, type) and issubclass(names, Enum) and value not in [one.value for one in names]:
            yield f"{at}: {value!r} is no {names.__name__}"


def _of_literals(value: Any, arguments: tuple[Any, ...], _is_served: bool, at: str) -> Iterator[str]:
    if value not in arguments:
        yield f"{at}: {value!r} is none of {arguments}"


def _of_json(value: Any, _arguments: tuple[Any, ...], _is_served: bool, at: str) -> Iterator[str]:
    if not isinstance(value, dict | list):
        yield f"{at}: {type(value).__name__} is neither an object nor a list"


_CHECKS: dict[Any, Any] = {
    typing.Annotated: _of_names,
    typing.Literal: _of_literals,
    typing.Union: _of_one,
    UnionType: _of_one,
    list: _of_list,
    Mapping: _of_json,
    Sequence: _of_json,
}


@cache
def fields_of(shape: Any) -> dict[str, tuple[Any, bool]]:
    """The fields of a shape by name: the type of each, and whether it must be there."""
    fields = {}
    for name, hint in typing.get_type_hints(shape, include_extras=True).items():
        origin = typing.get_origin(hint)
        if origin in (typing.Required, typing.NotRequired):
            fields[name] = typing.get_args(hint)[0], origin is typing.Required
        else:
            fields[name] = hint, shape.__total__
    return fields
