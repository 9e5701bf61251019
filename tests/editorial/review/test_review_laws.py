"""Whatever the library and the states do, in whatever order: open reviews are what is touched, computed anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from content_models.models import GlossaryTerm
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.review import adoption
from editorial.review import services as review
from editorial.review.errors import PieceSettled
from publishing.models import ReviewReason, ReviewTask
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.verify import verify
from tenants.scope import tenant_scope
from tests.thoroughness import tries

from .adopting import Adopting, adopting, made_adopting
from .test_adoption_laws import undone

__all__ = ["adopting", "made_adopting"]

STATES = ("XNO", "XCE")
REVIEWING = "XNO"
FIELDS = ("title", "definition")
TEXTS = ("A", "B")

states, fields, texts = st.sampled_from(STATES), st.sampled_from(FIELDS), st.sampled_from(TEXTS)
ACTS = st.one_of(
    st.tuples(st.just("national"), fields, texts),
    st.tuples(st.just("national"), fields, texts),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("accept")),
    st.tuples(st.just("put"), states, fields),
    st.tuples(st.just("put"), states, fields),
    st.tuples(st.just("undo"), states, fields),
    st.tuples(st.just("publish"), states),
    st.tuples(st.just("publish"), states),
    st.tuples(st.just("withdraw own"), states),
    st.tuples(st.just("discard"), states),
    st.tuples(st.just("keep"), states),
    st.tuples(st.just("take"), states),
)

Document = dict[str, str]
Operations = dict[str, Document]
"""What is adapted, with the national document that it was adapted from."""


@dataclass
class State:
    """One state by the rules."""

    served: Document | None = None
    draft: Operations = field(default_factory=dict)
    live: Operations = field(default_factory=dict)
    is_live: bool = False
    was_live: bool = False
    is_dirty: bool = False

    def touched(self, operations: Operations) -> set[str]:
        """What differs from what it was adapted from."""
        served = self.served
        if served is None:
            return set()
        return {name for name, base in operations.items() if base[name] != served[name]}

    @property
    def open(self) -> set[str]:
        """What is to be reviewed."""
        return self.touched(self.live) if self.is_live else set()

    @property
    def undecided(self) -> set[str]:
        """What is to be reviewed, and not decided in the draft either."""
        return self.open & set(self.draft) & self.touched(self.draft)

    def publish(self) -> None:
        """Publish the draft."""
        self.live, self.is_live, self.was_live, self.is_dirty = dict(self.draft), True, True, False

    def decide(self, operations: Operations) -> None:
        """Save a publisher's decision, which is published if nothing else waits."""
        was_dirty = self.is_dirty
        self.draft, self.is_dirty = operations, True
        if not was_dirty:
            self.publish()


