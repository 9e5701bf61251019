"""What supervisors see: who is there, who is on a call, and the call-backs that are due."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from assistance.call_backs.selectors import calls_to_make
from assistance.models import PresenceState
from assistance.operators.presence import colleagues_of
from assistance.operators.rights import Answering

from .answers import Answer, Refused, answers


@answers("GET")
def supervision(request: HttpRequest, operator: Answering) -> Answer:
    """Return who answers for the supervisor's states, and what they do."""
    if not operator.is_supervisor:
        raise Refused("NOT_FOUND")
    now = timezone.now()
    return {
        "operators": [
            {
                "id": one.user_id,
                "name": one.name,
                "state": one.state,
                "since": one.since,
                "tenant": one.tenant,
                "callSeconds": int((now - one.call_began_at).total_seconds())
                if one.call_began_at is not None and one.state == PresenceState.ON_CALL
                else None,
            }
            for one in colleagues_of(operator, tenant_ids=operator.tenants.values(), now=now)
        ],
        "callBacks": [
            {
                "id": one.id,
                "tenant": one.tenant,
                "windowStartsAt": one.window_starts_at,
                "windowEndsAt": one.window_ends_at,
                "attempts": one.attempts,
                "role": one.role or None,
                "topicKey": one.topic_key or None,
                "isOverdue": one.is_overdue,
                "isInDanger": one.is_in_danger,
            }
            for one in calls_to_make(tenant_ids=operator.tenants.values(), now=now)
        ],
    }
