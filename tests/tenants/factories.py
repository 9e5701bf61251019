"""Makes what tests of access need: two states, their people, their clients and keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from media.models import CustomDocument, CustomImage
from publishing.services.launch_state import StateFacts, prepare_tenant
from tenants.models import (
    LIBRARY_ID,
    ApiClient,
    ApiKey,
    Environment,
    KeyKind,
    Scope,
    StaffRole,
    Tenant,
    TenantStatus,
    User,
)
from tenants.scope import tenant_scope
from tenants.services.accounts import assign_role
from tenants.services.keys import ClientInput, create_client, issue_key

PASSWORD = "correct horse battery staple"

LIBRARY = StateFacts(
    code="NAC",
    name="Biblioteca nacional",
    official_name="Biblioteca nacional de Justicia para Ti",
    slug="nacional",
    time_zone="America/Mexico_City",
)
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


def prepared(code: str, *, status: TenantStatus | None = None) -> Tenant:
    """Return the state with trees, collection and groups, made when the database has none yet."""
    library()
    bare = state(code, status=status)
    if bare.root_page_id is not None:
        return bare
    return prepare_tenant(
        facts=StateFacts(code=code, name=bare.name, official_name=bare.name, slug=bare.slug, time_zone=bare.time_zone)
    )


def library() -> Tenant:
    """Return the national library with its trees, collection and groups."""
    national = Tenant.objects.get(pk=LIBRARY_ID)
    return national if national.root_page_id is not None else prepare_tenant(facts=LIBRARY)


def member(tenant: Tenant, role: StaffRole, name: str = "") -> User:
    """Make somebody who works for a prepared tenant."""
    user = person(name or f"{role}-{tenant.code}".lower())
    assign_role(user=user, tenant=tenant, role=role)
    return user


def page_of(tenant: Tenant, slug: str = "avisos") -> Page:
    """Return a section of a tenant's tree."""
    home = Page.objects.get(pk=tenant.root_page_id)
    return home.get_children().get(slug=slug)


def image_of(tenant: Tenant, title: str) -> CustomImage:
    """Make a small image in a tenant's collection."""
    with tenant_scope([tenant.pk]):
        return CustomImage.objects.create(
            title=title, alt_text=title, file=get_test_image_file(), collection=tenant.collection
        )


def document_of_collection(tenant: Tenant, title: str) -> CustomDocument:
    """Make a small file in a tenant's collection."""
    with tenant_scope([tenant.pk]):
        return CustomDocument.objects.create(
            title=title, file=ContentFile(b"%PDF-1.4", name="file.pdf"), collection=tenant.collection
        )


def client_of(
    owner: Tenant,
    *,
    tenants: Iterable[Tenant] = (),
    scopes: Iterable[Scope] = (Scope.CONTENT,),
    environment: Environment = Environment.SANDBOX,
    budget_per_minute: int = 10_000_000,
) -> ApiClient:
    """Make an API client of a state, for that state unless told; in the sandbox and with plenty to spend."""
    return create_client(
        owner=owner,
        given=ClientInput(
            name=f"Sitio de {owner.name}",
            tenants=list(tenants) or [owner],
            scopes=list(scopes),
            environment=environment,
            budget_per_minute=budget_per_minute,
        ),
    )


def key_of(
    owner: Tenant,
    *,
    kind: KeyKind = KeyKind.SECRET,
    tenants: Iterable[Tenant] = (),
    scopes: Iterable[Scope] = (Scope.CONTENT,),
    expires_at: datetime | None = None,
    environment: Environment = Environment.SANDBOX,
    budget_per_minute: int = 10_000_000,
    is_bound: bool = False,
) -> tuple[ApiKey, str]:
    """Make a client of a state and a key of it; return the key and its raw text."""
    client = client_of(
        owner, tenants=tenants, scopes=scopes, environment=environment, budget_per_minute=budget_per_minute
    )
    return issue_key(client, kind, expires_at=expires_at, is_bound=is_bound)


def person(name: str, *, tenant: Tenant | None = None, is_superuser: bool = False) -> User:
    """Make somebody who can sign in with PASSWORD; without groups, even where their role has one."""
    role = "" if tenant is None else StaffRole.EDITOR
    return User.objects.create_user(
        username=name,
        email=f"{name}@example.org",
        password=PASSWORD,
        tenant=tenant,
        role=role,
        is_superuser=is_superuser,
    )
