"""Offices, without what must never be published of a confidential place."""

from django.conf import settings

from content_models.keys import key_of
from content_models.models import OfficePage
from content_models.shapes.documents import OfficeFields, PlaceFields
from content_models.shapes.parts import Address
from content_models.surroundings import owner_of

from .parts import day, phones, schedule, values_of
from .texts import ReadRichText, or_none


def office(page: OfficePage, rich: ReadRichText) -> OfficeFields:
    """Return an office. A confidential one has no address, point and municipality: they never enter the store."""
    organization = page.organization
    return {
        "name": page.title,
        "organizationKey": key_of(organization) if organization else None,
        "organizationKind": organization.organization_kind if organization else None,
        "services": [
            {
                "id": block.id,
                "name": block.value["name"],
                "description": or_none(rich(block.value["description"])),
            }
            for block in page.services
        ],
        **_place(page),
        "phones": phones(values_of(page.phones), "phones"),
        "email": page.email or None,
        "website": page.website or None,
        "timeZone": page.time_zone or _time_zone_of_state(page),
        "schedule": schedule(page.schedule),
        "hoursText": page.hours_text or None,
        "languages": list(page.languages),
        "accessibility": values_of(page.accessibility),
        "areasServed": values_of(page.areas_served),
        "note": page.note or None,
        "isConfidential": page.is_confidential,
        "needsConfirmation": page.needs_confirmation,
        "assuredOn": day(page.assured_on),
        "source": page.source or None,
        "sourceQuality": page.source_quality or None,
        "verified": page.verified,
    }


def _place(page: OfficePage) -> PlaceFields:
    if page.is_confidential:
        return {"address": None, "municipality": None, "latitude": None, "longitude": None}
    address: Address = {
        "text": page.address,
        "postalCode": page.postal_code or None,
        "neighborhood": page.neighborhood or None,
        "locality": page.locality or None,
    }
    return {
        "address": address if any(address.values()) else None,
        "municipality": page.municipality or None,
        "latitude": page.latitude,
        "longitude": page.longitude,
    }


def _time_zone_of_state(page: OfficePage) -> str:
    owner = owner_of(page)
    return owner.time_zone if owner is not None else settings.TIME_ZONE
