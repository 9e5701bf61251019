"""What tests of the screens over all states share: who looks, and what rows say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from content_models.kinds import ItemKind
from editorial.adapting.types import OperationInput, OperationKind
from editorial.matrix.matrix import matrix_of
from editorial.matrix.types import Cell, Matrix, Row
from publishing.models import Pin, ReviewReason, ReviewTask
from tenants import edge
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.scope import tenant_scope
from tests.desk import Desk

TODAY = timezone.localdate()
FAMILY = "Detuvieron a mi familiar"


def noon_of(day: date) -> datetime:
    """An instant of a day, by all clocks of the country."""
    return datetime.combine(day, time(12), ZoneInfo("America/Mexico_City"))


def matrix(desk: Desk, who: str = "NAC", today: date = TODAY) -> Matrix:
    """What somebody sees."""
    return matrix_of(viewer=edge.viewer_for_user(desk.people[who, "editor"]), now=noon_of(today))


def row_of(shown: Matrix, key: str) -> Row:
    """The row of a text."""
    return next(row for row in shown.rows if row.key == key)


def cell(desk: Desk, key: str, code: str = "TAB", today: date = TODAY) -> Cell:
    """What a state does with a text."""
    return row_of(matrix(desk, today=today), key).cell(code)


def adapted(desk: Desk, title: str = FAMILY, kind: str = ItemKind.GUIDANCE, code: str = "TAB") -> str:
    """The key of a text that a state has adapted and published."""
    key = desk.key(kind, title)
    desk.put(key, OperationInput(OperationKind.SET, field="title", value=f"{title} aquí"), code=code)
    desk.publish(key, code=code)
    return key


def hidden(desk: Desk, title: str = FAMILY, kind: str = ItemKind.GUIDANCE, code: str = "TAB") -> str:
    """The key of a text that a state hides."""
    key = desk.key(kind, title)
    desk.put(key, OperationInput(OperationKind.HIDE), code=code, confirm=True)
    desk.publish(key, code=code)
    return key


def task(tenant: Tenant, key: str, due_on: date, **fields: Any) -> ReviewTask:
    """An open review task, unless `closed_at` and `outcome` are given."""
    told = {"reason": ReviewReason.CHANGED, "locale": "es-MX", "kind": "GUIDANCE", "title": "Texto", **fields}
    with tenant_scope([tenant.pk]):
        return ReviewTask.objects.create(tenant=tenant, key=key, due_on=due_on, opened_at=now(), **told)


def pin(tenant: Tenant, key: str, number: int | None, locale: str = "es-MX") -> None:
    """A state's pin."""
    with tenant_scope([tenant.pk]):
        Pin.objects.create(tenant=tenant, key=key, locale=locale, number=number, version=1, pinned_at=now())


def tasks_of(*tenants: Tenant) -> list[ReviewTask]:
    """The tasks of some tenants, as stored."""
    with tenant_scope([LIBRARY_ID, *(tenant.pk for tenant in tenants)]):
        return list(ReviewTask.objects.order_by("tenant_id", "title", "key", "locale"))


def now() -> datetime:
    """This instant."""
    return timezone.now()


def days(count: int) -> date:
    """A day, counted from today."""
    return TODAY + timedelta(days=count)


def browser_of(desk: Desk, who: str) -> Client:
    """A browser in which somebody has signed in: `NAC editor`, `TAB publisher`, `administrator`, or a visitor."""
    client = Client()
    if who == "administrator":
        client.force_login(User.objects.create_superuser("raiz", "raiz@example.org", "x"))
    elif who != "visitor":
        code, role = who.split()
        client.force_login(desk.people[code, role])
    return client
