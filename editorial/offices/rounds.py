"""A round of calls: ten offices in an order that stays, and what was done, kept in the session of who calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.http import HttpRequest

from .confirming import Done, Result

OFFICES_A_ROUND = 10
MOST_SKIPPED = 200
"""Of earlier rounds: the session, which is read at each request, keeps the last ones."""

MOST_TYPED = 2 * OFFICES_A_ROUND
"""Offices of which the session keeps what was typed and not saved."""


@dataclass
class Step:
    """What was done with one office of the round; `done` is null where it was skipped.

    `typed` is what was written on its screen: it is given back when the step is undone.
    """

    page_id: int
    act: str
    done: Done | None = None
    typed: dict[str, str] = field(default_factory=dict)


@dataclass
class Round:
    """Whom to call, in order, and the steps so far. A corrected number is a step that does not go on.

    `skipped_before` are the offices that were skipped in earlier rounds: they come last. `named` is the one that
    somebody came for, from its own page: it is shown even if it is confirmed. `is_undoing` says that the last thing
    that was done was to undo a step.
    """

    offices: list[int]
    steps: list[Step] = field(default_factory=list)
    skipped_before: list[int] = field(default_factory=list)
    named: int | None = None
    is_undoing: bool = False

    def begin_with(self, page_id: int) -> None:
        """Let an office be the next one."""
        self.steps = [step for step in self.steps if step.page_id != page_id]
        self.offices = [page_id, *(one for one in self.offices if one != page_id)]
        self.named = page_id

    @property
    def finished(self) -> list[int]:
        """The offices that are done with, or skipped."""
        return [step.page_id for step in self.steps if step.act != "correct"]

    @property
    def current(self) -> int | None:
        """The office to call now."""
        finished = set(self.finished)
        return next((page_id for page_id in self.offices if page_id not in finished), None)

    @property
    def skipped(self) -> list[int]:
        """The offices that were skipped, now or in an earlier round."""
        now = (step.page_id for step in self.steps if step.act == "skip")
        return list(dict.fromkeys([*self.skipped_before, *now]))

    @property
    def counts(self) -> Counter[str]:
        """How many offices were confirmed, did not answer and so on."""
        return Counter(step.act for step in self.steps)

    def came_back(self, page_id: int, latest: str) -> None:
        """Let the step before the one that was undone be undone, too: the page has another version now."""
        earlier = next((step for step in reversed(self.steps) if step.page_id == page_id and step.done), None)
        if earlier is not None and earlier.done is not None:
            earlier.done = replace(earlier.done, after=latest)


def round_in(request: HttpRequest, code: str) -> Round | None:
    """Return the round that somebody has begun in a state."""
    stored = request.session.get(_name(code))
    if not isinstance(stored, dict):
        return None
    steps = [_step(one) for one in stored["steps"]]
    return Round(
        stored["offices"],
        steps,
        stored.get("skipped_before", []),
        stored.get("named"),
        stored.get("is_undoing", False),
    )


def store_round(request: HttpRequest, code: str, kept: Round) -> None:
    """Keep a round in the session."""
    request.session[_name(code)] = asdict(kept)


def begin(request: HttpRequest, code: str, to_confirm: list[int]) -> Round:
    """Begin a round with the first offices that are to be confirmed; those that were skipped already come last."""
    last = round_in(request, code)
    waiting = set(to_confirm)
    skipped = [one for one in last.skipped if one in waiting][-MOST_SKIPPED:] if last is not None else []
    begun = Round(sorted(to_confirm, key=set(skipped).__contains__)[:OFFICES_A_ROUND], skipped_before=skipped)
    store_round(request, code, begun)
    return begun


def keep_typed(request: HttpRequest, code: str, page_id: int, typed: Mapping[str, str]) -> None:
    """Keep what was typed about an office for whenever its form is shown again; nothing typed forgets what was kept."""
    kept = request.session.get(_name_of_typed(code), {})
    kept.pop(str(page_id), None)
    if any(typed.values()):
        kept[str(page_id)] = dict(typed)
    request.session[_name_of_typed(code)] = dict(list(kept.items())[-MOST_TYPED:])


def typed_for(request: HttpRequest, code: str, page_id: int) -> dict[str, str]:
    """Return what was kept of an office."""
    typed: dict[str, str] = request.session.get(_name_of_typed(code), {}).get(str(page_id), {})
    return typed


def _name_of_typed(code: str) -> str:
    return f"{_name(code)}-typed-by-office"


def _name(code: str) -> str:
    return f"confirming-offices-{code}"


def _step(stored: dict[str, Any]) -> Step:
    done = stored["done"]
    return Step(
        stored["page_id"],
        stored["act"],
        None if done is None else Done(**{**done, "result": Result(done["result"])}),
        stored.get("typed", {}),
    )
