"""The directory: kinds of organization and offices."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from content_models.json_fields import Fields
from content_models.office_questions import check_point
from content_models.starter_errors import StarterErrorCode
from content_models.vocabulary import ORGANIZATION_KINDS, ROLES, SOURCE_QUALITIES
from tenants.phones import Phone, read_phone

from .hours import DOUBTFUL, HoursUnknown, Schedule, schedule_of
from .office_notes import address_for_editors, address_for_people, for_editors, for_people
from .records import Kind, Office, State
from .time_zones import zone_of

NATIONAL = "nacional"
NATIONAL_CODE = "NAC"
NATIONAL_TIME_ZONE = "America/Mexico_City"
FILE_FIELDS = (
    "title", "language", "generated_note", "source_quality_values", "publication_rule", "institution_types",
    "national_and_launch_state_offices", "other_states_fiscalias", "other_states_human_rights",
)  # fmt: skip
OFFICE_LISTS = FILE_FIELDS[-3:]
KIND_FIELDS = (
    "id", "name", "also_called", "serves_roles", "what_it_does", "go_when", "is_emergency", "source", "verified",
)  # fmt: skip
OFFICE_FIELDS = (
    "id", "state", "institution_type", "name", "address", "phones", "website", "source", "source_quality", "verified",
    "needs_confirmation", "note",
)  # fmt: skip
OPTIONAL_OFFICE_FIELDS = ("municipality", "email", "hours", "lat", "lon")
ZONES_BY_STATE = dict[str, tuple[str, str]]


def read_kinds(file: Fields) -> tuple[Kind, ...]:
    """The kinds of organization; all fourteen must be there."""
    file.only(FILE_FIELDS)
    kinds = tuple(map(_kind, file.records("institution_types")))
    for slug in ORGANIZATION_KINDS:
        if slug not in {kind.id for kind in kinds}:
            raise file.error(StarterErrorCode.TARGET_MISSING, "institution_types", slug)
    return kinds


def read_offices(file: Fields, states: tuple[State, ...]) -> tuple[Office, ...]:
    """All offices of the directory, in its order."""
    zones_by_state = {NATIONAL: (NATIONAL_CODE, NATIONAL_TIME_ZONE)}
    zones_by_state |= {state.id: (state.code, state.time_zone) for state in states}
    offices: dict[str, Office] = {}
    for name in OFFICE_LISTS:
        for fields in file.records(name):
            if fields.record in offices:
                raise fields.error(StarterErrorCode.ID_REPEATED, "id", fields.record)
            offices[fields.record] = _office(fields, zones_by_state)
    return tuple(offices.values())


def _kind(fields: Fields) -> Kind:
    fields.only(KIND_FIELDS)
    slug = fields.one_of("id", ORGANIZATION_KINDS)
    return Kind(
        id=slug,
        kind=ORGANIZATION_KINDS[slug],
        name=fields.text("name"),
        also_called=fields.texts("also_called"),
        serves_roles=tuple(ROLES[role] for role in fields.some_of("serves_roles", ROLES)),
        what_it_does=fields.texts("what_it_does"),
        go_when=fields.texts("go_when"),
        is_emergency=fields.flag("is_emergency"),
        source=fields.text("source"),
        verified=fields.flag("verified"),
    )


def _office(fields: Fields, zones_by_state: ZONES_BY_STATE) -> Office:
    fields.only(OFFICE_FIELDS, optional=OPTIONAL_OFFICE_FIELDS)
    code, state_zone = zones_by_state[fields.one_of("state", zones_by_state)]
    municipality = fields.optional_text("municipality")
    latitude, longitude = _point(fields)
    address = fields.optional_text("address")
    hours, note = fields.optional_text("hours"), fields.optional_text("note")
    return Office(
        id=fields.text("id"),
        state=code,
        kind=ORGANIZATION_KINDS[fields.one_of("institution_type", ORGANIZATION_KINDS)],
        name=fields.text("name"),
        municipality=municipality,
        address=address_for_people(address),
        phones=_phones(fields),
        email=fields.optional_text("email"),
        website=fields.optional_text("website"),
        hours=DOUBTFUL.get(hours, hours) if hours else None,
        schedule=_schedule(fields),
        latitude=latitude,
        longitude=longitude,
        time_zone=zone_of(code, municipality, state_zone),
        source=fields.text("source"),
        source_quality=SOURCE_QUALITIES[fields.one_of("source_quality", SOURCE_QUALITIES)],
        verified=fields.flag("verified"),
        needs_confirmation=fields.flag("needs_confirmation") or hours in DOUBTFUL,
        note=for_people(note),
        editor_note="\n".join(filter(None, (for_editors(note), address_for_editors(address)))) or None,
    )


def _point(fields: Fields) -> tuple[float | None, float | None]:
    latitude, longitude = fields.optional_number("lat"), fields.optional_number("lon")
    if (latitude is None) != (longitude is None):
        raise fields.error(StarterErrorCode.FIELD_MISSING, "lat" if latitude is None else "lon")
    for name in check_point(latitude, longitude):
        field, value = ("lat", latitude) if name == "latitude" else ("lon", longitude)
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, field, value)
    return latitude, longitude


def _phones(fields: Fields) -> tuple[Phone, ...]:
    phones = []
    for position, source in enumerate(fields.texts("phones")):
        try:
            phones.append(read_phone(source))
        except ValidationError as error:
            raise fields.error(StarterErrorCode.VALUE_UNKNOWN, f"phones[{position}]", source) from error
    return tuple(phones)


def _schedule(fields: Fields) -> Schedule | None:
    hours = fields.optional_text("hours")
    try:
        return schedule_of(hours)
    except HoursUnknown as error:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "hours", hours) from error
