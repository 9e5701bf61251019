"""What a draft changes that citizens do not see yet, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from content_models.models import AdaptationPage
from publishing.adapting.types import Workbench

from .rows import labels_of

Operations = Mapping[str, Mapping[str, Any]]


def unpublished_changes(bench: Workbench) -> list[str]:
    """Return one sentence for each change of the draft that is not published. One query."""
    if bench.page is None or not bench.has_draft_changes:
        return []
    drafted = _operations(bench.page)
    published = _operations(AdaptationPage.objects.get(pk=bench.page.pk)) if bench.page.live else {}
    labels = _labels(bench)
    lines = [
        _sentence(
            operation, labels.get(identifier) or labels.get(_address(operation), ""), is_new=identifier not in published
        )
        for identifier, operation in drafted.items()
        if published.get(identifier) != operation
    ]
    undone = [identifier for identifier in published if identifier not in drafted]
    lines += [_undone(published[identifier], labels) for identifier in undone]
    return lines


def _operations(page: AdaptationPage) -> Operations:
    return {str(child["id"]): child for child in page.changes.get_prep_value()}


def _labels(bench: Workbench) -> dict[str, str]:
    """What editors call the pieces, by address and by the operation that changes them."""
    labels = labels_of(bench)
    labels |= {piece.operation_id: labels[piece.address] for piece in bench.pieces if piece.operation_id}
    return labels | {lost.operation_id: lost.label for lost in bench.unresolved}


def _address(operation: Mapping[str, Any]) -> str:
    value = operation["value"]
    return str(value.get("target") or value.get("field") or "")


def _sentence(operation: Mapping[str, Any], label: str, *, is_new: bool) -> str:
    if operation["type"] == "hide":
        if not operation["value"].get("target"):
            return _("The whole page will be hidden.")
        return _("“%(piece)s” will be hidden.") % {"piece": label}
    if str(operation["value"].get("action", "")).startswith("insert") and is_new:
        return _("“%(piece)s” will be added.") % {"piece": label}
    return _("“%(piece)s” will say something else.") % {"piece": label}


def _undone(operation: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    address = _address(operation)
    if operation["type"] == "hide" and not address:
        return _("The whole page will be shown again.")
    if str(operation["value"].get("action", "")).startswith("insert"):
        return _("A part that was added will be removed.")
    return _("“%(piece)s” will be as in the national library again.") % {"piece": labels.get(address, "")}
