"""Docstrings describe the parameters and attributes that there are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.tooling.sources import FunctionNode, modules, names_in, tree_of

SECTION = re.compile(r"^(?:Args|Attributes):\n((?: .*\n|\n)*)", re.MULTILINE)
ENTRY = re.compile(r"^ {4}(\S.*?):(?: |$)", re.MULTILINE)


def described(docstring: str) -> list[str]:
    """Return the names that its `Args:` and `Attributes:` list; several may share a line."""
    entries = (entry for section in SECTION.findall(f"{docstring}\n") for entry in ENTRY.findall(section))
    return [name.lstrip("*") for entry in entries for name in entry.split(", ")]


def parameters_of(function: ast.AST) -> set[str]:
    return {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}


def names_of(node: ast.ClassDef | FunctionNode) -> frozenset[str]:
    """Return what a function takes; of a class, what it has or is made from."""
    if not isinstance(node, ast.ClassDef):
        return frozenset(parameters_of(node.args))
    made = (one for one in node.body if isinstance(one, FunctionNode) and one.name == "__init__")
    return names_in(node).union(*(parameters_of(one.args) for one in made))


def unknown_in(tree: ast.Module) -> Iterator[str]:
    """Yield what docstrings list and their functions and classes do not have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | FunctionNode):
            names = names_of(node) if (listed := described(ast.get_docstring(node) or "")) else frozenset()
            yield from (f"{node.name}: {name}" for name in listed if name not in names)


def test_docstrings_describe_what_is_there() -> None:
    assert [f"{module}.{name}" for module in modules() for name in unknown_in(tree_of(module))] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('def f(a, *, b):\n    """F.\n\n    Args:\n        a, c: of it.\n    """', ["f: c"]),
        (
            'def f(a, *b):\n    """F.\n\n    Args:\n        a: of it,\n            c: too.\n        *b: more.\n    """',
            [],
        ),
        ('class C:\n    """C.\n\n    Attributes:\n        a: one.\n        b: two.\n    """\n    a: int', ["C: b"]),
        ('class C:\n    """C.\n\n    Args:\n        a: one.\n    """\n    def __init__(self, a): self.b = a', []),
    ],
)
def test_a_name_that_is_gone_is_found(text: str, expected: list[str]) -> None:
    assert list(unknown_in(ast.parse(text))) == expected
