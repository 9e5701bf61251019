"""What the tests of reviews have in common: national edits, and a state's tasks."""

from __future__ import annotations

from typing import Any

from editorial.adapting.types import OperationInput, OperationKind, Workbench
from publishing.models import ReviewTask
from publishing.services.publish import publish_page
from tenants.scope import tenant_scope
from tenants.trees import pages_of
from tests.desk import Desk, retold

FAMILY = "Detuvieron a mi familiar"
SCRIPT = "Mi familiar está detenido"


def tasks(desk: Desk, code: str = "TAB", **filters: Any) -> list[ReviewTask]:
    """The reviews of a state, the oldest first."""
    with tenant_scope([desk.tenants[code].pk]):
        return list(ReviewTask.objects.filter(**filters).select_related("closed_by").order_by("pk"))


def open_tasks(desk: Desk, code: str = "TAB") -> list[ReviewTask]:
    """Those that wait."""
    return tasks(desk, code, closed_at=None)


def only(desk: Desk, code: str = "TAB") -> ReviewTask:
    """The state's only open review."""
    (task,) = open_tasks(desk, code)
    return task


def national(key: str) -> Any:
    """The library's page of a text, as its draft says."""
    return pages_of([1]).get(translation_key=key).specific


def published(desk: Desk, page: Any, *, is_urgent: bool = False, **options: Any) -> None:
    """Publish a national page, and let everybody hear of it."""
    publish_page(page=page, urgent_reason="La ley cambió." if is_urgent else None, **options)
    desk.commit()


def retell(desk: Desk, key: str, address: str, text: str) -> None:
    """The library gives a block or node another text."""
    page = national(key)
    blocks = page.nodes if hasattr(page, "nodes") else page.body
    block = next(one for one in blocks if one.id == address)
    block.value["text"].source = text
    published(desk, page)


def remove(desk: Desk, key: str, address: str) -> None:
    """The library removes a block."""
    page = national(key)
    del page.body[next(place for place, one in enumerate(page.body) if one.id == address)]
    published(desk, page)


def set_nationally(desk: Desk, key: str, **fields: Any) -> None:
    """The library gives fields other values."""
    page = national(key)
    for name, value in fields.items():
        setattr(page, name, value)
    published(desk, page)


def adapt_piece(desk: Desk, key: str, address: str, text: str = "<p>De aquí.</p>", code: str = "TAB") -> None:
    """The state gives a block or node a text of its own, and publishes it."""
    desk.put(key, retold(desk, key, address, text), code=code)
    desk.publish(key, code=code)


def adapt_field(desk: Desk, key: str, field: str, value: Any, code: str = "TAB") -> None:
    """The state sets a field, and publishes it."""
    desk.put(key, OperationInput(OperationKind.SET, field=field, value=value), code=code)
    desk.publish(key, code=code)


def blocks(bench: Workbench) -> list[str]:
    """The ids of the text blocks of a workbench's body, in order."""
    return [one.address for one in bench.pieces if one.block_type == "text" and not one.parent]
