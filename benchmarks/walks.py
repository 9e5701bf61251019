"""What replaying test walks adds to publishing a national script: nobody has adapted it, or every state has."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from content_models.kinds import ItemKind
from content_models.models import ScriptPage
from publishing.broken_walks import check_walks
from publishing.models import ContentItem
from publishing.page_rows import row_of, tenant_of_page
from publishing.store import check_publishable
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, Tenant
from tenants.trees import pages_of

from .timing import medians, print_ratios


def main() -> None:
    """Measure and print. All is rolled back."""
    scripts = ScriptPage.objects.filter(pk__in=pages_of([LIBRARY_ID]).values("pk"), live=True)
    page = max(scripts, key=lambda script: len(script.nodes))
    tenant = tenant_of_page(page)
    row = row_of(page, tenant)
    times: dict[str, float] = {}
    with scope_of(LIBRARY_ID), transaction.atomic():
        times |= medians(
            {
                "all checks before publishing, nobody adapts it": lambda: check_publishable(page),
                "its test walks, nobody adapts it": lambda: check_walks(page, row.document, tenant),
            }
        )
        states = list(Tenant.objects.states())
        ContentItem.objects.bulk_create(_adaptation(state, row.document) for state in states)
        times |= medians(
            {
                f"all checks before publishing, {len(states)} states adapt it": lambda: check_publishable(page),
                f"its test walks, {len(states)} states adapt it": lambda: check_walks(page, row.document, tenant),
            }
        )
        transaction.set_rollback(True)
    print_ratios(f"Checking “{page.title}” ({len(page.nodes)} nodes, {len(page.walks)} walks)", times)


def _adaptation(state: Tenant, script: Mapping[str, Any]) -> ContentItem:
    """A state's own words for the first node of a script."""
    [first, *_] = script["nodes"]
    operation = {"id": str(uuid.uuid4()), "op": "replace", "base": 1, "target": first["id"], "value": first}
    key = str(uuid.uuid4())
    return ContentItem(
        tenant=state,
        key=key,
        locale=script["locale"],
        kind=ItemKind.ADAPTATION,
        slug=key,
        path=f"/{key}/",
        sort_key=key,
        version=1,
        published_at=timezone.now(),
        page_id=0,
        document={"kind": "ADAPTATION", "adaptsKey": script["key"], "base": 1, "operations": [operation], "walks": []},
    )
