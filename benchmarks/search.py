"""Search in one state: how much processor time a question and its index take, and how much memory all states take.

Run in process, one thread, without HTTP, with the questions of the tests, by what search has learned from examples.
"""

from __future__ import annotations

import gc
import itertools
import json
import tracemalloc
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time

from rich.console import Console

from benchmarks import reading
from benchmarks.timing import medians, print_ratios
from content_models.kinds import ItemKind
from content_models.shapes.documents import ItemDocument
from delivery import state_view
from delivery.search import Index
from delivery.teaching import train_changed
from delivery.view import StateView
from tenants.models import LIBRARY_CODE, Tenant
from tenants.viewer import Viewer, ViewerKind

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "delivery" / "search" / "search_questions.json"
STATE, OTHER_STATE = "TAB", "COA"
SHOWN = 10
ASKED = 30
"""How many questions each state is asked while its memory is measured, which makes all slow."""


def main() -> None:
    """Measure and print."""
    train_changed()
    queries = [one["query"] for one in json.loads(QUESTIONS.read_text(encoding="utf-8"))]
    served = views()
    documents = {code: list(view.documents()) for code, view in served.items()}
    megabytes = _kept_by(served, documents, queries[:: len(queries) // ASKED])
    index = served[STATE].index_of(documents[STATE])
    secret, each = reading.key(), itertools.cycle(queries)
    times = medians(
        {
            "a guidance page, its whole answer kept, through the API": lambda: reading.ask(secret),
            "a question": lambda: index.find(next(each)),
            f"a question, with {SHOWN} passages": lambda: _passages(index, next(each)),
            "an index, while another state has one": lambda: served[OTHER_STATE].index_of(documents[OTHER_STATE]),
        },
        clock=process_time,
    )
    print_ratios("Search", times)
    Console().print(f"{len(served)} states' indexes, what they learned and {ASKED} questions each: {megabytes:.0f} MB.")


def views() -> Mapping[str, StateView]:
    """Return what each state serves."""
    tenants = {tenant.code: tenant.pk for tenant in Tenant.objects.exclude(code=LIBRARY_CODE)}
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants=tenants)
    return {code: state_view.for_viewer(viewer, code) for code in sorted(tenants)}


def documents_of(view: StateView) -> dict[str, Mapping[str, object]]:
    """Return all items of a view by key."""
    kinds = (kind for kind in ItemKind if kind != ItemKind.ADAPTATION)
    return {item["key"]: item for kind in kinds for item in view.all(kind)}


def _passages(index: Index, query: str) -> list[object]:
    return [(hit.snippet, hit.highlights) for hit in index.find(query).hits[:SHOWN]]


def _kept_by(
    served: Mapping[str, StateView], documents: Mapping[str, Sequence[ItemDocument]], queries: Sequence[str]
) -> float:
    """The memory that the indexes of all states take when something has been asked of each, in megabytes."""
    gc.collect()
    tracemalloc.start()
    indexes = [view.index_of(documents[code]) for code, view in served.items()]
    for index in indexes:
        for query in queries:
            _passages(index, query)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return kept / 1e6
