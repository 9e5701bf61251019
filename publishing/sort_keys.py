"""Where an item stands in its lists, as a string whose plain order is the published order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from content_models.choices import OrganizationKind, Role, Severity, Urgency
from content_models.shapes.documents import Document, OfficeDocument
from content_models.spanish_order import sort_string
from tenants.phones import is_emergency_line

_MIDDLE = 2**31


def sort_key_of(document: Document) -> str:
    """The sort key of a document.

    Offices: 911, then those that never close, then the others; each of these confirmed first, then by kind, order,
    those one can call or find, and name. A view puts the state's own before the national ones of a kind.
    Sections and guidance: by their own order, urgency and title; a view puts the order of the sections above before
    it. Scripts: by role, order, urgency and title. Terms: by the alphabet. Organizations: by kind and name. Notices:
    the most severe first, then the latest.
    """
    match document["kind"]:
        case "OFFICE":
            confirmed = "1" if document["needsConfirmation"] else "0"
            return _joined(
                str(readiness_of(document)),
                confirmed,
                _rank(document["organizationKind"], OrganizationKind.values),
                _number(document["order"]),
                "0" if document["phones"] else "1",
                "0" if document["address"] else "1",
                sort_string(document["name"]),
            )
        case "ORGANIZATION":
            return _joined(
                _rank(document["organizationKind"], OrganizationKind.values),
                _number(document["order"]),
                sort_string(document["name"]),
            )
        case "TERM":
            return sort_string(document["term"])
        case "SCRIPT":
            return _joined(_rank(document["role"], Role.values), *_by_order(document))
        case "NOTICE":
            severity = _rank(document["severity"], Severity.values[::-1])
            return _joined(severity, _latest_first(document["startsAt"]), sort_string(document["title"]))
        case _:
            return _joined(*_by_order(document))


def readiness_of(office: OfficeDocument) -> int:
    """How readily an office answers who is in danger, which every list of offices goes by first.

    0: the emergency number. 1: always open. 2: any other.
    """
    if is_emergency_line(office["phones"]):
        return 0
    schedule = office.get("schedule")
    return 1 if schedule and schedule.get("isAlwaysOpen") else 2


def _by_order(document: Document) -> tuple[str, str, str]:
    urgency = _rank(cast("str | None", document.get("urgency")), Urgency.values)
    return _number(document["order"]), urgency, sort_string(document["title"])


def _joined(*parts: str) -> str:
    return "\t".join(parts)


def _rank(value: str | None, order: Sequence[str]) -> str:
    return f"{order.index(value) if value in order else len(order):02d}"


def _number(value: int) -> str:
    return f"{value + _MIDDLE:010d}"


def _latest_first(instant: str | None) -> str:
    """The instant with each digit turned round, so that later ones come first; those without one come last."""
    return "~" if instant is None else instant.translate(str.maketrans("0123456789", "9876543210"))
