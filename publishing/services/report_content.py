"""Reports that something in a text is wrong: the one way in, for operators and readers.

A report opens, or adds to, the review of whoever owns what is reported: the library or the state. It is kept in words
of lists only, with the state where it was read, and with nothing of who reported it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypedDict, cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from content_models.adaptable import ADAPTABLE
from content_models.kinds import ItemKind
from content_models.overlay import Origin
from content_models.piece_labels import WHOLE_TEXT, PieceLabel, labels_in
from content_models.shapes.documents import Item
from publishing.errors import ReportRefused
from publishing.models import ReportCategory, ReviewReason, ReviewTask
from publishing.review.due import due_on
from tenants.limits import Limit, take
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

PER_REPORTER = Limit("reports.reporter", most=60, seconds=60 * 60)
PER_STATE = Limit("reports.state", most=600, seconds=60 * 60)

DIGEST = re.compile(r"[0-9a-f]{64}")
WHOLE = ""
"""The address of the whole text."""

MOST_IDS = 200
"""So many reports a review remembers, so that one that is sent again is not counted again."""


class Report(TypedDict):
    """What is reported of one piece in one category, in the details of a review.

    Attributes:
        digest: of the script that was read last, None for other texts.
        states: how often it was reported where, by the state's code.
        lastAt: RFC 3339, UTC.
    """

    address: str
    category: str
    digest: str | None
    count: int
    states: dict[str, int]
    lastAt: str


def report_content(
    *,
    tenant: Tenant,
    item: Item,
    node: str | None,
    digest: str | None,
    category: ReportCategory,
    report_id: UUID,
    reporter: tuple[str, object],
) -> ReviewTask:
    """Report a text, or one piece of it, as a state serves it; return the review. One report counts once.

    What the state does not serve any more is reported of the whole text.

    Args:
        tenant: the state where it was read.
        item: as the state serves it, from its view.
        node: key or id of a node, block or part of it; None: the whole text.
        digest: of the script that was read (`delivery.pinned_scripts`).
        report_id: the reporter's own for this report; another try has the same.
        reporter: whose tries are counted, such as `("user", 7)`. It is not kept.
    Raises:
        ReportRefused: the digest is none.
        LimitReached: too many reports; nothing is kept.
    """
    if digest is not None and not DIGEST.fullmatch(digest):
        raise ReportRefused
    piece = _piece_of(item, node)
    owner_id = LIBRARY_ID if (piece or item).get("origin") == Origin.LIBRARY else tenant.pk
    locale = str(item["servedLocale"] if piece is None else piece.get("locale") or item["servedLocale"])
    with tenant_scope([owner_id]), override(settings.LANGUAGE_CODE):
        of_text = ReviewTask.objects.filter(
            tenant_id=owner_id, reason=ReviewReason.REPORTED, key=item["key"], locale=locale
        )
        known = of_text.filter(details__ids__contains=[str(report_id)]).first()
        if known is not None:
            return known
        take(PER_REPORTER.of(*reporter), PER_STATE.of(tenant.pk))
        now = timezone.now()
        owner = tenant if owner_id == tenant.pk else Tenant.objects.get(pk=owner_id)
        task, _ = of_text.select_for_update().get_or_create(
            closed_at=None,
            defaults={
                "tenant_id": owner_id,
                "reason": ReviewReason.REPORTED,
                "key": item["key"],
                "locale": locale,
                "kind": item["kind"],
                "title": item["title"][:255],
                "opened_at": now,
                "due_on": due_on(owner, now, is_urgent=False),
            },
        )
        if str(report_id) in task.details.get("ids", ()):  # sent twice at once
            return task
        address = WHOLE if piece is None else str(piece["id"])
        reports = [cast(Report, one) for one in task.details.get("reports", ())]
        report = next((one for one in reports if (one["address"], one["category"]) == (address, category)), None)
        if report is None:
            report = {
                "address": address, "category": str(category), "digest": None, "count": 0, "states": {}, "lastAt": "",
            }  # fmt: skip
            reports.append(report)
        report["digest"] = digest
        report["count"] += 1
        report["states"][tenant.code] = report["states"].get(tenant.code, 0) + 1
        report["lastAt"] = now.isoformat(timespec="seconds").replace("+00:00", "Z")
        task.addresses = list(dict.fromkeys([*task.addresses, address]))
        task.details = {
            **task.details,
            "reports": reports,
            "labels": {**task.details.get("labels", {}), address: _label_of(item, address)},
            "ids": [*task.details.get("ids", ()), str(report_id)][-MOST_IDS:],
        }
        task.save(update_fields=["addresses", "details"])
    return task


def _piece_of(item: Item, node: str | None) -> Mapping[str, Any] | None:
    """Return the block, node or part of an item with a key or id; None: the whole item is meant, or it has none."""
    if node is None:
        return None
    lists = (value for value in cast(Mapping[str, Any], item).values() if isinstance(value, list))
    pieces = (entry for entries in lists for entry in entries if isinstance(entry, Mapping) and "origin" in entry)
    return next((piece for piece in pieces if node in {piece.get("id"), piece.get("key")}), None)


def _label_of(item: Item, address: str) -> PieceLabel:
    kind = ItemKind(item["kind"])
    if address == WHOLE or kind not in ADAPTABLE:
        return WHOLE_TEXT
    return labels_in(kind, cast(Mapping[str, Any], item)).get(address, WHOLE_TEXT)
