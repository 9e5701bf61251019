"""Summaries by their codes, and what is told in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from assistance.models import CallSummary
from content_models.script_walk import Answer, Walk, walk
from tenants.scope import tenant_scope


def summary_with_code(*, tenant_id: int, code: str, now: datetime) -> CallSummary | None:
    """Return the summary of a state that was dictated under a code; None: there is none, or not any more."""
    with tenant_scope([tenant_id]):
        return CallSummary.objects.for_tenant(tenant_id).kept(now).filter(code=code).first()


def walk_by_options(script: Mapping[str, Any], options: Iterable[str], *, channel: str) -> Walk:
    """Replay a run of which only the options are known."""
    answers: list[Answer] = []
    found = walk(script["nodes"], script["start"], answers, channel=channel)
    for option in options:
        answers.append(Answer(found.current or "", option))
        found = walk(script["nodes"], script["start"], answers, channel=channel)
        if found.stop:
            break
    return found
