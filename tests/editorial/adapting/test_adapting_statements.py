"""How many statements adapting costs, on the largest national texts: more is somebody's loop. Real content."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content_models.kinds import ItemKind
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from tests.desk import Desk, desk, first, retold

__all__ = ["desk"]


def largest(desk: Desk, kind: ItemKind, name: str) -> str:
    """The key of the national text of a kind with the most pieces."""
    return str(max(desk.view().all(kind), key=lambda item: len(item[name]))["key"])


def statements_of(desk: Desk, address: str) -> int:
    """The statements of opening an address for the second time: what is remembered is remembered."""
    client = Client()
    client.force_login(desk.people["TAB", "publisher"])
    desk.commit()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("kind", "name", "inherited", "adapted"),
    [(ItemKind.GUIDANCE, "body", 38, 51), (ItemKind.SCRIPT, "nodes", 38, 51)],
    ids=["guidance", "script"],
)
def test_the_workbench_costs_the_same_however_large_the_text_is(
    desk: Desk, kind: ItemKind, name: str, inherited: int, adapted: int
) -> None:
    key = largest(desk, kind, name)
    address = reverse("adapting:text", args=["TAB", key])
    piece_kind = PieceKind.BLOCK if kind is ItemKind.GUIDANCE else PieceKind.NODE

    before = statements_of(desk, address)
    change: Any = retold(desk, key, first(desk.bench(key), piece_kind).address, "<p>Aquí.</p>")
    desk.put(key, change)
    desk.put(key, OperationInput(OperationKind.SET, field="title", value="De aquí"))
    after = statements_of(desk, address)

    assert (before, after) == (inherited, adapted)
