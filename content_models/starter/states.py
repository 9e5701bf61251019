"""The 32 states: what a tenant needs to know about each."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from content_models.json_fields import Fields
from content_models.starter_errors import StarterErrorCode

from .guidance import check_count
from .records import Language, State

STATE_FIELDS = (
    "id", "inegi_code", "iso_3166_2", "official_name", "short_name", "slug", "capital", "timezone",
    "timezone_exceptions", "indigenous_languages", "served_2017", "facts",
)  # fmt: skip
LANGUAGE_FIELDS = ("id", "name", "iso639_3", "bcp47", "tag_scope", "source", "verified")
ISO = re.compile(r"^MX-([A-Z]{3})$")


def read_states(file: Fields) -> tuple[State, ...]:
    """The states, in the file's order (INEGI's)."""
    file.only(("title", "language", "count", "notes", "national_language_facts", "states"))
    records = file.records("states")
    check_count(file, len(records))
    time_zones = available_timezones()
    return tuple(_state(record, time_zones) for record in records)


def _state(fields: Fields, time_zones: set[str]) -> State:
    fields.only(STATE_FIELDS, optional=("later_onboarding",))
    code = ISO.match(fields.text("iso_3166_2"))
    if code is None:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "iso_3166_2", fields.text("iso_3166_2"))
    return State(
        id=fields.text("id"),
        code=code[1],
        inegi_code=fields.text("inegi_code"),
        name=fields.text("short_name"),
        official_name=fields.text("official_name"),
        slug=fields.text("slug"),
        capital=fields.text("capital"),
        time_zone=fields.one_of("timezone", time_zones),
        languages=tuple(map(_language, fields.records("indigenous_languages"))),
        served_2017=fields.flag("served_2017"),
    )


def _language(fields: Fields) -> Language:
    fields.only(LANGUAGE_FIELDS)
    return Language(
        code=fields.text("bcp47"),
        name=fields.text("name"),
        iso639_3=fields.optional_text("iso639_3"),
        tag_scope=fields.text("tag_scope"),
        source=fields.text("source"),
        verified=fields.flag("verified"),
    )
