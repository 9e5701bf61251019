"""The table of inquiries: rows are added, by their own tenant's people alone, and never changed by anybody."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg2.errors import InsufficientPrivilege

from assistance.models import Inquiry
from tenants.scope import tenant_scope
from tests.world import World

NOBODYS = "8cc0b8f7-ccfe-4b94-92c2-a5426a9a2238"
"""The id of nothing: the same in each run, since it stands in the names of tests."""

ROW: dict[str, Any] = {
    "digest": "0" * 64,
    "channel": "PHONE",
    "contact_type": "CITIZEN",
    "language": "es-MX",
    "started_at": datetime(2026, 11, 29, 18, tzinfo=UTC),
    "started_on": date(2026, 11, 29),
    "started_hour": 12,
    "duration_seconds": 60,
    "is_served": True,
}


def add(world: World, code: str = "XNO", **fields: Any) -> Inquiry:
    return Inquiry.objects.create(id=fields.pop("id", uuid.uuid4()), tenant=world.tenants[code], **{**ROW, **fields})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assistance_inquiry SET duration_seconds = 1",
        "UPDATE assistance_inquiry SET duration_seconds = 1 WHERE false",
        "DELETE FROM assistance_inquiry",
        "TRUNCATE assistance_inquiry",
    ],
)
def test_refuses_to_change_rows(world: World, statement: str) -> None:
    with tenant_scope([world.tenants["XNO"].pk]):
        add(world)
        with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

        assert isinstance(refused.value.__cause__, InsufficientPrivilege)
        assert Inquiry.objects.get().duration_seconds == 60


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE assistance_inquiry SET duration_seconds = 1",
        "DELETE FROM assistance_inquiry",
        "TRUNCATE assistance_inquiry",
    ],
)
def test_refuses_the_owner_too(django_db_setup: None, db: None, act: str) -> None:
    parameters = connection.get_connection_params()
    parameters |= {"user": settings.DATABASE_OWNER["USER"], "password": settings.DATABASE_OWNER["PASSWORD"]}
    owner = psycopg2.connect(**parameters)

    with owner, owner.cursor() as cursor, pytest.raises(InsufficientPrivilege, match="added, never changed"):
        cursor.execute(act)

    owner.close()


def test_another_states_rows_are_neither_seen_nor_written(world: World) -> None:
    with tenant_scope([world.tenants["XNO"].pk]):
        add(world)
    with tenant_scope([world.tenants["XSU"].pk]):
        assert not Inquiry.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            add(world)
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "FAX"},
        {"contact_type": "FRIEND"},
        {"role": "JUDGE"},
        {"outcome": "HAPPY"},
        {"topic_key": "me robaron el carro"},
        {"script_key": "Ana Pérez"},
        {"script_digest": "abc"},
        {"end_node": "call 993 313 6550"},
        {"language": "Spanish (Mexico)"},
        {"digest": ""},
        {"referral_keys": ["Ana"]},
        {"referral_keys": [NOBODYS] * 11},
        {"started_hour": 24},
        {"duration_seconds": 86_401},
        {"after_call_seconds": -1},
        {"is_served": False},
        {"unserved_reason": "HUNG_UP"},
        {"reason": "TEST"},
        {"corrects_id": uuid.UUID(NOBODYS), "reason": "TEST"},
        {"campaign_id": 1_000_000},
    ],
    ids=str,
)
def test_the_database_refuses_what_is_no_code(world: World, wrong: dict[str, Any]) -> None:
    with tenant_scope([world.tenants["XNO"].pk]), pytest.raises(IntegrityError), transaction.atomic():
        add(world, **wrong)


def test_a_correction_stays_in_its_state_and_is_made_once(world: World) -> None:
    tenants = [world.tenants[code].pk for code in ("XNO", "XSU")]
    with tenant_scope(tenants):
        first = add(world)
        add(world, corrects=first, reason="TEST")
        for code in ("XNO", "XSU"):
            with pytest.raises(IntegrityError), transaction.atomic():
                add(world, code, corrects=first, reason="TEST")
