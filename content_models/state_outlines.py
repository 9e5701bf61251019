"""Outlines of the states, to put an approximate pin on: a drawing, and the projection that was fitted to it.

`tests/tooling/state_outlines_table.py` makes the file and fits the projection. The edges of half of the states lie
within about four kilometres of where INEGI has them: a pin is an approximate point.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import atan, cos, degrees, exp, hypot, log, pi, radians, tan
from typing import Any

from .json_fields import DATA

FILE = DATA / "state_outlines.json"
CREDIT = "Victor Cazanave, @svg-maps/mexico, CC BY 4.0"
KILOMETERS_A_DEGREE = 111.32
MARGIN = 0.06
"""Around a state, as a part of its longer side."""

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Projection:
    """Mercator's, in units of the drawing: x = scale · longitude + x, y = y − scale · mercator(latitude)."""

    scale: float
    x: float
    y: float
    median_error: float

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point in WGS 84 degrees lies in the drawing."""
        return self.scale * longitude + self.x, self.y - self.scale * mercator(latitude)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the latitude and longitude of a point of the drawing."""
        return degrees(2 * atan(exp(radians((self.y - y) / self.scale))) - pi / 2), (x - self.x) / self.scale

    def kilometers(self, units: float, latitude: float) -> float:
        """Return how long a distance in the drawing is at a latitude."""
        return units / self.scale * KILOMETERS_A_DEGREE * cos(radians(latitude))


@dataclass(frozen=True, slots=True)
class Outline:
    """A state's outline in the drawing.

    Attributes:
        path: of SVG.
        box: left, top, width and height of what is shown, with a margin.
    """

    rings: tuple[Ring, ...]
    path: str
    box: tuple[float, float, float, float]

    def has(self, x: float, y: float) -> bool:
        """Whether a point of the drawing lies within."""
        crossed = 0
        for ring in self.rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
                crossed += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        return crossed % 2 == 1

    def away(self, x: float, y: float) -> float:
        """Return how far a point of the drawing is from the outline's corners; 0 within."""
        return 0.0 if self.has(x, y) else min(hypot(x - a, y - b) for ring in self.rings for a, b in ring)


def outline_of(code: str) -> Outline | None:
    """Return a state's outline (`TAB`); None for the national library."""
    return _outlines().get(code)


@cache
def projection() -> Projection:
    """Return the projection that was fitted to the drawing."""
    return Projection(**_file()["projection"])


def mercator(latitude: float) -> float:
    """Return a latitude as Mercator's projection draws it, in degrees of longitude at the equator."""
    return degrees(log(tan(pi / 4 + radians(latitude) / 2)))


@cache
def _outlines() -> dict[str, Outline]:
    return {code: _outline(rings) for code, rings in _file()["states"].items()}


def _outline(stored: Any) -> Outline:
    rings = tuple(tuple((x, y) for x, y in ring) for ring in stored)
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    margin = MARGIN * max(max(xs) - min(xs), max(ys) - min(ys))
    left, top = min(xs) - margin, min(ys) - margin
    width, height = max(xs) + margin - left, max(ys) + margin - top
    path = " ".join("M" + " ".join(f"{x:g},{y:g}" for x, y in ring) + "z" for ring in rings)
    return Outline(rings, path, (round(left, 2), round(top, 2), round(width, 2), round(height, 2)))


def _file() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content
