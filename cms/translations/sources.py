"""The strings of the project that are to be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

PACKAGES = (
    "cms",
    "portal",
    "api",
    "assistance",
    "editorial",
    "delivery",
    "publishing",
    "content_models",
    "media",
    "tenants",
)
SINGULAR = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop"})
PLURAL = frozenset({"ngettext", "ngettext_lazy", "_n"})
IN_CONTEXT = frozenset({"pgettext", "pgettext_lazy"})
CALL = re.compile(r"(?<![A-Za-z_])(?:_|n?p?gettext)\(")
TEMPLATES = frozenset({".html", ".txt"})


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A string as it stands in the code; with `plural` when it counts something."""

    text: str
    plural: str = ""
    context: str = ""


def sources_in(root: Path) -> dict[Source, list[str]]:
    """Return all strings marked for translation in the project's packages, and the files they stand in."""
    found: dict[Source, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            for source in _in_file(path):
                places = found.setdefault(source, [])
                place = str(path.relative_to(root))
                if place not in places:
                    places.append(place)
    return dict(sorted(found.items()))


def _in_file(path: Path) -> Iterator[Source]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        yield from in_python(path.read_text(encoding="utf-8"))
    elif path.suffix in TEMPLATES and "templates" in path.parts:
        yield from in_template(path.read_text(encoding="utf-8"), origin=str(path))


def in_template(text: str, *, origin: str = "") -> Iterator[Source]:
    """Return the strings marked in a Django template."""
    for line in templatize(text, origin=origin).splitlines():
        for call in _calls_in(line):
            yield from in_python(call)


def in_python(code: str) -> Iterator[Source]:
    """Return the strings marked in Python code; what is not a literal cannot be translated and is passed over."""
    tree = ast.parse(code)
    imported_as = _imported_as(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name_of(node.func)
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            yield from _source(imported_as.get(name, name), [text for text in texts if isinstance(text, str)])


def _imported_as(tree: ast.AST) -> dict[str, str]:
    """The names that a module gives to Django's functions of translation, and what they are called there."""
    return {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname
    }


def _source(name: str, texts: list[str]) -> Iterator[Source]:
    if name in SINGULAR and texts:
        yield Source(texts[0])
    elif name in PLURAL and len(texts) >= 2:
        yield Source(texts[0], plural=texts[1])
    elif name in IN_CONTEXT and len(texts) >= 2:
        yield Source(texts[1], context=texts[0])


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _calls_in(line: str) -> Iterator[str]:
    """The calls in a line of what `templatize` makes: code among letters that stand for the template's other text."""
    for start in CALL.finditer(line):
        call = _whole_call(line, start.start())
        if call is not None:
            yield call


def _whole_call(line: str, start: int) -> str | None:
    """The shortest piece from `start` that ends with a parenthesis and is Python."""
    end = line.find(")", start)
    while end >= 0:
        piece = line[start : end + 1]
        try:
            ast.parse(piece)
        except SyntaxError:
            end = line.find(")", end + 1)
        else:
            return piece
    return None
