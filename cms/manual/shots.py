"""Which screenshots there are: `shots.toml` says what each shows, `manage.py manual_screenshots` takes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from PIL import Image

DEFINITIONS = Path(__file__).with_name("shots.toml")
FOLDER = Path(__file__).parents[1] / "static" / "cms" / "manual"
MOST_BYTES = 60_000
CHAT = "chat:"
"""How the address of a state's chat begins, for what a person who writes does before: `chat:TAB`."""


Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One screenshot.

    Attributes:
        who: username in the demonstration, such as `editor-tab`; empty: nobody has signed in.
        address: name of a screen and its arguments, such as `screen:states:overview TAB`, perhaps with a query `?q=…`.
        width, height: of the window, in pixels.
        steps: what is done before, each an act and what it is done to: `click`, `press`, `wait`, `wait_in_frame` …
        before: what others do before: who, the address, and the steps.
        has_menu: whether the menu of the administration is shown.
        mark: selector of what is framed.
        clip: selector of what alone is shown.
    """

    name: str
    address: str
    who: str = ""
    width: int = 880
    height: int = 600
    steps: Steps = ()
    before: tuple[tuple[str, str, Steps], ...] = ()
    has_menu: bool = False
    mark: str = ""
    clip: str = ""

    @property
    def path(self) -> Path:
        """Where its picture stands."""
        return FOLDER / f"{self.name}.webp"


def url_of(address: str) -> str:
    """Return where an address leads, from the root of the site.

    Raises:
        NoReverseMatch: it names a screen that there is not.
    """
    name, *arguments = address.removeprefix("screen:").split()
    query = arguments.pop() if arguments and arguments[-1].startswith("?") else ""
    return reverse(name, args=arguments) + query


@cache
def all_shots() -> dict[str, Shot]:
    """Return what is defined, by name."""
    return {name: _shot(name, facts) for name, facts in tomllib.loads(DEFINITIONS.read_text(encoding="utf-8")).items()}


def _shot(name: str, facts: dict[str, Any]) -> Shot:
    steps = _steps(facts.pop("steps", ()))
    before = tuple((each["who"], each["address"], _steps(each["steps"])) for each in facts.pop("before", ()))
    return Shot(name=name, steps=steps, before=before, **facts)


def _steps(written: Iterable[list[str]]) -> Steps:
    return tuple(map(tuple, written))


@cache
def size_of(name: str) -> tuple[int, int]:
    """Return the width and height of a picture in pixels."""
    with Image.open(all_shots()[name].path) as picture:
        return picture.size
