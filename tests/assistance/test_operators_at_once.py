"""A call that is offered and accepted over several connections at once is handed over once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assistance.models import Handover, PresenceState
from assistance.operators.handovers import HandoverTaken, accept, offer
from assistance.operators.presence import AttendingElsewhere, renew
from assistance.operators.rights import Answering, answering
from assistance.operators.runs import read_run
from tenants.models import StaffRole
from tenants.scope import tenant_scope
from tests.at_once import at_once
from tests.tenants.factories import member
from tests.world import World


def within(operator: Answering, act: Callable[[], Any]) -> Callable[[], Any]:
    """Do something as a view does, within the operator's scope; a refusal is returned."""

    def run() -> Any:
        try:
            with tenant_scope(operator.scope):
                return act()
        except (AttendingElsewhere, HandoverTaken) as refusal:
            return type(refusal)

    return run


def test_one_browser_gets_the_call(committed: World) -> None:
    tenant, now = committed.tenants["XNO"], timezone.now()
    ana, beto = (answering(member(tenant, role)) for role in (StaffRole.OPERATOR, StaffRole.TRAINEE))
    assert ana is not None
    assert beto is not None
    renew(operator=beto, state=PresenceState.AVAILABLE, browser="b", now=now)
    sent: dict[str, Any] = {"handover_id": uuid4(), "call_id": uuid4(), "tenant_id": tenant.pk}

    def offered() -> Handover:
        return offer(operator=ana, receiver_id=beto.user_id, run=read_run({}, state=tenant.code), now=now, **sent)

    def accepted(browser: str) -> Handover:
        return accept(operator=beto, handover_id=sent["handover_id"], browser=browser, now=now)

    offers = at_once(*[within(ana, offered)] * 3)
    taken = at_once(*(within(beto, partial(accepted, name)) for name in "abc"))

    assert {one.pk for one in offers} == {sent["handover_id"]}
    assert sorted(one is HandoverTaken for one in taken) == [False, True, True]


def test_one_browser_has_the_call(committed: World) -> None:
    tenant, now = committed.tenants["XNO"], timezone.now()
    ana = answering(member(tenant, StaffRole.OPERATOR))
    assert ana is not None

    def attending(browser: str) -> Any:
        return renew(
            operator=ana,
            state=PresenceState.ON_CALL,
            call_id=uuid4(),
            tenant_id=tenant.pk,
            browser=browser,
            now=now,
        )

    said = at_once(*(within(ana, partial(attending, name)) for name in "abc"))

    assert sorted(one is AttendingElsewhere for one in said) == [False, True, True]
