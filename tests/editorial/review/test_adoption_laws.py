"""Whatever the library and the states do, each state serves exactly the edition that the rules say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from content_models.models import GlossaryTerm
from delivery import state_view
from editorial.review import adoption
from publishing.layers import layers
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.verify import verify
from tenants.models import Adoption
from tests.thoroughness import tries

from .adopting import Adopting, adopting, made_adopting

__all__ = ["adopting", "made_adopting"]

STATES = ("XNO", "XCE")
TEXTS = ("a", "b")

states, texts = st.sampled_from(STATES), st.sampled_from(TEXTS)
ACTS = st.one_of(
    st.tuples(st.just("publish"), texts, st.booleans()),
    st.tuples(st.just("publish"), texts, st.just(False)),
    st.tuples(st.just("withdraw"), texts),
    st.tuples(st.just("accept"), states, texts),
    st.tuples(st.just("accept all"), states),
    st.tuples(st.just("choose"), states, st.sampled_from(Adoption.values)),
)


@dataclass
class Rules:
    """The rules, said as shortly as possible: numbers of publishes instead of texts, None for what is not served."""

    reviewing: set[str] = field(default_factory=lambda: {"XNO"})
    newest: dict[str, int | None] = field(default_factory=lambda: dict.fromkeys(TEXTS))
    served: dict[str, dict[str, int | None]] = field(
        default_factory=lambda: {code: dict.fromkeys(TEXTS) for code in STATES}
    )
    waiting: dict[str, set[str]] = field(default_factory=lambda: {code: set() for code in STATES})

    def publish(self, text: str, number: int, *, is_urgent: bool) -> None:
        self.newest[text] = number
        for code in STATES:
            if code in self.reviewing and not is_urgent:
                self.waiting[code].add(text)
            else:
                self._serve(code, text)

    def withdraw(self, text: str) -> None:
        self.newest[text] = None
        for code in STATES:
            self._serve(code, text)

    def accept(self, code: str, wanted: tuple[str, ...]) -> int:
        accepted = self.waiting[code] & set(wanted)
        for text in accepted:
            self._serve(code, text)
        return len(accepted)

    def choose(self, code: str, choice: str) -> None:
        if choice == Adoption.REVIEWED:
            self.reviewing.add(code)
        else:
            self.reviewing.discard(code)
            self.accept(code, TEXTS)

    def _serve(self, code: str, text: str) -> None:
        self.served[code][text] = self.newest[text]
        self.waiting[code].discard(text)


@dataclass
class Played:
    """The same acts upon the real thing."""

    adopting: Adopting
    pages: dict[str, int]
    rules: Rules = field(default_factory=Rules)
    number: int = 0

    def act(self, what: str, *options: object) -> None:
        match what, options:
            case "publish", (str(text), bool(is_urgent)):
                self.number += 1
                page = self._page(text)
                page.definition = f"<p>{self.number}</p>"
                publish_page(page=page, urgent_reason="La ley cambió." if is_urgent else None)
                self.rules.publish(text, self.number, is_urgent=is_urgent)
            case "withdraw", (str(text),):
                if self.rules.newest[text] is not None:
                    unpublish_page(page=self._page(text))
                    self.rules.withdraw(text)
            case "accept", (str(code), str(text)):
                count = adoption.accept(**self._who(code), keys=[self.key(text)])
                assert count == self.rules.accept(code, (text,))
            case "accept all", (str(code),):
                assert adoption.accept_all(**self._who(code)) == self.rules.accept(code, TEXTS)
            case "choose", (str(code), str(choice)):
                adoption.change_adoption(**self._who(code), adoption=choice)
                self.rules.choose(code, choice)

    def key(self, text: str) -> str:
        return str(self._page(text).translation_key)

    def check(self) -> None:
        """Views that go on, and what is loaded in bulk, say what the rules say."""
        keys = {text: self.key(text) for text in TEXTS}
        for code in STATES:
            view = self.adopting.world.view(code)
            loaded = layers(self.adopting.world.tenants[code].pk, [], keys.values())
            for text, key in keys.items():
                item, number = view.item(key), self.rules.served[code][text]
                assert (item and item["definition"]["plainText"]) == (None if number is None else str(number))
                assert (loaded[key].library if key in loaded else None) == view.library_edition(key)

    def _page(self, text: str) -> GlossaryTerm:
        page: GlossaryTerm = Page.objects.get(pk=self.pages[text]).specific
        return page

    def _who(self, code: str) -> dict[str, Any]:
        return {"tenant": self.adopting.world.tenants[code], "by": self.adopting.people[code]}


@settings(
    max_examples=tries(8, long=60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, min_size=4, max_size=9))
def test_each_state_serves_what_the_rules_say(adopting: Adopting, acts: list[tuple[str, ...]]) -> None:
    with undone(adopting):
        # Made in each example, as versions that were rolled back come again, and texts are known by key and version.
        played = Played(adopting, {text: draft(adopting, text) for text in TEXTS})
        for act in acts:
            played.act(*act)
            played.check()
        state_view.reset()
        played.check()
        assert verify(codes=STATES) == []


def draft(adopting: Adopting, text: str) -> int:
    page = adopting.world.draft(
        GlossaryTerm, "NAC", "glosario", title=f"Prueba {text}", slug=f"prueba-{text}", definition="<p>0</p>"
    )
    return int(page.pk)


@contextmanager
def undone(adopting: Adopting) -> Iterator[None]:
    """Undo what an example has written, and forget what was read of it and what waited for its commit."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        adopting.world.commit()
        state_view.reset()
