"""What is asked about the place that a call has told: it is published at once, perhaps, and people travel to it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext

from content_models.models import OfficePage
from content_models.office_questions import questions_about
from tenants.models import Tenant

from .errors import OfficePlaceDoubted

DISTRICT_DIGITS = 3
"""The digits of a postal code that neighbouring ones have in common."""


def check_place(*, tenant: Tenant, key: UUID, postal_code: str, municipality: str, asked: str) -> None:
    """Ask about a postal code and a municipality that more often are a slip than the truth.

    Args:
        key: the office's translation key.
        asked: the place that the person was asked about already; that one is not asked about again.
    Raises:
        OfficePlaceDoubted: it says what is to be looked at, and names the place.
    """
    place = " ".join(part for part in (postal_code, municipality) if part)
    if place == asked:
        return
    questions = list(_questions(tenant, key, postal_code, municipality))
    if questions:
        raise OfficePlaceDoubted(questions=" ".join(questions), place=place)


def _questions(tenant: Tenant, key: UUID, postal_code: str, municipality: str) -> Iterator[str]:
    asked = questions_about(
        code=tenant.code,
        municipality=municipality,
        postal_code=postal_code if postal_code.isdecimal() else "",
        latitude=None,
        longitude=None,
        schedule=(),
    )
    yield from (question.text for question in asked)
    known = _municipalities_of(tenant, key, postal_code)
    if municipality and known and municipality not in known:
        text = gettext(
            "The directory’s other offices with the postal code %(code)s, or a near one, are in %(places)s, "
            "not in %(place)s."
        )
        yield text % {"code": postal_code, "places": ", ".join(sorted(known)), "place": municipality}


def _municipalities_of(tenant: Tenant, key: UUID, postal_code: str) -> set[str]:
    """Return where the tenant's other offices with a postal code are; where none has it, those of its district."""
    root = tenant.root_page
    if root is None or not postal_code:
        return set()
    placed = OfficePage.objects.filter(path__startswith=root.path, is_confidential=False).exclude(municipality="")
    of_district = placed.exclude(translation_key=key).filter(postal_code__startswith=postal_code[:DISTRICT_DIGITS])
    rows = set(of_district.values_list("postal_code", "municipality"))
    same = {name for code, name in rows if code == postal_code}
    return same or {name for _code, name in rows}
