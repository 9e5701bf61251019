"""Contacts as clients send them, and how tests look at the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assistance.inquiries.errors import InquiryErrorCode, InquiryRefused
from assistance.models import Inquiry
from tenants.models import KeyKind
from tenants.scope import tenant_scope
from tenants.viewer import Viewer
from tests.uuid7 import uuid7
from tests.world import World

Given = dict[str, Any]


def given(**fields: Any) -> Given:
    """A contact as a client sends it."""
    usual = {
        "id": str(uuid7()),
        "state": "XNO",
        "channel": "PHONE",
        "contactType": "CITIZEN",
        "outcome": "INFORMED",
        "language": "es-MX",
        "startedAt": (timezone.now() - timedelta(minutes=5)).isoformat(),
        "durationSeconds": 240,
        "isServed": True,
    }
    return {**usual, **fields}


def viewer_of(world: World, *codes: str, **fields: Any) -> Viewer:
    return world.viewer(*codes, **{"client_id": 7, "key_kind": KeyKind.SECRET, **fields})


def refused(act: Callable[..., Any], *arguments: Any, **fields: Any) -> list[tuple[InquiryErrorCode, str | None]]:
    """The codes and fields with which something is refused; each has a sentence."""
    with pytest.raises(InquiryRefused) as refusal:
        act(*arguments, **fields)
    assert all(error.message and "%(" not in error.message for error in refusal.value.errors)
    return [(error.code, error.field) for error in refusal.value.errors]


def invalid(*fields: str) -> list[tuple[InquiryErrorCode, str | None]]:
    return [(InquiryErrorCode.INVALID, field) for field in fields]


def counted(*codes: str, world: World) -> list[Inquiry]:
    with tenant_scope([world.tenants[code].pk for code in codes]):
        return list(Inquiry.objects.counted().order_by("recorded_at"))
