"""The small copies that the worker has written, as the desk fetches them. Nothing here learns or makes one."""

from __future__ import annotations

from publishing.models import SmallCopy
from tenants.scope import tenant_scope

from .view import StateView


def copy_digest(view: StateView) -> str | None:
    """Return the digest of the copy of what a view's search has learned; None: there is none yet."""
    with tenant_scope([view.tenant.id]):
        copies = SmallCopy.objects.filter(tenant_id=view.tenant.id, locale=view.locale)
        return copies.values_list("digest", flat=True).first()


def copy_with(view: StateView, digest: str) -> bytes | None:
    """Return the copy with a digest, compressed with brotli; None: it is no more, or never was."""
    with tenant_scope([view.tenant.id]):
        copies = SmallCopy.objects.filter(tenant_id=view.tenant.id, locale=view.locale, digest=digest)
        content = copies.values_list("content", flat=True).first()
    return None if content is None else bytes(content)
