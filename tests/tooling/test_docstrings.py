"""Docstrings describe the parameters and attributes that there are, and begin with what a function does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.tooling.sources import FunctionNode, modules, names_in, scopes_in, tree_of

SECTION = re.compile(r"^(?:Args|Attributes):\n((?: .*\n|\n)*)", re.MULTILINE)
SERVICES = re.compile(r"(?:delivery|api\.engine)\.|.*\.services(?:\.|$)")
MOST_WITHOUT_ARGS = 2
"""So many parameters of a public function of these may do without a section."""

METAPHOR = re.compile(r"(?:Says?|Tells?|Knows?|Learns?|Hears?)\b")
"""How no docstring begins: Return, Show, Send, Notify, Record or Register says which of them is meant."""

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
    for node in scopes_in(tree):
        if not isinstance(node, ast.Module):
            names = names_of(node) if (listed := described(ast.get_docstring(node) or "")) else frozenset()
            yield from (f"{node.name}: {name}" for name in listed if name not in names)


def undescribed_in(scope: ast.Module | ast.ClassDef) -> Iterator[str]:
    """Yield the public functions and methods that take several parameters and describe none."""
    for node in scope.body:
        if not isinstance(node, ast.ClassDef | FunctionNode) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in undescribed_in(node))
        elif len(parameters_of(node.args) - {"self", "cls"}) > MOST_WITHOUT_ARGS:
            yield from [] if described(ast.get_docstring(node) or "") else [node.name]


def metaphors_in(tree: ast.Module) -> Iterator[str]:
    """Yield the docstrings that begin with a word that leaves open what is done."""
    for node in scopes_in(tree):
        docstring = (ast.get_docstring(node, clean=False) or "").lstrip()
        yield from [docstring.partition("\n")[0]] if METAPHOR.match(docstring) else []


def test_functions_of_services_describe_what_they_take() -> None:
    found = [f"{name}.{one}" for name in modules() if SERVICES.match(name) for one in undescribed_in(tree_of(name))]

    assert found == []


def test_docstrings_begin_with_what_is_done() -> None:
    assert [f"{name}: {one}" for name in modules() for one in metaphors_in(tree_of(name))] == []


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


def test_what_is_not_described_and_what_begins_with_a_metaphor_are_found() -> None:
    plain = 'class C:\n    def f(self, a, b, *, c):\n        """Tell it."""\ndef _g(a, b, c): pass\ndef h(a, b): pass'
    good = 'def f(a, b, c):\n    """Return them.\n\n    Args:\n        b: one.\n    """'

    assert [list(undescribed_in(ast.parse(one))) for one in (plain, good)] == [["C.f"], []]
    assert [list(metaphors_in(ast.parse(one))) for one in (plain, good)] == [["Tell it."], []]
