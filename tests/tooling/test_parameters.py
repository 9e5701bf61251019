"""The names of tests are the same in each process that collects them: what parametrizes them is not new each time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.tooling.sources import ROOT

NEW_EACH_TIME = frozenset({"uuid4", "uuid7", "now", "today", "urandom", "token_hex", "randint"})
SETS = frozenset({"set", "frozenset"})
"""Their order, with anything in them, is another in each process."""
FILES = sorted(ROOT.glob("tests/**/test_*.py"))


def new_each_time(tree: ast.AST) -> Iterator[str]:
    """Yield what differs from process to process in what parametrizes tests; ids that are given name them otherwise."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") != "parametrize":
            continue
        if not ast.unparse(call.func).endswith("mark.parametrize"):
            continue
        if any(keyword.arg == "ids" for keyword in call.keywords):
            continue
        for part in ast.walk(call):
            if isinstance(part, ast.Call) and is_new(part):
                yield f"line {part.lineno}: {ast.unparse(part)}"


def is_new(call: ast.Call) -> bool:
    """Whether a call returns something else, or in another order, in each process."""
    name = ast.unparse(call.func).rpartition(".")[2]
    return name in NEW_EACH_TIME or (name in SETS and bool(call.args))


def test_the_names_of_tests_are_the_same_in_each_process() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in FILES
        if "parametrize" in (source := path.read_text(encoding="utf-8"))
        and (lines := list(new_each_time(ast.parse(source))))
    }

    assert found == {}


@pytest.mark.parametrize("value", ["str(uuid.uuid4())", "set(Role) - {1}", "timezone.now()"])
def test_a_name_that_is_new_each_time_is_found(value: str) -> None:
    assert list(new_each_time(ast.parse(f"@pytest.mark.parametrize('x', [{value}])\ndef test(x): ...")))
