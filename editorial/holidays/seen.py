"""What a form about a holiday or closure was opened with, and what is different by now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import orjson
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_models.choices import HolidayKind
from publishing.models import TenantHoliday

from .forms import HolidayForm


def as_seen(holiday: TenantHoliday) -> str:
    """Return what a form keeps of the holiday that it shows."""
    return json.dumps(holiday.facts())


def seen_in(text: str) -> dict[str, str]:
    """Return what a form was opened with; nothing when it does not say, and then it is out of date."""
    try:
        seen = orjson.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}


def changes(seen: Mapping[str, str], holiday: TenantHoliday, offices: Mapping[str, str]) -> list[str]:
    """Return in words what has changed since, a sentence for each field; all fields where the form lacks that."""
    sentences = []
    for name, now in holiday.facts().items():
        if seen.get(name) == now:
            continue
        values = {"field": HolidayForm.base_fields[name].label, "now": _in_words(name, now, offices)}
        if name in seen:
            values["before"] = _in_words(name, seen[name], offices)
            sentences.append(_("%(field)s: it was “%(before)s”, and is “%(now)s” now.") % values)
        else:
            sentences.append(_("%(field)s: it is “%(now)s” now.") % values)
    return sentences


def _in_words(name: str, value: str, offices: Mapping[str, str]) -> str:
    if name == "office_key":
        return offices.get(value, _("An office that is not published")) if value else _("All of them")
    if name == "kind":
        return str(dict(HolidayKind.choices).get(value, value))
    if name in {"starts_on", "ends_on"}:
        try:
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        except ValueError:
            return value
    return value
