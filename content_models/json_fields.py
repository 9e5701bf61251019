"""Typed access to the fields of one record of a JSON file, with errors that name file, record and field."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .starter_errors import StarterError, StarterErrorCode

DATA = Path(__file__).resolve().parent / "data"
"""The reference files: what the starter content is made of, and what the running software reads of it."""

T = TypeVar("T")
SHAPES = {str: "“…”", bool: "true / false", int: "0, 1, 2…", list: "[…]", dict: "{…}"}


def read_json(path: Path) -> Any:
    """Return the parsed file.

    Raises:
        StarterError: `STARTER_FILE_MISSING` or `STARTER_FILE_MALFORMED` (with line and column).
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StarterError(StarterErrorCode.FILE_MISSING, file=path.name) from error
    except UnicodeDecodeError as error:
        raise StarterError(StarterErrorCode.FILE_MALFORMED, file=path.name, detail="UTF-8") from error
    except json.JSONDecodeError as error:
        where = f"{error.lineno}:{error.colno}"
        raise StarterError(StarterErrorCode.FILE_MALFORMED, file=path.name, detail=where) from error


@dataclass(frozen=True)
class Fields:
    """The fields of one record; each method returns one of them, checked."""

    file: str
    record: str
    values: dict[str, Any]
    prefix: str = ""

    @classmethod
    def of_file(cls, path: Path) -> Fields:
        """The top level of a file, which must be an object."""
        values = read_json(path)
        if not isinstance(values, dict):
            raise StarterError(StarterErrorCode.TYPE_WRONG, file=path.name, detail="{…}")
        return cls(path.name, "", values)

    def error(self, code: StarterErrorCode, field: str, detail: object = "") -> StarterError:
        """An error of a field of this record."""
        return StarterError(code, file=self.file, record=self.record, field=self.prefix + field, detail=detail)

    def only(self, expected: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Refuse fields that are not expected, and missing ones."""
        required = set(expected)
        for name in self.values:
            if name not in required and name not in set(optional):
                raise self.error(StarterErrorCode.FIELD_UNKNOWN, name)
        for name in required:
            if name not in self.values:
                raise self.error(StarterErrorCode.FIELD_MISSING, name)

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self._typed(name, str)
        if not value.strip():
            raise self.error(StarterErrorCode.VALUE_EMPTY, name)
        return value

    def optional_text(self, name: str) -> str | None:
        """A text that is not empty, or null; a missing field is null too."""
        return None if self.values.get(name) is None else self.text(name)

    def flag(self, name: str) -> bool:
        """True or false."""
        return self._typed(name, bool)

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self._typed(name, int)
        if isinstance(value, bool):
            raise self.error(StarterErrorCode.TYPE_WRONG, name, "0, 1, 2…")
        return value

    def optional_number(self, name: str) -> float | None:
        """A number, or null; a missing field is null too."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(StarterErrorCode.TYPE_WRONG, name, "1.5")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, none empty; the list may be."""
        values = self._typed(name, list)
        for position, value in enumerate(values):
            if not isinstance(value, str):
                raise self.error(StarterErrorCode.TYPE_WRONG, f"{name}[{position}]", "“…”")
            if not value.strip():
                raise self.error(StarterErrorCode.VALUE_EMPTY, f"{name}[{position}]")
        return tuple(values)

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """A text that is one of those allowed."""
        value = self.text(name)
        if value not in set(allowed):
            raise self.error(StarterErrorCode.VALUE_UNKNOWN, name, value)
        return value

    def some_of(self, name: str, allowed: Iterable[str]) -> tuple[str, ...]:
        """A list of texts that are among those allowed."""
        values, choices = self.texts(name), set(allowed)
        for position, value in enumerate(values):
            if value not in choices:
                raise self.error(StarterErrorCode.VALUE_UNKNOWN, f"{name}[{position}]", value)
        return values

    def inner(self, name: str) -> Fields:
        """The fields of an object within this record."""
        return Fields(self.file, self.record, self._typed(name, dict), f"{self.prefix}{name}.")

    def records(self, name: str, id_name: str = "id") -> list[Fields]:
        """The records of a list, each with an id of its own, which must be unique in the list."""
        found: dict[str, Fields] = {}
        for position, values in enumerate(self._objects(name)):
            identity = values.get(id_name)
            if not isinstance(identity, str) or not identity:
                raise self.error(StarterErrorCode.FIELD_MISSING, f"{name}[{position}].{id_name}")
            if identity in found:
                raise self.error(StarterErrorCode.ID_REPEATED, f"{name}[{position}].{id_name}", identity)
            record = f"{self.record}/{identity}" if self.record else identity
            found[identity] = Fields(self.file, record, values)
        return list(found.values())

    def items(self, name: str) -> list[Fields]:
        """The objects of a list that have no id of their own; their fields are named by position."""
        return [
            Fields(self.file, self.record, values, f"{self.prefix}{name}[{position}].")
            for position, values in enumerate(self._objects(name))
        ]

    def _objects(self, name: str) -> list[dict[str, Any]]:
        values = self._typed(name, list)
        for position, value in enumerate(values):
            if not isinstance(value, dict):
                raise self.error(StarterErrorCode.TYPE_WRONG, f"{name}[{position}]", "{…}")
        return values

    def _typed(self, name: str, kind: type[T]) -> T:
        if name not in self.values:
            raise self.error(StarterErrorCode.FIELD_MISSING, name)
        value = self.values[name]
        if not isinstance(value, kind):
            raise self.error(StarterErrorCode.TYPE_WRONG, name, SHAPES[kind])
        return value
