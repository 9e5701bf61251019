"""A law that changed: where the text cites it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery.view import StateView
from editorial.citations.articles import normalized_article
from editorial.citations.places import Place, places_in
from publishing.models import ContentItem, ReviewTask
from tenants.scope import tenant_scope


@dataclass(frozen=True, slots=True)
class LawSheet:
    """Where the law is cited in the text as it is read now; nowhere, when that was changed already."""

    places: tuple[Place, ...]


def law_sheet(task: ReviewTask, view: StateView | None) -> LawSheet:
    """Return the places of the text that cite what the task is about.

    Args:
        view: what the state serves; None for the library's own tasks.
    """
    document = view.item(task.key) if view is not None else _stored(task)
    law, article = str(task.details.get("law", "")), normalized_article(str(task.details.get("article", "")))
    return LawSheet(places_in(document, law, article) if document is not None else ())


def _stored(task: ReviewTask) -> Mapping[str, Any] | None:
    with tenant_scope([task.tenant_id]):
        rows = ContentItem.objects.for_tenant(task.tenant_id).live().filter(key=task.key, locale=task.locale)
        return rows.values_list("document", flat=True).first()
