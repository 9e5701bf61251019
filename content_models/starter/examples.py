"""What people say of the starter content, a file a writer: item, voice, whether it is danger now, and the phrase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from content_models.choices import Voice
from content_models.example_phrases import problems_of
from content_models.starter_errors import StarterError, StarterErrorCode

from .records import Kind, RecordedExamples, Script, Term, Topic

FOLDER = Path(__file__).resolve().parent / "examples"
COLUMNS = ("item", "voice", "danger", "phrase")
KINDS = ("topic", "term", "script", "organization")
DANGER = {"": False, "danger": True}

Record = TypeVar("Record", Topic, Term, Script, Kind)
Examples = Mapping[str, Sequence[RecordedExamples]]


def read_examples(folder: Path = FOLDER) -> Examples:
    """Return the examples of all writers, by item (`topic:victima-peligro-ahora`), those of one way together.

    Raises:
        StarterError: a line is wrong, or a phrase names a person.
    """
    return _read(tuple((path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.tsv"))))


def with_examples(kind: str, records: Iterable[Record], examples: Examples) -> tuple[Record, ...]:
    """The records, each with the examples of its item.

    Args:
        kind: the name of what they are, one of `KINDS`.
    Raises:
        StarterError: an item is none of the records.
    """
    records = tuple(records)
    unknown = {item for item in examples if item.startswith(f"{kind}:")} - {f"{kind}:{one.id}" for one in records}
    if unknown:
        raise StarterError(StarterErrorCode.TARGET_MISSING, file=FOLDER.name, record=min(unknown), detail=min(unknown))
    return tuple(replace(one, examples=tuple(examples.get(f"{kind}:{one.id}", ()))) for one in records)


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[str, str], ...]) -> Examples:
    """Return the examples in some files; whoever loads again reads the same, and to look for names takes seconds."""
    found: dict[str, dict[tuple[str, bool], dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for name, text in files:
        for item, voice, danger, phrase in _lines(name, text):
            found[item][voice, danger][phrase] = None
    return MappingProxyType(
        {
            item: tuple(
                RecordedExamples(voice, danger, tuple(phrases)) for (voice, danger), phrases in sorted(ways.items())
            )
            for item, ways in sorted(found.items())
        }
    )


def _lines(file: str, text: str) -> Iterator[tuple[str, str, bool, str]]:
    head, *lines = text.splitlines() or [""]
    if tuple(head.split("\t")) != COLUMNS:
        raise StarterError(StarterErrorCode.FIELD_MISSING, file=file, field=", ".join(COLUMNS))
    return (_fields(file, number, line) for number, line in enumerate(lines, start=2))


def _fields(file: str, number: int, line: str) -> tuple[str, str, bool, str]:
    fields = line.split("\t")
    if len(fields) != len(COLUMNS):
        raise StarterError(StarterErrorCode.FIELD_MISSING, file=file, record=str(number))
    item, voice, danger, phrase = fields
    if item.partition(":")[0] not in KINDS or voice not in Voice.values or danger not in DANGER:
        raise StarterError(StarterErrorCode.VALUE_UNKNOWN, file=file, record=str(number), detail=line[:60])
    if not phrase.strip():
        raise StarterError(StarterErrorCode.VALUE_EMPTY, file=file, record=str(number), field="phrase")
    if problems := problems_of([phrase]):
        raise StarterError(StarterErrorCode.CONTENT_REFUSED, file=file, record=str(number), detail=problems[0])
    return item, voice, DANGER[danger], phrase
