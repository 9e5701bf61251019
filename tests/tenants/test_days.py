"""Which day it is for a tenant; and that nobody asks the server for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from tenants.days import day_of, is_over
from tenants.models import Tenant

PACKAGES = (
    "api",
    "assistance",
    "cms",
    "content_models",
    "delivery",
    "editorial",
    "media",
    "portal",
    "publishing",
    "tenants",
)
SERVERS_DAY = re.compile(r"localdate\(|date\.today\(|[^_]now\(\)\.date\(|utcnow\(\)")
OF_NO_TENANT = {
    "assistance/counts/forms.py": "until when the nation is counted; a state's day is its own",
    "cms/templatetags/admin_dates.py": "how far away a day is for the person who reads",
    "delivery/suggestions.py": "how long something is kept",
    "editorial/matrix/admin/csv_view.py": "the name of a file",
    "tenants/date_fields.py": "which day is meant by somebody who types one without its year",
    "tenants/key_usage.py": "a day to write down",
    "tenants/viewsets/audit.py": "the name of a file",
}
"""Where the day is that of the service or of whoever reads, and why."""


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2026-11-24T04:59:00Z", (23, 23, 23)),
        ("2026-11-24T05:00:00Z", (24, 23, 23)),
        ("2026-11-24T06:00:00Z", (24, 24, 23)),
        ("2026-11-24T08:00:00Z", (24, 24, 24)),
    ],
)
def test_a_day_begins_by_the_tenants_own_clocks(at: str, days: tuple[int, int, int]) -> None:
    zones = ("America/Cancun", "America/Mexico_City", "America/Tijuana")
    now = datetime.fromisoformat(at)

    found = [day_of(Tenant(time_zone=zone), now) for zone in zones]
    over = [is_over(date(2026, 11, 23), tenant=Tenant(time_zone=zone), now=now) for zone in zones]

    assert found == [date(2026, 11, day) for day in days]
    assert over == [day > 23 for day in days]


def test_nothing_else_asks_which_day_it_is() -> None:
    assert set(_asking()) == OF_NO_TENANT.keys()


def _asking() -> Iterator[str]:
    for package in PACKAGES:
        for path in Path(settings.BASE_DIR, package).rglob("*.py"):
            if SERVERS_DAY.search(path.read_text()):
                yield str(path.relative_to(settings.BASE_DIR))
