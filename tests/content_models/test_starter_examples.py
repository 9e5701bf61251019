"""The files of what people say: what they hold is read, and what is wrong in one is refused by its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from content_models.starter.examples import COLUMNS, KINDS, read_examples, with_examples
from content_models.starter.reading import read_reference
from content_models.starter.records import RecordedExamples, Topic
from content_models.starter_errors import StarterError, StarterErrorCode

TOPIC = "topic:victima-robo"
HEAD = "\t".join(COLUMNS)


def test_examples_are_those_of_all_writers_by_item_and_way(tmp_path: Path) -> None:
    _write(tmp_path, "ana", HEAD, f"{TOPIC}\tTYPED\t\tme robaron", f"{TOPIC}\tTOLD\tdanger\tme apunta")
    _write(tmp_path, "luis", HEAD, f"{TOPIC}\tTYPED\t\tme asaltaron", f"{TOPIC}\tTYPED\t\tme robaron")

    assert read_examples(tmp_path) == {
        TOPIC: (
            RecordedExamples("TOLD", True, ("me apunta",)),
            RecordedExamples("TYPED", False, ("me robaron", "me asaltaron")),
        )
    }


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "FIELD_MISSING"),
        (["item\tvoice\tphrase", f"{TOPIC}\tTYPED\tme robaron"], "FIELD_MISSING"),
        ([HEAD, f"{TOPIC}\tTYPED\tme robaron"], "FIELD_MISSING"),
        ([HEAD, f"{TOPIC}\tTYPED\t\tme robaron\tmás"], "FIELD_MISSING"),
        ([HEAD, f"{TOPIC}\tSUNG\t\tme robaron"], "VALUE_UNKNOWN"),
        ([HEAD, f"{TOPIC}\tTYPED\tyes\tme robaron"], "VALUE_UNKNOWN"),
        ([HEAD, "notice:robo\tTYPED\t\tme robaron"], "VALUE_UNKNOWN"),
        ([HEAD, "victima-robo\tTYPED\t\tme robaron"], "VALUE_UNKNOWN"),
        ([HEAD, f"{TOPIC}\tTYPED\t\t "], "VALUE_EMPTY"),
        ([HEAD, f"{TOPIC}\tTYPED\t\tme robó Juan Pérez"], "CONTENT_REFUSED"),
        ([HEAD, f"{TOPIC}\tTYPED\t\tmi teléfono es 55 1234 5678"], "CONTENT_REFUSED"),
        ([HEAD, f"{TOPIC}\tTYPED\t\t{'a' * 601}"], "CONTENT_REFUSED"),
    ],
)
def test_refuses(tmp_path: Path, lines: list[str], code: str) -> None:
    _write(tmp_path, "ana", *lines)

    with pytest.raises(StarterError) as refused:
        read_examples(tmp_path)

    assert refused.value.code == StarterErrorCode[code]
    assert "ana.tsv" in str(refused.value)


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_that_does_not_exist_is_refused(kind: str) -> None:
    examples = {f"{kind}:nadie": (RecordedExamples("TYPED", False, ("hola",)),)}
    nobody: tuple[Topic, ...] = ()

    with pytest.raises(StarterError) as refused:
        with_examples(kind, nobody, examples)

    assert refused.value.code == StarterErrorCode.TARGET_MISSING


def test_every_example_has_its_item() -> None:
    reference = read_reference()
    of_kinds: tuple[tuple[Any, ...], ...] = (reference.topics, reference.terms, reference.scripts, reference.kinds)

    given = {(kind, one.id): one.examples for kind, of_kind in zip(KINDS, of_kinds, strict=True) for one in of_kind}

    assert {f"{kind}:{name}": examples for (kind, name), examples in given.items() if examples} == read_examples()


def _write(folder: Path, name: str, *lines: str) -> None:
    (folder / f"{name}.tsv").write_text("\n".join(lines), encoding="utf-8")
