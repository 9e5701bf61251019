"""Paging while content changes: what stays is met once, whatever is published, withdrawn or closed meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.schema.connections import Listing, paginate, paginate_ranked
from content_models.choices import OrganizationKind
from content_models.kinds import ItemKind
from delivery import state_view
from delivery.state_view import StateView
from publishing.models import ContentItem
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from .conftest import Ask
from .world.store import forget

LISTING = Listing("TAB", "es-MX", "offices", arguments={})
ORDERS = st.tuples(st.booleans(), st.integers(0, 5), st.sampled_from(["a", "b\t1", "ñ"]))


@dataclass
class Changing:
    """A list that editors and the clock change: sort keys by key, and what has been touched since paging began."""

    orders: dict[str, tuple[Any, ...]]
    touched: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)

    def rows(self) -> list[str]:
        """The keys, in order."""
        return sorted(self.orders, key=self.order_of)

    def order_of(self, key: str) -> tuple[Any, ...]:
        """Where a key stands."""
        return (*self.orders[key], key)

    def change(self, draw: Any) -> None:
        """Withdraw, publish or re-order something."""
        match draw(st.sampled_from(["withdraw", "publish", "move"])):
            case "publish":
                key = f"new-{len(self.touched)}-{len(self.orders)}"
                self.orders[key] = draw(ORDERS)
                self.touched.add(key)
            case "withdraw" if self.orders:
                key = draw(st.sampled_from(sorted(self.orders)))
                del self.orders[key]
                self.touched.add(key)
            case "move" if self.orders:
                key = draw(st.sampled_from(sorted(self.orders)))
                self.orders[key] = draw(ORDERS)
                self.touched.add(key)
                self.moved.add(key)


@st.composite
def changing(draw: st.DrawFn) -> Changing:
    """A list as it is when paging begins."""
    orders = draw(st.lists(ORDERS, max_size=25))
    return Changing({f"key-{number}": order for number, order in enumerate(orders)})


@given(content=changing(), data=st.data())
def test_an_ordered_list_skips_nothing_and_gives_nothing_twice(content: Changing, data: st.DataObject) -> None:
    untouched, met, after, more = set(content.orders), [], None, True
    while more:
        page = paginate(
            content.rows(),
            listing=LISTING,
            order_of=content.order_of,
            node_of=str,
            first=data.draw(st.integers(1, 4)),
            after=after,
        )
        met += [edge["node"] for edge in page["edges"]]
        more = page["pageInfo"]["hasNextPage"]
        if page["edges"]:
            after = page["edges"][-1]["cursorAt"](page["edges"][-1]["position"])
        for _ in range(data.draw(st.integers(0, 3)) if more else 0):
            content.change(data.draw)

    assert untouched - content.touched <= set(met)
    assert all(met.count(key) == 1 for key in set(met) - content.moved)


@given(content=changing(), data=st.data())
def test_backwards_too(content: Changing, data: st.DataObject) -> None:
    untouched, met, before, more = set(content.orders), [], None, True
    while more:
        page = paginate(content.rows(), listing=LISTING, order_of=content.order_of, node_of=str, last=3, before=before)
        met += [edge["node"] for edge in page["edges"]]
        more = page["pageInfo"]["hasPreviousPage"]
        if page["edges"]:
            before = page["edges"][0]["cursorAt"](page["edges"][0]["position"])
        for _ in range(data.draw(st.integers(0, 3)) if more else 0):
            content.change(data.draw)

    assert untouched - content.touched <= set(met)
    assert all(met.count(key) == 1 for key in set(met) - content.moved)


@given(content=changing(), data=st.data())
def test_a_search_skips_nothing_and_gives_nothing_twice_although_its_ranks_change(
    content: Changing, data: st.DataObject
) -> None:
    untouched, met, after, more = set(content.orders), [], None, True
    while more:
        page = paginate_ranked(
            data.draw(st.permutations(sorted(content.orders))),
            listing=LISTING,
            key_of=str,
            node_of=str,
            first=data.draw(st.integers(1, 4)),
            after=after,
        )
        met += [edge["node"] for edge in page["edges"]]
        more = page["pageInfo"]["hasNextPage"]
        if page["edges"]:
            after = page["edges"][-1]["cursorAt"](page["edges"][-1]["position"])
        for _ in range(data.draw(st.integers(0, 3)) if more else 0):
            content.change(data.draw)

    assert untouched & set(content.orders) <= set(met)
    assert len(met) == len(set(met))


OFFICES = """query ($after: Cursor, $first: Int = 2) { state { offices(first: $first, after: $after) {
  edges { node { slug } } pageInfo { endCursor hasNextPage } } } }"""


def test_offices_go_on_behind_a_place_that_is_empty_by_now(ask: Ask, changes: None, states: dict[str, Tenant]) -> None:
    everything = [edge["node"]["slug"] for edge in ask(OFFICES, first=100)["state"]["offices"]["edges"]]
    page = ask(OFFICES)["state"]["offices"]
    with tenant_scope(list(Tenant.objects.values_list("pk", flat=True))):
        ContentItem.objects.filter(kind=ItemKind.OFFICE, slug__in=everything[:2]).update(
            is_live=False, document={}, examples=[], search_text=""
        )
    forget()

    following = ask(OFFICES, after=page["pageInfo"]["endCursor"], first=100)["state"]["offices"]

    assert [edge["node"]["slug"] for edge in following["edges"]] == everything[2:]
    assert len(everything) > 2


@pytest.fixture
def view(db: None) -> StateView:
    """The starter content of Tabasco."""
    return state_view.for_viewer(Viewer(ViewerKind.CLIENT, {"TAB": Tenant.objects.get(code="TAB").pk}), "TAB")


@pytest.mark.parametrize("kind", [ItemKind.GUIDANCE, ItemKind.TERM, ItemKind.ORGANIZATION, ItemKind.SCRIPT])
def test_lists_of_the_starter_content_stand_in_the_order_of_their_sort_keys(view: StateView, kind: ItemKind) -> None:
    orders = [view.order_of(item["key"]) for item in view.all(kind)]

    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders) > 0


@pytest.mark.parametrize("kind", [None, *OrganizationKind.values])
@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"open_now": True},
        {"near": (17.99, -92.93)},
        {"near": (17.99, -92.93), "open_now": True},
        {"open_at": datetime(2026, 12, 25, 5, tzinfo=UTC)},
        {"municipality": "Centro"},
    ],
    ids=str,
)
def test_offices_stand_in_the_order_of_their_sort_keys(view: StateView, kind: str | None, wish: dict[str, Any]) -> None:
    hits = view.directory.offices(kind, **wish, now=datetime(2026, 11, 23, 18, tzinfo=UTC))

    orders = [(*hit.rank, view.order_of(hit.item["key"])) for hit in hits]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)
