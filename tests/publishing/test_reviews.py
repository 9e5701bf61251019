"""What the library changes of what states had changed becomes a review: opened, extended, shrunk and closed."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from content_models.kinds import ItemKind
from publishing.adapting.types import OperationInput, PieceKind
from publishing.models import ReviewReason, ReviewTask
from publishing.services.publish import publish_page, unpublish_page
from tenants.scope import tenant_scope

from .desk import Desk, desk, first, retold

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"


def tasks(desk: Desk, code: str = "TAB", **filters: Any) -> list[ReviewTask]:
    """The reviews of a state, the oldest first."""
    with tenant_scope([desk.tenants[code].pk]):
        return list(ReviewTask.objects.filter(**filters).order_by("pk"))


def national(key: str) -> Any:
    """The library's page of a text."""
    return Page.objects.get(translation_key=key).specific


def retell_nationally(key: str, address: str, text: str) -> None:
    """The library gives a block another text."""
    page = national(key)
    block = next(one for one in page.body if one.id == address)
    block.value["text"].source = text
    publish_page(page=page)


def test_a_national_edit_of_what_a_state_adapted_opens_a_review_there_only(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    desk.put(key, retold(desk, key, piece.address, "<p>En Tabasco.</p>"))
    desk.publish(key)

    retell_nationally(key, piece.address, "<p>Nuevo texto nacional.</p>")

    (task,) = tasks(desk)
    assert (task.reason, task.key, task.locale, task.kind) == (ReviewReason.CHANGED, key, "es-MX", "GUIDANCE")
    assert (task.addresses, task.from_number, task.to_number) == ([piece.address], 1, 2)
    assert task.closed_at is None
    assert tasks(desk, "COA") == []
    assert desk.differences() == []
