"""Writing what a process has counted: every five seconds, and when it ends. One that is killed loses that much."""

from __future__ import annotations

import atexit
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from tenants import listening
from tenants.errors import NO_ANSWER
from tenants.models import Tenant
from tenants.scope import tenant_scope

from .counting import give_back, take

CHANNEL = "jpt_visits"
"""Nobody notifies it: its subscriber is called every `listening.POLL_SECONDS`."""

_ADD = """
    INSERT INTO assistance_visitcount AS known (tenant_id, visited_on, hour, channel, kind, topic_key, count)
    SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[])
    ON CONFLICT (tenant_id, visited_on, hour, channel, kind, topic_key)
    DO UPDATE SET count = known.count + excluded.count
"""


def start() -> None:
    """Let this process write from now on."""
    listening.subscribe(CHANNEL, _on_poll)
    atexit.register(flush)


def flush() -> int:
    """Write what has been counted since the last time; return how many visits. Without a database it is kept."""
    taken = take()
    if not taken:
        return 0
    try:
        tenants = {tenant.code: tenant for tenant in Tenant.objects.filter(code__in={one.code for one in taken})}
        rows: dict[tuple[object, ...], int] = {}
        for one, count in taken.items():
            tenant = tenants.get(one.code)
            if tenant is None:
                continue
            local = datetime.fromtimestamp(one.hour * 3_600, UTC).astimezone(ZoneInfo(tenant.time_zone))
            row = (tenant.pk, local.date(), local.hour, one.channel, one.kind, one.topic_key)
            rows[row] = rows.get(row, 0) + count  # an hour that the clocks repeat is one row
        ordered = sorted((*row, count) for row, count in rows.items())  # so that no two processes wait for each other
        if not ordered:
            return 0
        with tenant_scope({tenant.pk for tenant in tenants.values()}), connection.cursor() as cursor:
            cursor.execute(_ADD, [list(column) for column in zip(*ordered, strict=True)])
    except NO_ANSWER:
        give_back(taken)
        return 0
    return sum(taken.values())


def _on_poll(payload: str | None) -> None:
    if payload is None:
        flush()
