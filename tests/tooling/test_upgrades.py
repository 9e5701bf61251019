"""The rehearsal of an upgrade: which version is tried, and what is changed for it."""

from __future__ import annotations

import pytest

from benchmarks.comparing.trees import ROOT
from tests.upgrades import PACKAGES, Series, lifted, moved, next_series, series_in

BOUNDS = 'dependencies = [\n    "Django>=5.2,<5.3",\n    "wagtail>=8.0,<8.1",\n    "wagtail-localize>=1.14,<1.15",\n]\n'


@pytest.mark.parametrize(
    ("case", "now", "published", "to"),
    [
        ("the next minor", (8, 0), ["8.2", "8.1.1", "8.1", "8.0.3", "7.4"], (8, 1)),
        ("the next major, where it comes next", (5, 2), ["6.1", "6.0.2", "5.2.19"], (6, 0)),
        ("a number of two digits", (5, 9), ["5.10", "5.9.1"], (5, 10)),
        ("nothing newer", (8, 0), ["8.0.3", "8.0", "7.4"], None),
        ("a release candidate is none", (8, 0), ["8.1rc1", "8.0"], None),
        ("nothing at all", (8, 0), [], None),
    ],
)
def test_the_first_newer_minor_is_tried(case: str, now: Series, published: list[str], to: Series | None) -> None:
    assert next_series(now, published) == to


def test_one_bound_is_lifted_by_one_minor() -> None:
    assert lifted(BOUNDS, "wagtail", (8, 1)) == BOUNDS.replace("wagtail>=8.0,<8.1", "wagtail>=8.1,<8.2")
    assert series_in(BOUNDS, "Django") == (5, 2)


def test_the_project_binds_what_is_tried() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert all(series_in(pyproject, package) for package in PACKAGES)


def test_what_changes_with_an_upgrade_is_told() -> None:
    before = "asgiref==3.9.0 \\\n    --hash=sha256:0\ncolorama==1 ; sys_platform == 'win32'\ndjango==5.2.19\n"

    assert moved(before, "asgiref==3.9.0\ndjango==6.0.1\nnew==2\n") == ["django 5.2.19 → 6.0.1", "new – → 2"]
