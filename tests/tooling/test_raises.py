"""Public functions of services, of delivery and of the API's engine list the errors that their modules raise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.tooling.sources import FunctionNode, modules, tree_of

PLACES = re.compile(r"(?:delivery|api\.engine)\.|.*\.services(?:\.|$)")
SECTION = re.compile(r"^Raises:\n((?: .*\n|\n)*)", re.MULTILINE)
Functions = Mapping[str, FunctionNode]


def raised_in(nodes: Iterable[ast.AST], functions: Functions, seen: frozenset[str]) -> Iterator[str]:
    """Yield the errors that some code raises by name, itself or through the module's functions, uncaught."""
    for node in nodes:
        called = called_by(node)
        if called in functions and called not in seen:
            yield from raised_in(functions[called].body, functions, seen | {called})
        if isinstance(node, ast.Raise):
            error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            yield from (name for name in names_in(error) if name[0].isupper())
        if isinstance(node, ast.Try):
            caught = {name for handler in node.handlers for name in names_in(handler.type)}
            yield from (name for name in raised_in(node.body, functions, seen) if name not in caught)
            yield from raised_in([*node.handlers, *node.orelse, *node.finalbody], functions, seen)
        elif not isinstance(node, FunctionNode | ast.ClassDef | ast.Lambda):
            yield from raised_in(ast.iter_child_nodes(node), functions, seen)


def names_in(error: ast.expr | None) -> set[str]:
    """Return the classes that an expression names, whichever constructor of theirs it calls."""
    parts = error.elts if isinstance(error, ast.Tuple) else [error]
    return {ast.unparse(part).partition(".")[0] for part in parts if isinstance(part, ast.Name | ast.Attribute)}


def called_by(node: ast.AST) -> str:
    """Return the name of the function, or of the object's own method, that a node calls; none otherwise."""
    if not isinstance(node, ast.Call):
        return ""
    is_own = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "self"
    return ast.unparse(node.func).removeprefix("self.") if is_own or isinstance(node.func, ast.Name) else ""


def unlisted_in(scope: ast.Module | ast.ClassDef, functions: Functions | None = None) -> Iterator[str]:
    """Yield what public functions raise and do not list."""
    own = {node.name: node for node in scope.body if isinstance(node, FunctionNode)}
    reached = {**(functions or {}), **own}
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (f"{node.name}.{name}" for name in unlisted_in(node, reached))
        elif isinstance(node, FunctionNode) and not node.name.startswith("_"):
            listed = " ".join(SECTION.findall(f"{ast.get_docstring(node) or ''}\n"))
            errors = sorted(set(raised_in(node.body, reached, frozenset({node.name}))))
            yield from (f"{node.name}: {error}" for error in errors if not re.search(rf"\b{error}\b", listed))


def test_errors_are_listed() -> None:
    found = [f"{name}.{one}" for name in modules() if PLACES.match(name) for one in unlisted_in(tree_of(name))]

    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('def f():\n    """F.\n\n    Raises:\n        E: always.\n    """\n    raise E', []),
        ('def f():\n    """F."""\n    raise E.because(1)', ["f: E"]),
        ("def f():\n    _g()\ndef _g():\n    raise E", ["f: E"]),
        ("class C:\n    def f(self):\n        self._g()\n    def _g(self):\n        raise E()", ["C.f: E"]),
        ("def f():\n    try:\n        _g()\n    except (D, E):\n        pass\ndef _g():\n    raise E", []),
        ("def f():\n    try:\n        pass\n    except D as error:\n        raise E from error", ["f: E"]),
        ("def f(error):\n    raise error", []),
        ("def f():\n    def g():\n        raise E\n    return g", []),
    ],
)
def test_an_error_that_is_not_listed_is_found(text: str, expected: list[str]) -> None:
    assert list(unlisted_in(ast.parse(text))) == expected
