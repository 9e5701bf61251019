"""The outlines of the states, from the npm package `@svg-maps/mexico`, with the projection that fits them.

`npm pack @svg-maps/mexico`, unpack it, and `python -m tests.tooling.state_outlines_table package/index.js` renews the
file. The drawing names no projection and has no points. Its states' edges are those of INEGI's boxes in Mercator's
projection with one scale for both directions, to about four kilometres. The fit counts distances, not their squares:
islands that the drawing leaves out (Revillagigedo, Alacranes) then do not pull it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy

from content_models.municipalities import box_of
from content_models.state_outlines import FILE, mercator

STEPS = 100
LEAST = 0.2
"""Edges that are nearer than this, in units of the drawing, all weigh the same."""

_TOKEN = re.compile(r"[a-zA-Z]|-?\d*\.?\d+")

Point = tuple[float, float]


def rings_of(path: str) -> list[list[Point]]:
    """Return the outlines of an SVG path that has the commands `m`, `M`, `l` and `z` only."""
    rings: list[list[Point]] = []
    at, is_relative, is_new = (0.0, 0.0), True, True
    tokens = iter(_TOKEN.findall(path))
    for token in tokens:
        if token in "zZ":
            at = rings[-1][0]
        elif token in "mMl":
            is_relative, is_new = token != "M", token != "l"
        else:
            step = float(token), float(next(tokens))
            at = (at[0] + step[0], at[1] + step[1]) if is_relative else step
            if is_new:
                rings.append([])
            rings[-1].append(at)
            is_new = False
    return rings


def fitted(states: dict[str, list[list[Point]]]) -> dict[str, float]:
    """Return the projection whose states' edges are nearest to those of INEGI's boxes, and how near they are."""
    rows, edges = [], []
    for code, rings in states.items():
        box = box_of(code)
        assert box is not None
        xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
        rows += [[box.west, 1, 0], [box.east, 1, 0], [-mercator(box.north), 0, 1], [-mercator(box.south), 0, 1]]
        edges += [min(xs), max(xs), min(ys), max(ys)]
    matrix, wanted = numpy.array(rows), numpy.array(edges)
    weights = numpy.ones(len(wanted))
    for _ in range(STEPS):
        root = numpy.sqrt(weights)
        solution = numpy.linalg.lstsq(matrix * root[:, None], wanted * root, rcond=None)[0]
        away = numpy.abs(matrix @ solution - wanted)
        weights = 1 / numpy.maximum(away, LEAST)
    scale, x, y = (round(float(each), 4) for each in solution)
    return {"scale": scale, "x": x, "y": y, "median_error": round(float(numpy.median(away)), 2)}


def main(source: Path) -> None:
    """Write the file, and print the projection and its error."""
    text = source.read_text()
    drawing = json.loads(text[text.index("{") : text.rindex("}") + 1])
    states = {each["id"].upper(): rings_of(each["path"]) for each in drawing["locations"]}
    projection = fitted(states)
    content = {
        "source": "npm @svg-maps/mexico 2.0.0, Victor Cazanave, CC BY 4.0; coordenadas absolutas, dos decimales.",
        "projection": projection,
        "states": {
            code: [[list(map(_two, point)) for point in ring] for ring in rings] for code, rings in states.items()
        },
    }
    FILE.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(projection)  # noqa: T201 - that is what it is run for


def _two(number: float) -> float:
    return round(number, 2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
