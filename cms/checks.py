"""What a real installation must not be started with: commands refuse it by Django's checks, the web server itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.core.checks import register as register_check
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from cms.roles import MAKING_LARGE_OBJECTS, READABLE, READABLE_COLUMNS
from tenants.databases import READER
from tenants.keyring import is_key
from tenants.second_factor.state import REQUIRED

SECRET_KEY_CHARACTERS = 50
SECRET_KEY_DIFFERENT_CHARACTERS = 5
SECRET_KEY_INSECURE_PREFIX = "django-insecure-"
BACKENDS_TO_NOBODY = tuple(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")
)


def register() -> None:
    """Register the checks with Django."""
    register_check(Tags.security)(check_production)
    register_check(Tags.database)(check_reader)


def refuse_unsafe_settings() -> None:
    """Keep the web server from starting with settings that are unsafe for a real installation.

    Raises:
        ImproperlyConfigured: with all that is wrong, and what to do about it.
    """
    messages = check_production()
    if messages:
        raise ImproperlyConfigured("\n".join(f"{one.id}: {one.msg} {one.hint}" for one in messages))


def check_production(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """cms.E001 to cms.E006, and cms.E008; nothing of it matters on one's own machine."""
    return list(_unsafe()) if settings.IS_PRODUCTION else []


def check_reader(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """cms.E007, cms.W001: the role that reads for the API and the sites may do more than read what they are made of."""
    return list(_beyond_reading()) if READER in (databases or ()) else []


def _beyond_reading() -> Iterator[CheckMessage]:
    with connections[READER].cursor() as cursor:
        columns = [f"{table}.{column}" for table, names in READABLE_COLUMNS.items() for column in names]
        cursor.execute(_BEYOND_READING, {"readable": sorted(READABLE), "columns": columns})
        beyond = [name for (name,) in cursor.fetchall()]
        cursor.execute(_LARGE_OBJECTS, {"names": list(MAKING_LARGE_OBJECTS)})
        (makes_large_objects,) = cursor.fetchone()
    if beyond:
        yield Error(
            f"The role that reads for the API and the sites reaches more than it needs, {len(beyond)} in all: "
            f"{', '.join(beyond[:3])}.",
            hint="Let DATABASE_READER_URL name a role of its own, a member of no other, and run `manage.py migrate`.",
            id="cms.E007",
        )
    if makes_large_objects:
        yield Warning(
            "The role that reads for the API and the sites may make large objects, and so fill the disk.",
            hint="Run the statement in docs/running.md that takes this from everybody; only a superuser can.",
            id="cms.W001",
        )


_LARGE_OBJECTS = """
    SELECT coalesce(bool_or(has_function_privilege(p.oid, 'EXECUTE')), false) FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY (%(names)s)
"""
_BEYOND_READING = """
    SELECT 'the table ' || c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND (has_any_column_privilege(c.oid, 'INSERT, UPDATE') OR has_table_privilege(c.oid, 'DELETE, TRUNCATE')
           OR c.relname <> ALL (%(readable)s) AND EXISTS (
              SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND has_column_privilege(c.oid, a.attnum, 'SELECT')
              AND c.relname || '.' || a.attname <> ALL (%(columns)s::text[])))
    UNION ALL
    SELECT 'as the role ' || r.rolname FROM pg_roles r
    WHERE r.rolname <> current_user AND pg_has_role(r.oid, 'MEMBER')
    ORDER BY 1
"""


def _unsafe() -> Iterator[CheckMessage]:
    if settings.EMAIL_BACKEND in BACKENDS_TO_NOBODY:
        yield Error(
            "E-mail is sent to nobody: it goes to the log, say, with the links by which passwords are chosen.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.mx:587.",
            id="cms.E001",
        )
    if not _is_public(settings.PUBLIC_URL):
        yield Error(
            "PUBLIC_URL is no https address that others reach: links in e-mails lead nowhere, or are read on the way.",
            hint="Set PUBLIC_URL to the administration's address, such as https://admin.example.mx.",
            id="cms.E002",
        )
    if _is_weak(settings.SECRET_KEY):
        yield Error(
            "SECRET_KEY can be guessed: whoever does signs in as anybody.",
            hint='Set SECRET_KEY to what `python -c "import secrets; print(secrets.token_urlsafe(50))"` prints.',
            id="cms.E003",
        )
    if settings.S3_BUCKET and not settings.S3_CUSTOM_DOMAIN:
        yield Error(
            "S3_BUCKET is set without S3_CUSTOM_DOMAIN: addresses of published pictures would expire within an hour.",
            hint="Set S3_CUSTOM_DOMAIN to the host that serves images/ of the bucket, and nothing else of it.",
            id="cms.E004",
        )
    if not settings.ENCRYPTION_KEYS or not all(map(is_key, settings.ENCRYPTION_KEYS)):
        yield Error(
            "ENCRYPTION_KEYS holds no keys: the addresses of confidential places cannot be kept.",
            hint="Set ENCRYPTION_KEYS to what `manage.py keyring new` prints.",
            id="cms.E005",
        )
    if settings.DATABASES[READER]["USER"] == settings.DATABASES[DEFAULT_DB_ALIAS]["USER"]:
        yield Error(
            "The API and the sites read with the application's role, which sees drafts, people and their sessions.",
            hint="Set DATABASE_READER_URL to a role of its own; docs/running.md says how it is made.",
            id="cms.E006",
        )
    if settings.SECOND_FACTOR != REQUIRED:
        yield Error(
            "SECOND_FACTOR is offered, not required: a stolen password opens the administration.",
            hint="Take SECOND_FACTOR out of the environment: whoever has no phone set up yet is led through it.",
            id="cms.E008",
        )


def _is_public(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme != "https" or not host or host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        number = ip_address(host)
    except ValueError:
        return True  # a name
    number = getattr(number, "ipv4_mapped", None) or number
    return not (number.is_loopback or number.is_unspecified)


def _is_weak(key: str) -> bool:
    return (
        key.startswith(SECRET_KEY_INSECURE_PREFIX)
        or len(key) < SECRET_KEY_CHARACTERS
        or len(set(key)) < SECRET_KEY_DIFFERENT_CHARACTERS
    )
