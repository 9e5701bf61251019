"""What overlays, composes and projects documents says which documents: its signatures name shapes, or JSON."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FILES = [
    *sorted(ROOT.glob("content_models/overlay/*.py")),
    *sorted(ROOT.glob("api/engine/projection/*.py")),
    *(ROOT / "delivery" / name for name in ("composition.py", "served_items.py", "substitute_nodes.py", "view.py")),
]
SAY_NOTHING = ("dict[str, Any]", "Mapping[str, Any]", "object")
ALIAS = re.compile(r"^(\w+)(?:: TypeAlias)? = (?:(?:dict|Mapping)\[str, Any\]|object)(?: \| None)?$", re.MULTILINE)
FIXED_BY_PYTHON = frozenset({"__eq__", "__contains__"})
"""Methods whose argument may be anything."""


def aliases_in(path: Path) -> set[str]:
    """The names that a module gives to types that say nothing."""
    return {found[1] for found in ALIAS.finditer(path.read_text(encoding="utf-8"))} if path.exists() else set()


def imported_aliases(tree: ast.Module, path: Path) -> Iterator[str]:
    """Such names that a module has from another one."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            base = path.parents[node.level - 1] if node.level else ROOT
            there = aliases_in(base.joinpath(*node.module.split(".")).with_suffix(".py"))
            yield from (one.asname or one.name for one in node.names if one.name in there)


def annotations_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """The types of a function's arguments and of what it returns."""
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    yield from (one.annotation for one in every if one is not None and one.annotation is not None)
    if function.returns is not None:
        yield function.returns


def untold(text: str, path: Path = ROOT / "module.py") -> list[str]:
    """The functions of a module whose signatures say nothing, each with the type."""
    tree = ast.parse(text)
    forbidden = {*SAY_NOTHING, *(found[1] for found in ALIAS.finditer(text)), *imported_aliases(tree, path)}
    return [
        f"{function.name}: {ast.unparse(part)}"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function.name not in FIXED_BY_PYTHON
        for annotation in annotations_of(function)
        for part in ast.walk(annotation)
        if isinstance(part, ast.expr) and ast.unparse(part) in forbidden
    ]


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in FILES])
def test_signatures_name_shapes(path: Path) -> None:
    assert untold(path.read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(a: dict[str, Any]) -> None: ...", ["f: dict[str, Any]"]),
        ("def f(a: int, *, b: list[Mapping[str, Any]]) -> None: ...", ["f: Mapping[str, Any]"]),
        ("def f(**a: object) -> None: ...", ["f: object"]),
        ("def f() -> dict[str, Any] | None: ...", ["f: dict[str, Any]"]),
        ("Part = dict[str, Any]\nclass C:\n    def f(self) -> list[Part]: ...", ["f: Part"]),
        ("class C:\n    def __eq__(self, other: object) -> bool: ...", []),
        ("def f(a: JsonObject) -> Item: ...", []),
    ],
)
def test_a_signature_that_says_nothing_is_found(text: str, expected: list[str]) -> None:
    assert untold(text) == expected


def test_a_name_from_another_module_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("Part = dict[str, Any]\n", encoding="utf-8")

    assert untold("from .other import Part\ndef f(a: Part) -> None: ...", tmp_path / "module.py") == ["f: Part"]
