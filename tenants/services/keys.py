"""Making API clients and their keys, replacing and revoking them. Each is one transaction and leaves a log entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import identity_cache
from tenants.audit import record
from tenants.keys import digest_of, hint_of, make_key
from tenants.models import ApiClient, ApiKey, Environment, KeyKind, Scope, Tenant, User
from tenants.permissions import can_manage_clients_of

KEYS_AT_ONCE = 2
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClientInput:
    """What somebody sets of an API client.

    Attributes:
        tenants: the states it may read.
        origins: browsers' origins that publishable keys are for, such as `https://justicia.tabasco.gob.mx`.
        environment: whether its keys are for trying things out; None: as it is, production for a new client.
        budget_per_minute: in points of cost, for each key; 0: no limit; None: as it is, the usual one for a new client.
    """

    name: str
    tenants: Sequence[Tenant]
    scopes: Sequence[Scope | str] = (Scope.CONTENT,)
    origins: Sequence[str] = ()
    environment: Environment | str | None = None
    budget_per_minute: int | None = None
    is_active: bool = True


@transaction.atomic
def create_client(*, owner: Tenant, given: ClientInput, by: User | None = None) -> ApiClient:
    """Make an API client without keys.

    Args:
        owner: the tenant whose publishers manage the client.
        by: who does it; None for the service itself (commands), which may do anything.
    Raises:
        PermissionDenied: `by` may not manage clients of `owner`, or grants a state other than it.
        ValidationError: no name, no state, an unknown scope, or an origin that is none.
    """
    client = ApiClient(owner=owner, created_by=by)
    if given.budget_per_minute is not None:
        client.budget_per_minute = given.budget_per_minute
    return _save(client, given, by=by, action="tenants.client.create")


@transaction.atomic
def change_client(*, client: ApiClient, given: ClientInput, by: User | None = None) -> ApiClient:
    """Change a client; all processes apply it within a second.

    Args:
        by: who does it; None for the service itself. Only administrators change budgets.
    Raises:
        PermissionDenied: `by` may not manage the client, changes its budget, or grants a state other than its owner.
        ValidationError: as for `create_client`.
    """
    client = _locked(client)
    if given.budget_per_minute is not None and given.budget_per_minute != client.budget_per_minute:
        if by is not None and not by.is_superuser:
            raise PermissionDenied
        client.budget_per_minute = given.budget_per_minute
    client = _save(client, given, by=by, action="tenants.client.edit")
    identity_cache.notify_changed(client_id=client.pk)
    return client


@transaction.atomic
def issue_key(
    client: ApiClient,
    kind: KeyKind | str,
    *,
    expires_at: datetime | None = None,
    is_bound: bool = False,
    by: User | None = None,
) -> tuple[ApiKey, str]:
    """Make a key and return it with the raw text, which cannot be read again.

    Args:
        expires_at: an aware instant; None: until it is revoked.
        is_bound: whether it runs only the client's trusted documents.
        by: as for `create_client`.
    Raises:
        PermissionDenied: `by` may not manage this client.
        ValidationError: two keys of the kind are usable already, or `expires_at` has passed.
    """
    client = _locked(client)
    _require_manager(client, by)
    kind = KeyKind(kind)
    if expires_at is not None and expires_at <= timezone.now():
        raise ValidationError(_("A key must expire in the future."), code="expires_at")
    if client.keys.usable().filter(kind=kind).count() >= KEYS_AT_ONCE:
        raise ValidationError(
            _("This client already has two active keys of this kind. Revoke one before making another."), code="keys"
        )
    raw = make_key(kind)
    key = ApiKey.objects.create(
        client=client,
        kind=kind,
        digest=digest_of(raw),
        hint=hint_of(raw),
        expires_at=expires_at,
        is_bound=is_bound,
        created_by=by,
    )
    record(client, "tenants.key.issue", tenant_id=client.owner_id, by=by, details={"key": key.hint})
    return key, raw


@transaction.atomic
def rotate_key(key: ApiKey, *, by: User | None = None) -> tuple[ApiKey, str]:
    """Make another key of the same kind and expiry; the old one works until it is revoked.

    Raises:
        PermissionDenied, ValidationError: as for `issue_key`; also when the old key is not usable any more.
    """
    if not key.is_usable:
        raise ValidationError(_("This key is not active any more. Make a new one instead."), code="not_usable")
    return issue_key(key.client, key.kind, expires_at=key.expires_at, is_bound=key.is_bound, by=by)


@transaction.atomic
def bind_key(key: ApiKey, *, is_bound: bool, by: User | None = None) -> ApiKey:
    """Let a key run only its client's trusted documents, or any query again; all processes apply it within a second.

    Args:
        is_bound: whether it runs trusted documents only.
        by: who does it; None: the command line.
    Raises:
        PermissionDenied: `by` may not manage this client.
    """
    key = ApiKey.objects.select_for_update(of=("self",)).select_related("client__owner").get(pk=key.pk)
    _require_manager(key.client, by)
    if key.is_bound != is_bound:
        key.is_bound = is_bound
        key.save(update_fields=["is_bound"])
        action = "tenants.key.bind" if is_bound else "tenants.key.release"
        identity_cache.notify_changed(digest=key.digest)
        record(key.client, action, tenant_id=key.client.owner_id, by=by, details={"key": key.hint})
    return key


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None = None) -> ApiKey:
    """Make a key useless in all processes, for ever; one already revoked stays as it is.

    Raises:
        PermissionDenied: `by` may not manage this client.
    """
    key = ApiKey.objects.select_for_update().select_related("client__owner").get(pk=key.pk)
    _require_manager(key.client, by)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        identity_cache.notify_changed(digest=key.digest)
        record(key.client, "tenants.key.revoke", tenant_id=key.client.owner_id, by=by, details={"key": key.hint})
    return key


def _save(client: ApiClient, given: ClientInput, *, by: User | None, action: str) -> ApiClient:
    _require_manager(client, by)
    if by is not None and not by.is_superuser and any(tenant.pk != client.owner_id for tenant in given.tenants):
        raise PermissionDenied
    if not given.tenants or any(tenant.is_library for tenant in given.tenants):
        raise ValidationError({"tenants": _("Choose the states that the client may read.")})
    client.name, client.is_active = given.name.strip(), given.is_active
    if given.environment is not None:
        client.environment = Environment(given.environment)
    scopes = {Scope.CONTENT, *map(Scope, _known_scopes(given.scopes))}
    client.scopes = [scope.value for scope in Scope if scope in scopes]
    client.origins = checked_origins(given.origins)
    client.full_clean()
    client.save()
    client.tenants.set(given.tenants)
    record(client, action, tenant_id=client.owner_id, by=by, details={"scopes": client.scopes})
    return client


def _known_scopes(scopes: Iterable[Scope | str]) -> list[str]:
    names = [str(scope) for scope in scopes]
    for name in names:
        if name not in Scope.values:
            raise ValidationError({"scopes": _("“%(scope)s” is not a scope.") % {"scope": name}})
    return names


def checked_origins(origins: Iterable[str]) -> list[str]:
    """Return origins in their plain form, as browsers send them.

    Raises:
        ValidationError: one is no origin.
    """
    return [_origin(origin) for origin in origins]


def _origin(text: str) -> str:
    origin = text.strip().lower().rstrip("/")
    if ORIGIN.fullmatch(origin) is None:
        raise ValidationError(
            {"origins": _("“%(origin)s” is not an origin such as https://justicia.tabasco.gob.mx.") % {"origin": text}}
        )
    return origin


def _require_manager(client: ApiClient, by: User | None) -> None:
    if by is not None and not can_manage_clients_of(by, client.owner_id):
        raise PermissionDenied


def _locked(client: ApiClient) -> ApiClient:
    return ApiClient.objects.select_for_update(of=("self",)).select_related("owner").get(pk=client.pk)
