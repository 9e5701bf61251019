"""A state's own settings as readers see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content_models.languages import bcp47
from content_models.rich_text import Substitute
from media.models import StateTheme
from tenants.models import Tenant, TenantLanguage, TenantPhone, TenantStatus

DEFAULT_LOCALE = "es-MX"


@dataclass(frozen=True, slots=True)
class TenantInfo:
    """A state (or the library), immutable and complete.

    `languages` are dicts `{tag, name, iso6393, isServed, isVerified}` in order of fallback; `phones` are dicts
    `{purpose, label, display, dial, e164}`; `theme` is `{primaryColor, secondaryColor, logo: {url, width, height, alt}
    or None}`; `version` is the tenant's when this was read.
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

    @property
    def is_launched(self) -> bool:
        """Whether it serves citizens."""
        return self.status == TenantStatus.LAUNCHED

    @property
    def is_suspended(self) -> bool:
        """Whether nobody may read it."""
        return self.status == TenantStatus.SUSPENDED


def read_tenants(versions: Mapping[int, int]) -> dict[int, TenantInfo]:
    """Read the settings of some tenants, in three statements however many they are.

    Args:
        versions: the tenants' primary keys, and the version each is read at.
    """
    tenants = (
        Tenant.objects.filter(pk__in=versions).select_related("theme__logo").prefetch_related("languages", "phones")
    )
    return {tenant.pk: _info(tenant, versions[tenant.pk]) for tenant in tenants}


def _info(tenant: Tenant, version: int) -> TenantInfo:
    languages = tenant.languages.all()
    locales = tuple(bcp47(language.code) for language in languages if language.is_served) or (DEFAULT_LOCALE,)
    return TenantInfo(
        id=tenant.pk,
        code=tenant.code,
        inegi_code=tenant.inegi_code,
        name=tenant.name,
        official_name=tenant.official_name,
        slug=tenant.slug,
        capital=tenant.capital,
        time_zone=tenant.time_zone,
        status=tenant.status,
        default_locale=locales[0],
        locales=locales,
        languages=tuple(_language(language) for language in languages),
        phones=tuple(_phone(phone) for phone in tenant.phones.all()),
        theme=_theme(getattr(tenant, "theme", None)),
        version=version,
    )


def _language(language: TenantLanguage) -> dict[str, Any]:
    return {
        "tag": bcp47(language.code),
        "name": language.name,
        "iso6393": language.iso639_3 or None,
        "isServed": language.is_served,
        "isVerified": language.is_verified,
    }


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


def _phone(phone: TenantPhone) -> dict[str, Any]:
    return {
        "purpose": phone.purpose,
        "label": phone.label,
        "display": phone.display,
        "dial": phone.dial,
        "e164": phone.e164 or None,
    }


def _theme(theme: StateTheme | None) -> dict[str, Any]:
    theme = theme or StateTheme()
    logo = theme.logo
    return {
        "primaryColor": theme.primary_color,
        "secondaryColor": theme.secondary_color,
        "logo": {"url": logo.file.url, "width": logo.width, "height": logo.height, "alt": logo.default_alt_text}
        if logo
        else None,
    }
