"""Scripts as they were: by the digest that a run has kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from assistance.models import ScriptSnapshot
from content_models.kinds import ItemKind
from delivery.pinned_scripts import PinnedScript, restored
from delivery.state_view import StateView
from publishing.errors import StoreUnavailable
from tenants.databases import READER
from tenants.reconnecting import with_reconnect
from tenants.scope import tenant_scope

DIGEST = re.compile(r"[0-9a-f]{64}")


def pinned_scripts(view: StateView) -> list[PinnedScript]:
    """Return the scripts that a state serves now, as a run pins them."""
    return [view.pinned_script(script) for script in view.all(ItemKind.SCRIPT)]


def script_with_digest(view: StateView, digest: str) -> dict[str, Any] | None:
    """Return a script of a state as it was, in whatever language that was; None: the state never served it.

    It is the item with its `digest` and with `deadlineBlocks`, the deadlines of its nodes by id.

    Raises:
        StoreUnavailable: the database does not answer, and the state does not serve it now.
    """
    if not DIGEST.fullmatch(digest):
        return None
    document: Mapping[str, Any] | None = next(
        (pinned.document for pinned in pinned_scripts(view) if pinned.digest == digest), None
    )
    if document is None:
        tenant_id = view.tenant.id
        document = with_reconnect(lambda: _stored(tenant_id, digest), unavailable=StoreUnavailable)
    return None if document is None else {**restored(document), "digest": digest}


def _stored(tenant_id: int, digest: str) -> dict[str, Any] | None:
    with tenant_scope([tenant_id], using=READER):
        found = ScriptSnapshot.objects.using(READER).for_tenant(tenant_id).filter(digest=digest)
        document: dict[str, Any] | None = found.values_list("document", flat=True).first()
    return document
