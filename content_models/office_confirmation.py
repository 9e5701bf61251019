"""What has to be known of an office before anybody can say that it is right: one rule for forms, calls and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .withdrawn import WITHDRAWN

WITHOUT_PLACE = _("It serves by telephone or online only")
"""What stands in the place of a street, where there is none to go to."""

FACTS = ("phones", "email", "website", "schedule", "hours_text", "address", "is_confidential")
"""The fields that are looked at."""

PHONES_MISSING = _(
    "No telephone is known: ask for it before you say that the office is confirmed. If it has none, write the e-mail "
    "or the website with which it is reached."
)

HOURS_MISSING = _(
    "The hours are not known: ask for them before you say that the office is confirmed. What does not go into days and "
    "hours is written in words."
)

STREET_MISSING = _(
    "The street is not known: ask for it before you say that the office is confirmed. If nobody is received there, "
    "write “%(without)s”."
)


def to_confirm(prefix: str = "") -> Q:
    """Return which offices are to be called: those to confirm that were not withdrawn, by undoing an import, too.

    Args:
        prefix: how a query about pages names the office's fields, such as `officepage__`.
    """
    return Q(**{f"{prefix}needs_confirmation": True}) & ~WITHDRAWN


def facts_of(office: Any) -> dict[str, Any]:
    """Return of an office what `missing_to_confirm` looks at."""
    return {name: getattr(office, name) for name in FACTS}


def missing_to_confirm(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what has to be known before an office is confirmed, by field, with the sentence that says so.

    It asks nothing of an office that is confirmed already: whoever confirms one asks it.

    Args:
        facts: the values of `FACTS`, as the office has them.
    """
    found = {}
    if not any(facts.get(name) for name in ("phones", "email", "website")):
        found["phones"] = str(PHONES_MISSING)
    if not (are_hours_known(facts.get("schedule")) or (facts.get("hours_text") or "").strip()):
        found["schedule"] = str(HOURS_MISSING)
    if is_street_missing(address=facts.get("address"), is_confidential=facts.get("is_confidential")):
        found["address"] = street_missing()
    return found


def are_hours_known(schedule: Iterable[Any] | None) -> bool:
    """Whether a stream of opening hours says when an office is open."""
    blocks = [block.value for block in schedule or ()]
    periods = [one for block in blocks for one in block["periods"] or ()]
    has_period = any(one["opens_at"] is not None and one["closes_at"] is not None for one in periods)
    return has_period or any(block["is_always_open"] for block in blocks)


def is_street_missing(*, address: str | None, is_confidential: bool | None) -> bool:
    """Whether an office's address says no more than a municipality; a confidential place is nobody's to ask for."""
    return not is_confidential and not (address or "").strip()


def street_missing() -> str:
    """Return the sentence that refuses to confirm it, with the way out."""
    return str(STREET_MISSING) % {"without": WITHOUT_PLACE}
