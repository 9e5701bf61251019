"""What was reported of a text: each piece with what is wrong with it, how often, and where that was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from content_models.piece_labels import in_words
from publishing.models import ReviewTask
from tenants.models import Tenant

from ..words import category_of


@dataclass(frozen=True, slots=True)
class ReportedRow:
    """What was reported of one piece in one category; `states` are the names of the states where it was read."""

    piece: str
    category: str
    count: int
    states: str
    last_at: datetime | None


def reported_sheet(task: ReviewTask) -> list[ReportedRow]:
    """Return the reports of a review, what was reported most first."""
    reports = sorted(task.details.get("reports", ()), key=lambda report: -report["count"])
    codes = {code for report in reports for code in report["states"]}
    names = dict(Tenant.objects.filter(code__in=codes).values_list("code", "name"))
    labels = task.details.get("labels", {})
    return [
        ReportedRow(
            piece=in_words(labels.get(report["address"])),
            category=category_of(report),
            count=report["count"],
            states=", ".join(sorted(names.get(code, code) for code in report["states"])),
            last_at=_local(report["lastAt"]),
        )
        for report in reports
    ]


def _local(instant: str) -> datetime | None:
    at = parse_datetime(instant)
    return None if at is None else timezone.localtime(at)
