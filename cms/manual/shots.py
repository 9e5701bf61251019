"""Which screenshots there are: `shots.toml` says what each shows, `manage.py manual_screenshots` takes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.urls import reverse
from PIL import Image

DEFINITIONS = Path(__file__).with_name("shots.toml")
FOLDER = Path(__file__).parents[1] / "static" / "cms" / "manual"
MOST_BYTES = 60_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One screenshot.

    Attributes:
        who: username in the demonstration, such as `editor-tab`; empty: nobody has signed in.
        address: name of a screen and its arguments, such as `screen:states:overview TAB`, perhaps with a query `?q=…`.
        width, height: of the window, in pixels.
        steps: what is done before, each an act and what it is done to: `click`, `press`, `fill`, `check`, `wait`.
        mark: selector of what is framed.
        clip: selector of what alone is shown.
    """

    name: str
    who: str
    address: str
    width: int = 1100
    height: int = 700
    steps: tuple[tuple[str, ...], ...] = ()
    mark: str = ""
    clip: str = ""

    @property
    def url(self) -> str:
        """Where it is taken, from the root of the site.

        Raises:
            NoReverseMatch: it names a screen that there is not.
        """
        name, *arguments = self.address.removeprefix("screen:").split()
        query = arguments.pop() if arguments and arguments[-1].startswith("?") else ""
        return reverse(name, args=arguments) + query

    @property
    def path(self) -> Path:
        """Where its picture stands."""
        return FOLDER / f"{self.name}.webp"


@cache
def all_shots() -> dict[str, Shot]:
    """Return what is defined, by name."""
    defined = tomllib.loads(DEFINITIONS.read_text(encoding="utf-8"))
    return {
        name: Shot(**{**facts, "name": name, "steps": tuple(map(tuple, facts.get("steps", ())))})
        for name, facts in defined.items()
    }


@cache
def size_of(name: str) -> tuple[int, int]:
    """Return the width and height of a picture in pixels."""
    with Image.open(all_shots()[name].path) as picture:
        return picture.size
