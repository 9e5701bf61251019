"""Walking scripts: what a step takes, and what a walk and a digest add to reading a guide or script over the API.

In process, one thread, by processor time; what is compared runs in turn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from rich.console import Console
from rich.table import Table

from api.context import RequestContext
from api.engine.documents import Documents
from api.engine.execution import run
from api.schema.build import schema
from content_models.choices import Channel
from content_models.kinds import ItemKind
from content_models.script_walk import Answer, walk
from content_models.shapes.documents import ScriptItem
from delivery import state_view
from delivery.pinned_scripts import pinned
from delivery.state_view import StateView
from tenants.models import Scope, Tenant
from tenants.viewer import Viewer, ViewerKind

ROUNDS = 15
CALLS = 200
MOST_MICROSECONDS = 50
QUESTION = "key kind text { plainText } options { key label }"
GUIDE = "query ($slug: String!{declared}) {{ state(code: TAB) {{ guide(slug: $slug) {{ title {field} }} }} }}"
ANSWERS = ", $answers: [AnswerInput!]!"
WALK = f"walk(answers: $answers) {{ current {{ {QUESTION} }} turns {{ node text {{ plainText }} answer }} }}"
FIELDS = {
    "guide: its title": "",
    "guide: its first node": f"start {{ {QUESTION} }}",
    "guide: all its nodes": f"nodes {{ {QUESTION} }}",
    "guide: a walk to its end": WALK,
}


def main() -> None:
    """Measure and print."""
    tabasco = Tenant.objects.get(code="TAB")
    viewer = Viewer(ViewerKind.USER, {"TAB": tabasco.pk}, scopes=frozenset({Scope.CONTENT, Scope.SCRIPTS}))
    view = state_view.for_viewer(viewer, "TAB")
    _print_steps(view)
    guides = view.guides()
    if not guides:
        Console().print("No script is complete on the web: nothing to compare over the API.")
        return
    guide = max(guides, key=lambda one: len(longest(one)))
    answers = [{"node": one.node, "option": one.option} for one in longest(guide)]
    given = {"slug": guide["slug"], "answers": answers}
    operations = {
        name: _executed(GUIDE.format(declared=ANSWERS if field == WALK else "", field=field), given, viewer)
        for name, field in FIELDS.items()
    }
    times = processor_times({**operations, **_digests(view)})
    table = Table(title=f"“{guide['title']}”, {len(answers)} answers, by processor time", title_justify="left")
    for column in ("", "microseconds", "ratio"):
        table.add_column(column, justify="right" if column else "left")
    first = next(iter(times.values()))
    for name, microseconds in times.items():
        table.add_row(name, f"{microseconds:.0f}", f"{microseconds / first:.2f}")
    Console().print(table)


def longest(script: Mapping[str, Any]) -> list[Answer]:
    """Return the answers of a longest run of a script that has no circles."""
    nodes = {node["key"]: node for node in script["nodes"]}

    def below(key: str) -> list[Answer]:
        runs = [[Answer(key, option["key"]), *below(option["to"])] for option in nodes[key]["options"]]
        return max(runs, key=len, default=[])

    return below(script["start"])


def processor_times(alternatives: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median of this process's time for a call of each, in microseconds; rounds of all alternate."""
    samples: dict[str, list[float]] = {name: [] for name in alternatives}
    for _ in range(ROUNDS):
        for name, call in alternatives.items():
            began = time.process_time_ns()
            for _ in range(CALLS):
                call()
            samples[name].append((time.process_time_ns() - began) / CALLS / 1_000)
    return {name: statistics.median(values) for name, values in samples.items()}


def _print_steps(view: StateView) -> None:
    runs = {script["slug"]: (script, longest(script)) for script in view.all(ItemKind.SCRIPT)}
    times = processor_times({slug: _walking(script, answers) for slug, (script, answers) in runs.items()})
    steps = {slug: microseconds / (len(runs[slug][1]) + 1) for slug, microseconds in times.items()}
    slowest = max(steps, key=lambda slug: steps[slug])
    Console().print(
        f"A step of a walk takes {statistics.median(steps.values()):.1f} µs, at most {steps[slowest]:.1f} µs "
        f"(“{slowest}”), over the longest runs of {len(steps)} scripts; {MOST_MICROSECONDS} µs are allowed."
    )


def _walking(script: ScriptItem, answers: list[Answer]) -> Callable[[], object]:
    return lambda: walk(script["nodes"], script["start"], answers, channel=Channel.PHONE)


def _digests(view: StateView) -> dict[str, Callable[[], object]]:
    scripts: Iterator[ScriptItem] = iter(sorted(view.all(ItemKind.SCRIPT), key=lambda one: -len(one["nodes"])))
    largest = next(scripts)
    deadlines = view.deadlines_of(largest)
    return {f"a digest made anew, {len(largest['nodes'])} nodes": lambda: pinned(largest, deadlines)}


def _executed(query: str, variables: dict[str, Any], viewer: Viewer) -> Callable[[], object]:
    operation = Documents(schema()).get(query).operation(None)
    assert not run(operation, context=_context(viewer), variables=variables).errors
    return lambda: run(operation, context=_context(viewer), variables=variables)


def _context(viewer: Viewer) -> RequestContext:
    return RequestContext(viewer, timezone.now(), "bench")
