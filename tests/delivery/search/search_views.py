"""The states of the loaded content as search tests ask them, and the questions that citizens ask."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content_models.kinds import ItemKind
from content_models.stable_ids import key_of
from delivery import state_view
from delivery.view import StateView
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind

QUESTIONS = Path(__file__).with_name("search_questions.json")
CITIZENS = [kind.value for kind in ItemKind if kind not in (ItemKind.SCRIPT, ItemKind.ADAPTATION)]
"""What may be found without the scope for scripts."""

NEVER_LEARNED = frozenset({"fifth", "ninth", "eleventh", "thirteenth"})
"""The sets that nothing was learned from."""


@dataclass(frozen=True)
class Question:
    """What somebody asks, and the items any of which answers it.

    `written` says when: `first`, before search was built; `second` to `fourth`, `sixth` to `eighth`, `tenth` and
    `twelfth`, to learn from, the sixth and the tenth by people who had not seen search; `fifth`, `ninth`, `eleventh`
    and `thirteenth`, never learned from.
    """

    query: str
    expected: tuple[str, ...]
    difficulty: str
    state: str
    kinds: tuple[str, ...]
    written: str

    @property
    def is_held_out(self) -> bool:
        """Whether nothing was tuned by it: `NEVER_LEARNED`, and a third of the first set, by digest of the query."""
        is_third = hashlib.sha256(self.query.encode()).digest()[0] % 3 == 0
        return self.written in NEVER_LEARNED or (self.written == "first" and is_third)

    def rank(self, keys: Collection[str]) -> int | None:
        """The place of the first right item among those found, from 0; None when it was not found."""
        return next((place for place, key in enumerate(keys) if key in self.expected), None)


@cache
def questions() -> tuple[Question, ...]:
    """All questions."""
    return tuple(_question(one) for one in json.loads(QUESTIONS.read_text(encoding="utf-8")))


def _question(one: dict[str, Any]) -> Question:
    expected = tuple(str(key_of(*reference.split(":", maxsplit=1))) for reference in one["expected"])
    kinds = tuple(one.get("kinds", CITIZENS))
    return Question(
        one["query"], expected, one["difficulty"], one.get("state", "TAB"), kinds, one.get("written", "first")
    )


def view_of(code: str) -> StateView:
    """What a state of the loaded content serves."""
    tenant = Tenant.objects.get(code=code)
    return state_view.for_viewer(Viewer(kind=ViewerKind.CLIENT, tenants={code: tenant.pk}), code)
