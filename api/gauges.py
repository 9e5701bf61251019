"""What a process has at this moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.cache import response_cache
from delivery import state_view

from .store import is_available


@dataclass(frozen=True, slots=True)
class Reading:
    """One gauge.

    Args:
        values: with the values of its labels.
    """

    name: str
    meaning: str
    values: list[tuple[tuple[str, ...], float]]
    labels: tuple[str, ...] = field(default=())


def readings() -> list[Reading]:
    """Return all gauges of this process."""
    entries, size = response_cache.totals()
    memory = state_view.inventory()
    return [
        Reading("jpt_ready_answers", "Whole answers in memory.", [((), entries)]),
        Reading("jpt_ready_answer_bytes", "What the answers in memory take up.", [((), size)]),
        Reading("jpt_views", "Views (a state in a language) in memory.", [((), memory.views)]),
        Reading("jpt_documents", "Published documents in memory, by tenant.", _by_code(memory.documents), ("tenant",)),
        Reading("jpt_content_version", "Version served, by tenant.", _by_code(memory.versions), ("tenant",)),
        Reading("jpt_database_away", "1 while the database does not answer this process.", [((), not is_available())]),
    ]


def _by_code(values: dict[str, int]) -> list[tuple[tuple[str, ...], float]]:
    return [((code,), value) for code, value in sorted(values.items())]
