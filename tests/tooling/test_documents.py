"""The documents name files, modules and what is in them as they are."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.tooling.sources import PACKAGES, ROOT, classes, files, modules, names_in, tree_of

PAGES = (*sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("docs/usability/*.md")))
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *PAGES]
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
FILE = r"[\w-]+\.(?:css|graphql|html|js|json|lock|md|po|py|toml|ts)"
PATH = re.compile(rf"(?<![\w./:<>*-])(?:(?:\.?[\w-]+/)+(?:[\w-][\w.-]*)?|{FILE})(?![\w<*/])")
MODULE_FILE = re.compile(r"(?<![\w./:<>-])(?:\w+/)*\w+\.py\b")
NAME = re.compile(r"(?<![\w./-])[A-Za-z]\w*(?:\.[A-Za-z]\w*)+(?![\w/+-])")
ELSEWHERE = re.compile(
    r"(?:var|VAR_DIR|\.venv)/|images/$|(?:demo|manifest|passwords)\.json$"
    r"|(?:bundle|call-backs(?:/windows)?|colleagues|handovers|search-copy)/$|chats/(?:board|lease)?$"
    r"|application/|wagtail/|sparticuz/|panels/inline_panel\.html$"
)
"""What a run or a user makes; addresses of the desk, media types, and files of other projects."""


def missing_in(text: str, folder: Path = ROOT) -> set[str]:
    """Return what a document that stands in `folder` names and the project does not have."""
    prose = FENCE.sub("", text)
    spans = CODE.findall(prose)
    links = {link for link in LINK.findall(prose) if not folder.joinpath(link).exists()}
    paths = {path for span in spans for path in PATH.findall(span)} | {
        *MODULE_FILE.findall("".join(FENCE.findall(text)))
    }
    names = {name for span in spans for name in NAME.findall(PATH.sub("", span))}
    return (
        links | {path for path in paths if not is_there(path, text)} | {name for name in names if not is_defined(name)}
    )


def is_there(path: str, text: str) -> bool:
    """Whether a path is there or ends so: as the only one, or in a folder that the text names."""
    if ELSEWHERE.match(path):
        return True
    path = path.rstrip("/")
    found = [file for file in files() if f"/{file}".endswith(f"/{path}")]
    return path in found or ("/" in path and len(found) == 1) or any(file.removesuffix(path) in text for file in found)


def is_defined(name: str) -> bool:
    """Whether a class or module has it, or the project writes it as a string; true of what is not the project's."""
    first, *rest = name.split(".")
    if first in classes():
        return any(_snake_case(rest[0]) in names_in(one) for one in classes()[first])
    if first in sys.stdlib_module_names or f'"{name}"' in _source():
        return True
    found = [first] if first in PACKAGES else [module for module in modules() if module.endswith(f".{first}")]
    return not found or any(_has(module, rest) for module in found)


def _has(module: str, names: list[str]) -> bool:
    """Whether a module has a part of that name, or an app a model."""
    while names and f"{module}.{names[0]}" in modules():
        module, names = f"{module}.{names[0]}", names[1:]
    places = [one for one in (module, f"{module}.models") if one in modules()]
    return not names or any(names[0] in names_in(tree_of(place)) for place in places)


def _snake_case(name: str) -> str:
    """Return GraphQL's name of a field as it is in Python."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@cache
def _source() -> str:
    return "".join(path.read_text(encoding="utf-8") for name, path in modules().items() if not name.startswith("tests"))


@pytest.mark.parametrize("document", [pytest.param(path, id=path.name) for path in DOCUMENTS])
def test_documents_name_what_is_there(document: Path) -> None:
    assert missing_in(document.read_text(encoding="utf-8"), document.parent) == set()


def test_readme_leads_to_every_document() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    linked = set(LINK.findall(readme))

    assert [path.name for path in ROOT.glob("docs/*.md") if f"docs/{path.name}" not in linked] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`publishing/gone.py` and `publishing/store.py`", {"publishing/gone.py"}),
        ("`review/locks.py` in short, `review/gone.py` not", {"review/gone.py"}),
        ("`store.py` of nowhere", {"store.py"}),
        ("`store.py` and `gone.py` of `publishing/`", {"gone.py"}),
        ("```\ncms/wsgi.py then cms/gone.py\n```", {"cms/gone.py"}),
        ("[there](docs/api.md#limits) and [not](docs/gone.md)", {"docs/gone.md"}),
        ("`delivery.state_view.for_viewer(viewer)`, `delivery.state_view.gone`", {"delivery.state_view.gone"}),
        ("`state_view.of_library`, `state_view.gone`", {"state_view.gone"}),
        ("`StateDirectory.offices_for`, `StateView.gone`", {"StateView.gone"}),
        ("`tenants.E001` is a check, `html.parser` Python's, `/healthz/ready.py` an address", set()),
    ],
)
def test_what_is_gone_is_found(text: str, expected: set[str]) -> None:
    assert missing_in(text) == expected
