"""Inquiries and visits, counted by one thing at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assistance.models import Inquiry, VisitCount
from content_models.choices import Channel, Role
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

MOST_DAYS = 366


class By(StrEnum):
    """What is counted by."""

    DAY = "day"
    CHANNEL = "channel"
    ROLE = "role"
    TOPIC = "topic"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        label: in words.
        inquiries, served: contacts, and those of them that were served.
        visits: of pages of sites, and reads of the API; None: visits are not told apart by this.
    """

    label: str
    inquiries: int
    served: int
    visits: int | None


FIELDS: Mapping[By, tuple[str, str | None]] = {
    By.DAY: ("started_on", "visited_on"),
    By.CHANNEL: ("channel", "channel"),
    By.ROLE: ("role", None),
    By.TOPIC: ("topic_key", "topic_key"),
    By.STATE: ("tenant", "tenant"),
}


def counts(*, tenant_ids: Collection[int], starts_on: date, ends_on: date, by: By) -> list[Row]:
    """Count the inquiries and visits of some states.

    Days are those of each state's clocks. A correction counts in the place of what it corrects.

    Args:
        starts_on, ends_on: first and last day, both included.
    Returns:
        Each of the days in order, zeros included, so that a gap shows; otherwise what has most inquiries first.
    """
    of_inquiry, of_visit = FIELDS[by]
    with tenant_scope(tenant_ids):
        inquiries = Inquiry.objects.for_tenants(tenant_ids).counted().filter(started_on__range=(starts_on, ends_on))
        counted = {
            row[of_inquiry]: (row["all"], row["served"])
            for row in inquiries.values(of_inquiry).annotate(all=Count("pk"), served=Count("pk", Q(is_served=True)))
        }
        visits = VisitCount.objects.for_tenants(tenant_ids).filter(visited_on__range=(starts_on, ends_on))
        seen: dict[Any, int] = {}
        if of_visit is not None:
            seen = dict(visits.values_list(of_visit).annotate(Sum("count")))
        days = [starts_on + timedelta(days) for days in range((ends_on - starts_on).days + 1)] if by is By.DAY else []
        values = {*counted, *seen, *days}
        labels = LABELS[by](tenant_ids, values)
    rows = [
        (value, Row(labels(value), *counted.get(value, (0, 0)), None if of_visit is None else seen.get(value, 0)))
        for value in values
    ]
    if by is By.DAY:
        return [row for _value, row in sorted(rows, key=lambda pair: pair[0])]
    return [
        row
        for _value, row in sorted(rows, key=lambda pair: (-pair[1].inquiries, -(pair[1].visits or 0), pair[1].label))
    ]


Labels = Callable[[Any], str]


def _of_days(_tenant_ids: Collection[int], _values: Collection[Any]) -> Labels:
    return lambda day: date_format(day, "DATE_FORMAT")


def _of_channels(_tenant_ids: Collection[int], _values: Collection[Any]) -> Labels:
    return lambda channel: str(Channel(channel).label)


def _of_roles(_tenant_ids: Collection[int], _values: Collection[Any]) -> Labels:
    return lambda role: str(Role(role).label) if role else _("Not known")


def _of_topics(tenant_ids: Collection[int], values: Collection[Any]) -> Labels:
    """Titles of pages; a state's own stands before the library's, which it has adapted."""
    items = ContentItem.objects.filter(tenant__in=(*tenant_ids, LIBRARY_ID), key__in=values, is_live=True)
    titles = dict(items.order_by("tenant").exclude(kind="ADAPTATION").values_list("key", "document__title"))
    return lambda key: titles.get(key) or (_("A page that was withdrawn") if key else _("No topic"))


def _of_states(tenant_ids: Collection[int], _values: Collection[Any]) -> Labels:
    names = dict(Tenant.objects.filter(pk__in=tenant_ids).values_list("pk", "name"))
    return lambda tenant_id: names[tenant_id]


LABELS: Mapping[By, Callable[[Collection[int], Collection[Any]], Labels]] = {
    By.DAY: _of_days,
    By.CHANNEL: _of_channels,
    By.ROLE: _of_roles,
    By.TOPIC: _of_topics,
    By.STATE: _of_states,
}
