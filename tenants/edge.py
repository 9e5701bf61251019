"""The edge: here, and only here, a key, a person or a host becomes a `Viewer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from . import identity_cache, key_usage
from .databases import READER
from .errors import HostUnknown, IdentityUnavailable, KeyRefusal, KeyRefused
from .keys import digest_of, is_well_formed
from .models import Scope, Tenant, TenantStatus, User
from .permissions import sees_all_states
from .viewer import Viewer, ViewerKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

__all__ = [
    "HostUnknown",
    "IdentityUnavailable",
    "KeyRefused",
    "viewer_for_host",
    "viewer_for_key",
    "viewer_for_service_host",
    "viewer_for_user",
]

READER_SCOPES = frozenset({Scope.CONTENT.value, Scope.SCRIPTS.value, Scope.EXAMPLES.value, Scope.CHANGES.value})


def viewer_for_key(raw_key: str | None, *, source: str = "") -> Viewer:
    """Return the viewer of an API key, and record its use.

    A publishable key sees launched states only; a secret key also those in preparation.

    Args:
        source: the client's network (`proxies.client_network`): only a source that guesses keys is refused.
    Raises:
        KeyRefused: missing, malformed, unknown, expired or revoked.
        IdentityUnavailable: the key is not cached, and the database does not answer.
    """
    if not raw_key:
        raise KeyRefused(KeyRefusal.MISSING)
    key = identity_cache.cached_key(raw_key)
    if key is None:
        if not is_well_formed(raw_key):
            raise KeyRefused(KeyRefusal.MALFORMED)
        key = identity_cache.key_with_digest(digest_of(raw_key), source=source)
    if key is None:
        raise KeyRefused(KeyRefusal.UNKNOWN)
    if key.is_revoked:
        raise KeyRefused(KeyRefusal.REVOKED)
    if key.expires_at is not None and key.expires_at <= timezone.now():
        raise KeyRefused(KeyRefusal.EXPIRED)
    if key.viewer.key_id is not None:
        key_usage.record_use(key.viewer.key_id)
    return key.viewer


def viewer_for_host(host: str, *, source: str = "") -> Viewer:
    """Return the viewer of a portal's visitors: one launched state, content only.

    Args:
        host: as in the header `Host`, with or without a port.
        source: who asks for it (`proxies.client_network`).
    Raises:
        HostUnknown: no launched state has this host.
        IdentityUnavailable: as for keys.
    """
    viewer = identity_cache.viewer_of_host(_without_port(host), source=source)
    if viewer is None:
        raise HostUnknown(host)
    return viewer


def viewer_for_service_host() -> Viewer:
    """Return the viewer of the service's own host: what every launched state shows, content only."""
    states = Tenant.objects.using(READER).states().filter(status=TenantStatus.LAUNCHED)
    return Viewer(
        kind=ViewerKind.HOST, tenants=dict(states.values_list("code", "pk")), scopes=frozenset({Scope.CONTENT.value})
    )


def viewer_for_user(user: User | AnonymousUser) -> Viewer:
    """Return what a person who signed in may read: their own state, launched or not; the library's people and
    administrators read all states. Without a signed-in, active account nothing is readable.
    """
    if not isinstance(user, User) or not user.is_active:
        return Viewer(kind=ViewerKind.USER, tenants={})
    states = Tenant.objects.states()
    if not sees_all_states(user):
        states = states.filter(users=user)
    return Viewer(
        kind=ViewerKind.USER,
        tenants=dict(states.values_list("code", "pk")),
        scopes=READER_SCOPES,
        user_id=user.pk,
        name=user.display_name,
    )


def _without_port(host: str) -> str:
    name, _, port = host.strip().lower().rpartition(":")
    return name.rstrip(".") if name and port.isdigit() else host.strip().lower().rstrip(".")
