"""Writing the world into the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from content_models.documents.examples import summary_of
from content_models.spanish_order import sort_string
from delivery import state_view
from publishing.models import ContentItem, Edition, TenantVersion
from tenants import identity_cache
from tenants.models import LIBRARY_ID, Tenant, TenantLanguage, TenantPhone, TenantStatus
from tenants.scope import tenant_scope

from .content import COAHUILA, IN_MAYA, LIBRARY, TABASCO
from .documents import Document

PUBLISHED_AT = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
STATES = {
    "TAB": {"inegi_code": "27", "name": "Tabasco", "slug": "tabasco", "time_zone": "America/Mexico_City"},
    "COA": {"inegi_code": "05", "name": "Coahuila", "slug": "coahuila", "time_zone": "America/Monterrey"},
}


def build() -> dict[str, Tenant]:
    """Publish the library and two launched states in place of whatever the database held; return the states."""
    _library()
    states = {code: _state(code) for code in STATES}
    everyone = list(Tenant.objects.values_list("pk", flat=True))
    with tenant_scope(everyone):
        ContentItem.objects.all().delete()
        publish(LIBRARY_ID, LIBRARY)
        publish(LIBRARY_ID, IN_MAYA)
        publish(states["TAB"].pk, TABASCO)
        publish(states["COA"].pk, COAHUILA)
    forget()
    return states


def publish(tenant_id: int, documents: Mapping[str, Document]) -> None:
    """Write documents by path, as one new version of the tenant; needs its scope."""
    version, _ = TenantVersion.objects.get_or_create(tenant_id=tenant_id)
    version.version += 1
    version.save()
    items = ContentItem.objects.bulk_create(
        ContentItem(
            tenant_id=tenant_id,
            key=document["key"],
            locale=document["locale"],
            kind=document["kind"],
            slug=document["slug"],
            path=path,
            sort_key=_sort_key(document),
            **_apart(document),
            search_text=document["searchText"],
            version=version.version,
            edition=1 if tenant_id == LIBRARY_ID else 0,
            published_at=PUBLISHED_AT,
            page_id=position,
        )
        for position, (path, document) in enumerate(documents.items(), start=1)
    )
    editions = (
        Edition(
            key=item.key,
            locale=item.locale,
            number=item.edition,
            kind=item.kind,
            document=item.document,
            examples=item.examples,
            published_at=item.published_at,
        )
        for item in items
        if item.tenant_id == LIBRARY_ID
    )
    # An edition is never deleted: that of the home page that the database held, of the same key, stays.
    Edition.objects.bulk_create(editions, ignore_conflicts=True)


def _apart(document: Document) -> dict[str, Any]:
    """What the store keeps of a document, and of its examples beside it."""
    if "examples" not in document:
        return {"document": document}
    said = document["examples"]
    fields = {name: value for name, value in document.items() if name != "examples"}
    return {"document": {**fields, "examplesSummary": summary_of(said)}, "examples": said}


def forget() -> None:
    """Empty this process's memory of keys and content."""
    identity_cache.reset()
    state_view.reset()


def _sort_key(document: Document) -> str:
    if document["kind"] == "TERM":
        return sort_string(document["term"])
    return f"{document.get('needsConfirmation', False):d}{document['order']:04d}{sort_string(document['title'])}"


def _library() -> None:
    library, _ = Tenant.objects.get_or_create(
        pk=LIBRARY_ID,
        defaults={
            "code": "NAC",
            "name": "Biblioteca nacional",
            "official_name": "Biblioteca nacional",
            "slug": "biblioteca-nacional",
            "time_zone": "America/Mexico_City",
        },
    )
    library.languages.all().delete()
    _languages(library, serves_maya=True)


def _languages(tenant: Tenant, *, serves_maya: bool) -> None:
    TenantLanguage.objects.create(tenant=tenant, code="es-mx", name="Español", is_served=True, position=0)
    TenantLanguage.objects.create(tenant=tenant, code="yua", name="Maya", is_served=serves_maya, position=1)


def _state(code: str) -> Tenant:
    facts = STATES[code]
    tenant, _ = Tenant.objects.update_or_create(
        code=code, defaults={**facts, "official_name": f"Estado de {facts['name']}", "status": TenantStatus.LAUNCHED}
    )
    tenant.languages.all().delete()
    tenant.phones.all().delete()
    _languages(tenant, serves_maya=code == "TAB")
    TenantPhone.objects.create(
        tenant=tenant, purpose=TenantPhone.Purpose.EMERGENCY, label="Emergencias", display="911", dial="911"
    )
    return tenant
