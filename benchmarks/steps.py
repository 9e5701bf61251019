"""Where the time of one request goes, step by step: the shortest of many runs of each, in process and in one thread.

`python -m benchmarks.steps docs/performance.svg` draws the picture of `docs/performance.md`.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import django
from rich.console import Console
from rich.table import Table

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
RUNS = 4_000
COLORS = ("#611232", "#1e5b4f", "#a57f2c", "#4a5568", "#9b2247", "#2c7a7b", "#744210", "#718096")
WIDTH, ROW, LEFT = 900, 54, 20


def main(picture: str | None = None) -> None:
    """Measure, print, and draw if a file is named."""
    django.setup()
    steps = measured()
    table = Table(title="One guidance page, step by step", title_justify="left")
    table.add_column("")
    table.add_column("microseconds", justify="right")
    table.add_column("share", justify="right")
    whole = steps.pop("another each time")
    repeated = steps.pop("the same again")
    steps["the rest: environment, headers, figures"] = max(whole - sum(steps.values()), 0.0)
    for name, microseconds in steps.items():
        table.add_row(name, f"{microseconds:.1f}", f"{microseconds / whole:.0%}")
    table.add_row("another each time, whole", f"{whole:.1f}", "100%")
    table.add_row("the same again, whole", f"{repeated:.1f}", f"{repeated / whole:.0%}")
    Console().print(table)
    if picture:
        Path(picture).write_text(drawn(steps, whole, repeated), encoding="utf-8")


def measured() -> dict[str, float]:
    """Microseconds of each step, and of the whole request: answered anew, and from memory."""
    from django.test import override_settings
    from django.utils import timezone

    from api.context import RequestContext
    from api.endpoint import Endpoint
    from api.engine.documents import Documents
    from api.engine.execution import run
    from api.http.requests import read_post
    from api.http.responses import answer_response
    from api.schema.build import schema
    from benchmarks.serving import queries
    from tenants.edge import viewer_for_key

    key, body = queries.key(), queries.bodies()["guidance page"][0].encode()
    request = read_post({"CONTENT_TYPE": "application/json"}, body)
    operation, viewer = Documents(schema()).get(request.query).operation(None), viewer_for_key(key)

    def executed() -> Any:
        context = RequestContext(viewer, timezone.now(), "bench")
        return run(operation, context=context, variables=request.variables)

    def answering(endpoint: Endpoint) -> Callable[[], object]:
        return lambda: endpoint(_environ(key, body), lambda *_: lambda _body: None)

    data = {"data": executed().data}
    kept = Endpoint(lambda *_: [])
    anew = Endpoint(lambda *_: [])
    with override_settings(ANSWERS_IN_MEMORY_BYTES=0):
        steps = {
            "another each time": best(answering(anew)),
            "reading the key": best(lambda: viewer_for_key(key)),
            "reading the request's JSON": best(lambda: read_post({"CONTENT_TYPE": "application/json"}, body)),
            "pricing": best(lambda: operation.priced.quote(request.variables or {})),
            "executing: variables, resolvers, projection": best(executed),
            "writing the answer's JSON": best(lambda: answer_response(data, "application/json", is_tagged=False)),
        }
    return {**steps, "the same again": best(answering(kept))}


def best(step: Callable[[], object]) -> float:
    """The shortest time of many calls, in microseconds: what else the machine does only ever adds."""
    shortest = float("inf")
    for _ in range(RUNS):
        began = time.perf_counter_ns()
        step()
        shortest = min(shortest, time.perf_counter_ns() - began)
    return shortest / 1_000


def drawn(steps: dict[str, float], whole: float, repeated: float) -> str:
    """The steps as an SVG: one bar for a request answered anew, one for the same from memory."""
    scale = (WIDTH - 2 * LEFT) / whole
    parts, left = [], float(LEFT)
    legend = []
    for position, (name, microseconds) in enumerate(steps.items()):
        color, width = COLORS[position % len(COLORS)], microseconds * scale
        parts.append(f'<rect x="{left:.1f}" y="40" width="{width:.1f}" height="{ROW - 14}" fill="{color}"/>')
        left += width
        line = 200 + position * 26
        legend.append(f'<rect x="{LEFT}" y="{line - 13}" width="16" height="16" fill="{color}"/>')
        legend.append(f'<text x="{LEFT + 26}" y="{line}">{escape(name)}: {microseconds:.1f} µs</text>')
    parts.append(f'<rect x="{LEFT}" y="125" width="{repeated * scale:.1f}" height="{ROW - 14}" fill="{COLORS[1]}"/>')
    height = 200 + len(steps) * 26
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="sans-serif" font-size="15"><title>Where the time of a request goes</title>'
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>'
        f'<text x="{LEFT}" y="28">Another page each time: {whole:.0f} µs</text>'
        f'<text x="{LEFT}" y="115">The same page again, ready in memory: {repeated:.1f} µs</text>'
        f"{''.join(parts)}{''.join(legend)}</svg>\n"
    )


def _environ(key: str, body: bytes) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/graphql",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {key}",
    }


if __name__ == "__main__":
    main(*sys.argv[1:2])
