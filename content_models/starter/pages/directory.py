"""Kinds of organization, organizations of states, and offices as pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from content_models.choices import HolidayRule
from content_models.kinds import ItemKind
from content_models.stable_ids import key_of, section_key
from content_models.starter.hours import Schedule
from content_models.starter.organization_names import organization_name
from content_models.starter.reading import DIRECTORY, STATES
from content_models.starter.records import Kind, Office, State
from content_models.starter.sensitive import is_sensitive_kind
from tenants.models import LIBRARY_CODE
from tenants.phones import Phone

from .blocks import block, example_stream, items, sentences
from .content import PageContent, Raw
from .guidance import ORDER_STEP


def kind_page(kind: Kind, position: int) -> PageContent:
    """A kind of organization, in the library."""
    key = organization_key(None, kind.id)
    return PageContent(
        tenant=LIBRARY_CODE,
        key=key,
        kind=ItemKind.ORGANIZATION,
        parent=section_key(LIBRARY_CODE, "directorio"),
        slug=kind.id,
        title=kind.name,
        file=DIRECTORY,
        record=kind.id,
        values={
            "organization_kind": kind.kind,
            "serves_roles": list(kind.serves_roles),
            "is_emergency": kind.is_emergency,
            "is_sensitive": is_sensitive_kind(kind.kind),
            "source": kind.source,
            "verified": kind.verified,
            "order": (position + 1) * ORDER_STEP,
        },
        streams={
            "also_called": sentences("name", kind.also_called, key, "also_called"),
            "examples": example_stream(kind.examples, key),
            "what_it_does": sentences("sentence", kind.what_it_does, key, "what_it_does"),
            "go_when": sentences("sentence", kind.go_when, key, "go_when"),
        },
    )


def organization_page(state: State, kind: Kind, position: int) -> PageContent:
    """A state's organization of a kind. What such organizations do stands in the library, once for all states."""
    return PageContent(
        tenant=state.code,
        key=organization_key(state, kind.id),
        kind=ItemKind.ORGANIZATION,
        parent=section_key(state.code, "directorio"),
        slug=f"{kind.id}-{state.slug}",
        title=organization_name(kind.kind, state.name),
        file=STATES,
        record=state.id,
        values={
            "organization_kind": kind.kind,
            "order": (position + 1) * ORDER_STEP,
            "is_sensitive": is_sensitive_kind(kind.kind),
        },
        streams={},
    )


def organization_key(state: State | None, kind_id: str) -> UUID:
    """The key of the organization of a kind: the library's (no state), or a state's."""
    return key_of("organization", f"{state.id}/{kind_id}" if state else kind_id)


def office_page(office: Office, organization: UUID, tenant_zone: str, *, is_public: bool) -> PageContent:
    """One office, below its organization. Its time zone is kept only where it differs from the tenant's."""
    key = key_of("office", office.id)
    values: dict[str, Any] = {
        "address": office.address or "",
        "municipality": office.municipality or "",
        "latitude": office.latitude,
        "longitude": office.longitude,
        "email": office.email or "",
        "website": office.website or "",
        "time_zone": office.time_zone if office.time_zone != tenant_zone else "",
        "hours_text": office.hours or "",
        "note": office.note or "",
        "editor_note": office.editor_note or "",
        "needs_confirmation": office.needs_confirmation,
        "source": office.source,
        "source_quality": office.source_quality,
        "verified": office.verified,
    }
    return PageContent(
        tenant=office.state,
        key=key,
        kind=ItemKind.OFFICE,
        parent=organization,
        slug=office.id,
        title=office.name,
        file=DIRECTORY,
        record=office.id,
        values=values,
        streams={
            "phones": [_phone(phone, key) for phone in office.phones],
            "schedule": _schedule(office.schedule, key),
        },
        is_public=is_public,
    )


def _phone(phone: Phone, key: UUID) -> Raw:
    value = {"display": phone.display, "label": "", "languages": []}
    return block("phone", value, key, phone.display)


def _schedule(schedule: Schedule | None, key: UUID) -> list[Raw]:
    if schedule is None:
        return []
    periods = [
        (str(number), {"days": list(period.days), "opens_at": str(period.opens_at), "closes_at": str(period.closes_at)})
        for number, period in enumerate(schedule.periods)
    ]
    value = {
        "is_always_open": schedule.is_always_open,
        "periods": items(periods, key, "period"),
        "holidays": HolidayRule.OPEN.value if schedule.includes_holidays else HolidayRule.UNKNOWN.value,
    }
    return [block("schedule", value, key, "schedule")]
