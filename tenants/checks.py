"""Rules of tenancy that a machine can check: run by `manage.py check --database default` and at the start of `run`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags
from django.core.checks import register as register_check
from django.db import connections, models

from .models import Tenant

APPS = ("tenants", "media", "content_models", "publishing", "assistance", "api", "portal", "cms")

# Read before the viewer is known, or about the service itself: no row-level policy, and the reason why.
SHARED = {
    "tenants.User": "signing in looks a person up before any tenant is known",
    "tenants.TenantLanguage": "public facts about the states, read when a viewer is made",
    "tenants.TenantPhone": "public facts about the states, read when a viewer is made",
    "tenants.Hostname": "a host becomes a viewer through it",
    "tenants.ApiClient": "a key becomes a viewer through it; the admin filters by owner",
    "tenants.ApiClient_tenants": "a key becomes a viewer through it",
    "media.StateTheme": "public appearance of a state",
}

_ROLE = """
    SELECT r.rolsuper, r.rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') AND n.nspname = current_schema())
    FROM pg_roles r WHERE r.rolname = current_user
"""
_PROTECTED = """
    SELECT c.relname FROM pg_class c
    WHERE c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = current_schema()::regnamespace
      AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
"""


def register() -> None:
    """Register the checks with Django."""
    register_check(Tags.database)(check_role)
    register_check(Tags.database)(check_policies)


def check_role(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """tenants.E001: the application signs in as a role that row-level security does not bind."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        if "tenants_tenant" not in _tables(alias):
            continue  # before the first migration nothing can be owned
        with connections[alias].cursor() as cursor:
            cursor.execute(_ROLE)
            is_superuser, bypasses, owns_tables = cursor.fetchone()
        faults = {"is a superuser": is_superuser, "has BYPASSRLS": bypasses, "owns tables": owns_tables}
        messages += [
            Error(
                f"The application's role on the database “{alias}” {fault}: row-level security would not hold.",
                hint="Let DATABASE_URL name a role of its own with no more than the rights in cms/roles.py.",
                id="tenants.E001",
            )
            for fault, is_so in faults.items()
            if is_so
        ]
    return messages


def check_policies(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """tenants.E002: a table with a tenant has no forced row-level policy and is not listed as shared."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        tables = _tables(alias)
        with connections[alias].cursor() as cursor:
            cursor.execute(_PROTECTED)
            protected = {name for (name,) in cursor.fetchall()}
        messages += [
            Error(
                f"{model._meta.label} has a tenant, but “{model._meta.db_table}” has no forced row-level policy.",
                hint="Add `protect(table)` to the migration that creates it, or list the model in tenants/checks.py.",
                obj=model,
                id="tenants.E002",
            )
            for model in models_with_tenant()
            if model._meta.db_table in tables - protected and model._meta.label not in SHARED
        ]
    return messages


def models_with_tenant() -> list[type[models.Model]]:
    """The project's own models that point at a tenant."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name in APPS
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
        and any(isinstance(field, models.ForeignKey) and field.related_model is Tenant for field in model._meta.fields)
    ]


def _tables(alias: str) -> set[str]:
    return set(connections[alias].introspection.table_names())
