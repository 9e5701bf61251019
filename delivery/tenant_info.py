"""A state's own settings as readers see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import DEFAULT_DB_ALIAS, connections

from content_models.languages import bcp47
from content_models.rich_text import Substitute
from media.models import StateTheme
from publishing.served_languages import DEFAULT_LOCALE
from tenants.models import TenantPhone, TenantStatus
from tenants.phones import emergency_first

from .calendars import Holiday


@dataclass(frozen=True, slots=True)
class TenantInfo:
    """A state (or the library), immutable and complete.

    `languages` are dicts `{tag, name, iso6393, isServed, isVerified}` in order of fallback; `phones` are dicts
    `{purpose, label, display, dial, e164, isDialledByHand}`; `theme` is `{primaryColor, secondaryColor,
    logo: {url, width, height, alt} or None}`; `version` is the tenant's when this was read.

    `holidays` are its own holidays and closures, by day.
    """

    id: int
    code: str
    inegi_code: str
    name: str
    official_name: str
    slug: str
    capital: str
    time_zone: str
    status: str
    default_locale: str
    locales: tuple[str, ...]
    languages: tuple[Mapping[str, Any], ...]
    phones: tuple[Mapping[str, Any], ...]
    theme: Mapping[str, Any]
    version: int = 0
    holidays: tuple[Holiday, ...] = ()

    @property
    def is_launched(self) -> bool:
        """Whether it serves citizens."""
        return self.status == TenantStatus.LAUNCHED

    @property
    def is_suspended(self) -> bool:
        """Whether it is closed to all readers."""
        return self.status == TenantStatus.SUSPENDED


_OF_TENANT = ("id", "code", "inegi_code", "name", "official_name", "slug", "capital", "time_zone", "status")
_SETTINGS = f"""
SELECT {", ".join("tenant." + column for column in _OF_TENANT)},
       theme.primary_color, theme.secondary_color, theme.published_logo::text AS logo,
       (SELECT jsonb_agg(jsonb_build_object('tag', code, 'name', name, 'iso6393', nullif(iso639_3, ''),
               'isServed', is_served, 'isVerified', is_verified) ORDER BY position, id)::text
          FROM tenants_tenantlanguage WHERE tenant_id = tenant.id) AS languages,
       (SELECT jsonb_agg(jsonb_build_object('purpose', purpose, 'label', label, 'display', display, 'dial', dial,
               'e164', nullif(e164, ''), 'isDialledByHand', is_dialled_by_hand) ORDER BY position, id)::text
          FROM tenants_tenantphone WHERE tenant_id = tenant.id) AS phones
  FROM tenants_tenant tenant LEFT JOIN media_statetheme theme ON theme.tenant_id = tenant.id
 WHERE tenant.id = ANY (%s)
"""


def read_tenants(
    versions: Mapping[int, int],
    holidays: Mapping[int, tuple[Holiday, ...]] | None = None,
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> dict[int, TenantInfo]:
    """Read the settings of some tenants, in one statement however many they are.

    Args:
        versions: the tenants' primary keys, and the version each is read at.
        holidays: theirs, which were read with what else changed up to that version.
        using: alias of the database.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_SETTINGS, [list(versions)])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    holidays = holidays or {}
    return {row["id"]: _info(row, versions[row["id"]], holidays.get(row["id"], ())) for row in rows}


def _info(row: Mapping[str, Any], version: int, holidays: tuple[Holiday, ...]) -> TenantInfo:
    languages = tuple(
        {**language, "tag": bcp47(language["tag"])} for language in orjson.loads(row["languages"] or "[]")
    )
    locales = tuple(language["tag"] for language in languages if language["isServed"]) or (DEFAULT_LOCALE,)
    return TenantInfo(
        **{name: row[name] for name in _OF_TENANT},
        default_locale=locales[0],
        locales=locales,
        languages=languages,
        phones=tuple(emergency_first(orjson.loads(row["phones"] or "[]"))),
        theme=_theme(row["primary_color"], row["secondary_color"], row["logo"]),
        version=version,
        holidays=holidays,
    )


def substitutes(tenant: TenantInfo, library: TenantInfo | None) -> dict[str, Substitute]:
    """What stands in the place of each placeholder; numbers a state lacks are the library's."""
    values = {"state": Substitute(tenant.name), "state_official": Substitute(tenant.official_name)}
    phones = [*tenant.phones, *(library.phones if library else ())]
    for name in (TenantPhone.Purpose.HELP_LINE, TenantPhone.Purpose.EMERGENCY):
        phone = next((phone for phone in phones if phone["purpose"] == name), None)
        if phone is not None:
            values[str(name)] = Substitute(phone["display"], f"tel:{phone['dial']}")
    values.setdefault("emergency", Substitute("911", "tel:911"))
    values.setdefault("help_line", values["emergency"])
    return values


def _theme(primary: str | None, secondary: str | None, logo: str | None) -> dict[str, Any]:
    usual = StateTheme()
    return {
        "primaryColor": primary or usual.primary_color,
        "secondaryColor": secondary or usual.secondary_color,
        "logo": orjson.loads(logo) if logo else None,
    }
