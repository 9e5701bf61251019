"""Makes what tests of access need: two states, their people, their clients and keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tenants.models import ApiClient, ApiKey, KeyKind, Scope, Tenant, TenantStatus, User
from tenants.services.keys import create_client, issue_key

PASSWORD = "correct horse battery staple"

STATES = {"TAB": ("27", "Tabasco"), "JAL": ("14", "Jalisco"), "CMX": ("09", "Ciudad de México")}


def state(code: str, *, status: TenantStatus | None = None) -> Tenant:
    """Return the state with this code, made when the database has none yet; set its status if one is given."""
    inegi_code, name = STATES[code]
    tenant, _ = Tenant.objects.get_or_create(
        code=code,
        defaults={
            "inegi_code": inegi_code,
            "name": name,
            "official_name": name,
            "slug": name.lower().replace(" ", "-").replace("é", "e"),
            "time_zone": "America/Mexico_City",
        },
    )
    if status is not None and tenant.status != status:
        tenant.status = status
        tenant.save(update_fields=["status"])
    return tenant


def client_of(
    owner: Tenant, *, tenants: Iterable[Tenant] = (), scopes: Iterable[Scope] = (Scope.CONTENT,)
) -> ApiClient:
    """Make an API client of a state, for that state unless told."""
    return create_client(
        name=f"Sitio de {owner.name}", owner=owner, tenants=list(tenants) or [owner], scopes=list(scopes)
    )


def key_of(
    owner: Tenant,
    *,
    kind: KeyKind = KeyKind.SECRET,
    tenants: Iterable[Tenant] = (),
    scopes: Iterable[Scope] = (Scope.CONTENT,),
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Make a client of a state and a key of it; return the key and its raw text."""
    return issue_key(client_of(owner, tenants=tenants, scopes=scopes), kind, expires_at=expires_at)


def person(name: str, *, tenant: Tenant | None = None, is_superuser: bool = False) -> User:
    """Make somebody who can sign in with PASSWORD; without groups."""
    return User.objects.create_user(
        username=name,
        email=f"{name}@example.org",
        password=PASSWORD,
        tenant=tenant,
        is_superuser=is_superuser,
    )
