"""Tenants (the 32 states and the national library), their people and their API clients."""

from .api_client import OFFERED_SCOPES, ApiClient, ApiKey, Environment, KeyKind, Scope
from .attempt_count import AttemptCount
from .audit_entry import AuditChain, AuditEntry
from .second_factor import RecoveryCode, TotpDevice
from .session import UserSession
from .tenant import (
    LIBRARY_CODE,
    LIBRARY_ID,
    Adoption,
    Hostname,
    Tenant,
    TenantLanguage,
    TenantPhone,
    TenantQuerySet,
    TenantStatus,
)
from .user import ROLES_OF_LIBRARY, StaffRole, User

__all__ = [
    "LIBRARY_CODE",
    "LIBRARY_ID",
    "OFFERED_SCOPES",
    "ROLES_OF_LIBRARY",
    "Adoption",
    "ApiClient",
    "ApiKey",
    "AttemptCount",
    "AuditChain",
    "AuditEntry",
    "Environment",
    "Hostname",
    "KeyKind",
    "RecoveryCode",
    "Scope",
    "StaffRole",
    "Tenant",
    "TenantLanguage",
    "TenantPhone",
    "TenantQuerySet",
    "TenantStatus",
    "TotpDevice",
    "User",
    "UserSession",
]