@dataclass
class Played:
    """The same acts upon the real thing."""

    adopting: Adopting
    page_id: int
    key: str
    states: dict[str, State] = field(default_factory=lambda: {code: State() for code in STATES})
    newest: Document | None = None
    is_waiting: bool = False

    def act(self, what: str, *options: str) -> None:
        getattr(self, "_" + what.replace(" ", "_"))(*options)
        self.adopting.world.commit()

    def check(self) -> None:
        """Open reviews are about what is touched, and about nothing else."""
        for code, state in self.states.items():
            tenant = self.adopting.world.tenants[code]
            with tenant_scope([tenant.pk]):
                tasks = ReviewTask.objects.open().filter(tenant=tenant, key=self.key, reason=ReviewReason.CHANGED)
                found = [set(addresses) for addresses in tasks.values_list("addresses", flat=True)]
            assert found == ([state.open] if state.open else []), code

    def _national(self, name: str, text: str) -> None:
        page: Any = Page.objects.get(pk=self.page_id).specific
        document = {one: getattr(page, one).strip("</p>") for one in FIELDS} | {name: text}
        setattr(page, name, text if name == "title" else f"<p>{text}</p>")
        publish_page(page=page)
        is_changed = document != self.newest
        self.newest = document
        self.is_waiting = self.is_waiting or is_changed
        for code, state in self.states.items():
            if code != REVIEWING or not self.is_waiting:
                state.served = document

    def _withdraw(self) -> None:
        if self.newest is not None:
            unpublish_page(page=Page.objects.get(pk=self.page_id))
            self.newest, self.is_waiting = None, False
            for state in self.states.values():
                state.served = None

    def _accept(self) -> None:
        adoption.accept_all(**self._who(REVIEWING))
        if self.is_waiting:
            self.states[REVIEWING].served, self.is_waiting = self.newest, False

    def _put(self, code: str, name: str) -> None:
        state = self.states[code]
        if state.served is not None:
            value = "Propio" if name == "title" else "<p>Propio</p>"
            operation = OperationInput(OperationKind.SET, field=name, value=value)
            adapt.put_operation(self._text(code), operation=operation, expected_revision=self._revision(code))
            state.draft, state.is_dirty = {**state.draft, name: state.served}, True

    def _undo(self, code: str, name: str) -> None:
        state = self.states[code]
        if state.served is not None and name in state.draft:
            bench = selectors.workbench(self._text(code))
            identifier = str(bench.piece(name).operation_id)
            adapt.undo_operation(self._text(code), operation_id=identifier, expected_revision=bench.revision)
            state.draft = {one: base for one, base in state.draft.items() if one != name}
            state.is_dirty = True

    def _publish(self, code: str) -> None:
        if self.states[code].served is not None:
            adapt.publish_adaptation(self._text(code), expected_revision=self._revision(code))
            self.states[code].publish()

    def _withdraw_own(self, code: str) -> None:
        state = self.states[code]
        if state.served is not None and state.is_live:
            unpublish_page(page=selectors.adaptation_for(self._text(code)))
            state.is_live, state.is_dirty = False, True

    def _discard(self, code: str) -> None:
        state = self.states[code]
        if state.served is not None and state.is_live:
            adapt.discard_draft(self._text(code), expected_revision=self._revision(code))
            state.draft, state.is_dirty = dict(state.live), False

    def _keep(self, code: str) -> None:
        self._decide(code, review.keep)

    def _take(self, code: str) -> None:
        self._decide(code, review.take)

    def _decide(self, code: str, decide: Any) -> None:
        state, open_tasks = self.states[code], self._open(code)
        if not open_tasks:
            return
        who = {"task_id": open_tasks[0].pk, "by": self.adopting.people[code]}
        names = state.undecided
        if not names:
            with pytest.raises(PieceSettled):
                decide(**who)
            return
        decide(**who)
        kept = {one: base for one, base in state.draft.items() if one not in names}
        if decide is review.keep:
            kept |= {name: dict(state.served or {}) for name in names}
        state.decide(kept)

    def _open(self, code: str) -> tuple[ReviewTask, ...]:
        return review.tasks_for(by=self.adopting.people[code], reason=ReviewReason.CHANGED)

    def _revision(self, code: str) -> int | None:
        return selectors.workbench(self._text(code)).revision

    def _text(self, code: str) -> AdaptationTarget:
        return AdaptationTarget(**self._who(code), key=self.key, locale="es-MX")

    def _who(self, code: str) -> dict[str, Any]:
        return {"tenant": self.adopting.world.tenants[code], "by": self.adopting.people[code]}


@settings(
    max_examples=tries(3, long=60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, min_size=6, max_size=14))
def test_open_reviews_are_what_is_touched(adopting: Adopting, acts: list[tuple[str, ...]]) -> None:
    with undone(adopting):
        page = adopting.world.draft(
            GlossaryTerm, "NAC", "glosario", title="A", slug="prueba-de-leyes", definition="<p>A</p>"
        )
        played = Played(adopting, int(page.pk), str(page.translation_key))
        beginning = [("national", "title", "A"), ("accept",), *(("put", code, "title") for code in STATES)]
        for act in [*beginning, *(("publish", code) for code in STATES), *acts]:
            played.act(*act)
            played.check()
        assert verify(codes=["NAC", *STATES]) == []
