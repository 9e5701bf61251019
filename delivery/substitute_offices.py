"""Substitutes where a state has no office of a kind.

The state's own office always wins. Else, in this order: the national office of the kind, the help line for what the
kind does, the general help line. The emergency number is never a substitute: wherever one dials it, it is the state's
own.

A help line becomes an office (a number to call, without an address), one for each kind it stands in for, with a key and
a slug that are the same in every state: a client's cache must not merge it with the line itself, or with the same line
in the place of another kind.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from content_models.choices import OrganizationKind, SubstituteReason
from content_models.overlay import Origin
from content_models.shapes.documents import Item, OfficeItem
from content_models.shapes.parts import Instant, Phone
from tenants.models import TenantPhone

from .tenant_info import TenantInfo

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://justiciaparati.mx/substitute")
KINDS_BY_KEY: Mapping[str, str] = {str(uuid.uuid5(_NAMESPACE, kind)): kind for kind in OrganizationKind.values}
KEYS_BY_KIND: Mapping[str, str] = {kind: key for key, kind in KINDS_BY_KEY.items()}
KINDS_BY_SLUG: Mapping[str, str] = {
    f"linea-en-lugar-de-{kind.lower().replace('_', '-')}": kind for kind in OrganizationKind.values
}
SLUGS_BY_KIND: Mapping[str, str] = {kind: slug for slug, kind in KINDS_BY_SLUG.items()}
PURPOSES_BY_KIND: Mapping[str, str] = {
    OrganizationKind.POLICE: TenantPhone.Purpose.EMERGENCY,
    OrganizationKind.WOMENS_JUSTICE_CENTER: TenantPhone.Purpose.WOMEN,
}
"""The help lines for what a kind of office does."""


@dataclass(frozen=True, slots=True)
class Substitution:
    """That an office answers in the place of a kind, and why."""

    kind: str
    reason: SubstituteReason


@dataclass(frozen=True, slots=True)
class Line:
    """A help line: the numbers that a tenant's settings have for one purpose."""

    purpose: str
    phones: Sequence[Mapping[str, Any]]
    is_own: bool


def substitutes_by_kind(
    tenant: TenantInfo, national: TenantInfo, *, office: OfficeItem | None, about: Item | None, locale: str
) -> dict[str, OfficeItem]:
    """Return the substitute for each kind of office that a state may lack; kinds without one are left out.

    Args:
        national: the library's settings.
        office: the directory's help line, which comes before a general line of the settings.
        about: the page about help lines.
    """
    found = {}
    for kind in OrganizationKind.values:
        line = line_for(kind, tenant.phones, national.phones)
        is_general = line is None or line.purpose != PURPOSES_BY_KIND.get(kind)
        if office is not None and is_general:
            found[kind] = in_place_of(kind, office, SubstituteReason.HELP_LINE)
        elif line is not None and about is not None:
            found[kind] = office_of_line(
                kind,
                line,
                locale=locale,
                time_zone=tenant.time_zone,
                path=about["path"],
                published_at=about["publishedAt"],
            )
    return found


def line_for(kind: str, own: Sequence[Mapping[str, Any]], national: Sequence[Mapping[str, Any]]) -> Line | None:
    """The help line that answers for a kind: of what the kind does, else the general one; the state's before others.

    Args:
        own: the state's numbers.
        national: the library's.
    """
    for purpose in filter(None, (PURPOSES_BY_KIND.get(kind), TenantPhone.Purpose.HELP_LINE)):
        for numbers in (own, national):
            phones = [phone for phone in numbers if phone["purpose"] == purpose]
            if phones:
                return Line(purpose, phones, numbers is own)
    return None


def reason_of_line(kind: str, line: Line) -> SubstituteReason | None:
    """Why a help line answers for a kind; None where the state's own line is what the kind is."""
    if kind == OrganizationKind.HELP_LINE:
        return None if line.is_own else SubstituteReason.NATIONAL_OFFICE
    if line.purpose == PURPOSES_BY_KIND.get(kind):
        return SubstituteReason.KIND_LINE
    return SubstituteReason.HELP_LINE


def office_of_line(
    kind: str, line: Line, *, locale: str, time_zone: str, path: str, published_at: Instant | None
) -> OfficeItem:
    """A help line as an office, for the kind that it stands in for.

    Args:
        path: of the page about help lines.
        published_at: when that page was published: numbers in the settings have no such instant.
    """
    name = line.phones[0]["label"]
    phones: list[Phone] = [
        {
            "display": phone["display"],
            "dial": phone["dial"],
            "e164": phone["e164"],
            "extension": None,
            "label": None if phone["label"] == name else phone["label"],
            "languages": [],
        }
        for phone in line.phones
    ]
    office: OfficeItem = {
        "kind": "OFFICE",
        "key": KEYS_BY_KIND[kind],
        "slug": SLUGS_BY_KIND[kind],
        "title": name,
        "name": name,
        "locale": locale,
        "servedLocale": locale,
        "isFallback": False,
        "origin": str(Origin.LOCAL if line.is_own else Origin.LIBRARY),
        "path": path,
        "publishedAt": published_at,
        "organizationKey": None,
        "organizationKind": str(OrganizationKind.HELP_LINE),
        "services": [],
        "address": None,
        "municipality": None,
        "latitude": None,
        "longitude": None,
        "phones": phones,
        "email": None,
        "website": None,
        "timeZone": time_zone,
        "schedule": None,
        "hoursText": None,
        "languages": [],
        "accessibility": [],
        "areasServed": [],
        "note": None,
        "isConfidential": False,
        "needsConfirmation": True,  # no setting says that somebody has called the number
        "assuredOn": None,
        "source": None,
        "sourceQuality": None,
        "verified": False,
        "inForceOn": None,
        "reviewedOn": None,
        "reviewDueOn": None,
        "legalReviewer": "",
        "isSensitive": False,
        "order": 0,
        "searchText": "",
    }
    return in_place_of(kind, office, reason_of_line(kind, line))


def in_place_of(kind: str, office: OfficeItem, reason: SubstituteReason | None) -> OfficeItem:
    """An office as it stands in for a kind: the same, with a key and a slug of its own.

    Args:
        reason: why it stands in; None: it is an office of the kind.
    """
    item: OfficeItem = {
        **office,
        "key": KEYS_BY_KIND[kind],
        "slug": SLUGS_BY_KIND[kind],
        "substitution": None if reason is None else {"kind": str(kind), "reason": str(reason)},
    }
    content = orjson.dumps({**item, "version": ""}, option=orjson.OPT_SORT_KEYS)
    return {**item, "version": hashlib.sha256(content).hexdigest()[:20]}


def sentence_of(kind_name: str, state: str, name: str) -> str:
    """A sentence for people, in the active language: what the state's directory lacks, and who can tell where to go.

    It addresses no reader, so that it can be shown on a page and be read aloud.

    Args:
        kind_name: what a kind of office is called.
        state, name: of the state, and of who can tell.
    """
    return _(
        "The directory of %(state)s has no confirmed office of this kind: %(kind)s. Who can tell where to go: %(name)s."
    ) % {"state": state, "kind": kind_name, "name": name}
