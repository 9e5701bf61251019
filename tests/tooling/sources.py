"""The project's files, and what its modules define by their source, read without importing any of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = tuple(sorted(path.parent.name for path in ROOT.glob("*/__init__.py")))
FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> frozenset[str]:
    """The paths of files and folders, without what is installed, built or made by a run."""
    folders = (*PACKAGES, "bin", "docs", "locale", ".ci", "frontend/src")
    below = (path for folder in folders for path in ROOT.joinpath(folder).rglob("*") if "__pycache__" not in path.parts)
    return frozenset(path.relative_to(ROOT).as_posix() for path in (*ROOT.iterdir(), *ROOT.glob("frontend/*"), *below))


@cache
def modules() -> dict[str, Path]:
    """The modules by their dotted names; a package is its `__init__.py`."""
    paths = sorted(path for package in PACKAGES for path in ROOT.joinpath(package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def classes() -> dict[str, list[ast.ClassDef]]:
    """The classes outside tests, by name; several may have the same one."""
    found = defaultdict(list)
    for module in modules():
        if not module.startswith("tests"):
            for node in _at_level(tree_of(module)):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(node)
    return found


@cache
def names_in(scope: ast.Module | ast.ClassDef) -> frozenset[str]:
    """What a module or class defines or imports; of a class also what its methods assign, and what its bases have."""
    names = {name for node in _at_level(scope) for name in _named(node)}
    if isinstance(scope, ast.ClassDef):
        names |= {
            node.attr for node in ast.walk(scope) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
        bases = (ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in scope.bases)
        for base in bases:
            names = names.union(*(names_in(one) for one in classes().get(base, ()) if one is not scope))
    return frozenset(names)


def scopes_in(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | FunctionNode]:
    """A module, and the classes and functions in it at any depth: no expression has one, so none is looked into."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Module | ast.ClassDef | FunctionNode):
            yield node
        waiting += [
            child
            for child in ast.iter_child_nodes(node)
            if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case)
        ]


def _at_level(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in a module or class itself, not within its functions and classes."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, FunctionNode | ast.ClassDef):
            yield from _at_level(child)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, FunctionNode | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
