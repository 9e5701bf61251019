"""Parts that documents of several kinds have in common."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from content_models.blocks import is_dialled_by_hand, osm_of
from content_models.errors import ContentErrorCode, DocumentIncomplete
from content_models.keys import key_of
from content_models.schedules import ScheduleInvalid
from content_models.shapes.parts import Day, GlossaryChoice, Instant, Key, LegalReference, Phone, Schedule
from tenants.phones import emergency_first, extension_of, read_phone


def day(value: date | None) -> Day | None:
    """Return a calendar day as `YYYY-MM-DD`."""
    return value.isoformat() if value else None


def instant(value: datetime | None) -> Instant | None:
    """Return an instant in RFC 3339, UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def legal_references(values: Iterable[Any]) -> list[LegalReference]:
    """Return references to the law; `values` are the structs of a list or stream."""
    return [
        {
            "law": value["law"] or None,
            "article": value["article"] or None,
            "text": value["text"],
            "verified": bool(value["verified"]),
        }
        for value in values
    ]


def glossary_choices(values: Iterable[Any]) -> list[GlossaryChoice]:
    """Return what words of a page mean; without a term (or when it is gone) a word is not marked.

    Args:
        values: the structs of a list or stream.
    """
    return [
        {
            "form": value["form"],
            "termKey": key_of(value["term"]) if value["term"] else None,
            "block": value["block"] or None,
        }
        for value in values
    ]


def values_of(stream: Any) -> list[Any]:
    """Return the values of a stream of one block type, without those whose target is gone."""
    return [block.value for block in stream if block.value not in (None, "")]


def page_keys(stream: Any) -> list[Key]:
    """Return the keys of the pages that a stream refers to, each once."""
    return list(dict.fromkeys(key_of(page) for page in values_of(stream)))


def phones(values: Iterable[Any], path: str) -> list[Phone]:
    """Return telephone numbers, 911 first; `path` says where they stand, for the error."""
    return emergency_first(_phone(value, f"{path}.{position}") for position, value in enumerate(values))


def _phone(value: Any, path: str) -> Phone:
    is_by_hand = is_dialled_by_hand(value)
    try:
        read = read_phone(value["manual_dial"] if is_by_hand else value["display"])
    except ValidationError as error:
        raise DocumentIncomplete(ContentErrorCode.PHONE_INVALID, [path]) from error
    return {
        "display": value["display"],
        "dial": read.dial,
        "e164": read.e164,
        "extension": extension_of(value["display"]),
        "isDialledByHand": is_by_hand,
        "label": value["label"] or None,
        "languages": list(value["languages"] or []),
    }


def schedule(stream: Any) -> Schedule | None:
    """Return opening hours; None when they are not known in structured form."""
    value = next(iter(values_of(stream)), None)
    if value is None:
        return None
    try:
        osm = osm_of(value)
    except ScheduleInvalid as error:
        raise DocumentIncomplete(ContentErrorCode.SCHEDULE_INVALID, ["schedule.0"]) from error
    return {
        "isAlwaysOpen": bool(value["is_always_open"]),
        "periods": [
            {
                "days": list(period["days"]),
                "opensAt": f"{period['opens_at']:%H:%M}",
                "closesAt": f"{period['closes_at']:%H:%M}",
            }
            for period in value["periods"]
        ],
        "holidays": value["holidays"],
        "osm": osm,
    }
