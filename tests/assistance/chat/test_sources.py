"""Where conversations come from: how many, for how long a block holds, and what is left when the day is over."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
import pytest
from django.utils import timezone

from assistance.chat import challenges, messages, sources, visitors
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.models import BlockedSource, Conversation, SourceSalt, Transport
from tenants.limits import Limit
from tenants.models import StaffRole, Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import key_of, member

from .conversations import answering, begin, refused, row_of, send

EVENING = datetime(2026, 12, 1, 5, 30, tzinfo=UTC)
"""Half past eleven at night in Mexico City, where it is still November."""


@pytest.fixture
def tabasco(db: None) -> Tenant:
    return answering("TAB")


def challenge_of(tenant: Tenant, **fields: Any) -> dict[str, Any]:
    """Return the challenge with which a start is refused."""
    with pytest.raises(ChatRefused) as raised:
        begin(tenant, **fields)
    assert (raised.value.code, raised.value.field) == (ChatErrorCode.CHALLENGE, "proof")
    found = raised.value.as_json()["challenge"]
    assert isinstance(found, dict)
    return found


def solved(challenge: dict[str, Any]) -> str:
    """Solve a challenge as a client does."""
    read = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(read, timeout=30)
    assert solution is not None
    return altcha.Payload(read, solution).to_base64()


def forged(proof: str) -> str:
    """Make a proof one that is valid longer."""
    content = json.loads(base64.b64decode(proof))
    content["challenge"]["parameters"]["expiresAt"] += 60
    return base64.b64encode(json.dumps(content).encode()).decode()


def test_a_network_is_kept_as_a_digest_of_its_day_alone(db: None) -> None:
    today, tomorrow = (sources.digest_of("192.0.2.1", now=EVENING + timedelta(hours=later)) for later in (0, 1))

    assert today == sources.digest_of("192.0.2.1", now=EVENING)
    assert len({today, tomorrow, sources.digest_of("192.0.2.2", now=EVENING)}) == 3
    assert "192.0.2.1" not in today
    assert sources.digest_of("", now=EVENING) == ""


def test_when_the_day_is_over_nothing_tells_where_anybody_came_from(tabasco: Tenant) -> None:
    early, late = begin(tabasco, now=EVENING), begin(tabasco, now=EVENING + timedelta(hours=1))

    removed = sources.remove_old(EVENING + timedelta(hours=1))

    assert removed == 1
    assert [salt.day.isoformat() for salt in SourceSalt.objects.all()] == ["2026-12-01"]
    assert (row_of(early).source_digest, len(row_of(late).source_digest)) == ("", 64)


def test_a_block_holds_for_one_network_in_one_state_until_the_day_ends(tabasco: Tenant) -> None:
    operator, access = member(tabasco, StaffRole.OPERATOR), begin(tabasco, now=EVENING)
    with tenant_scope([tabasco.pk]):
        sources.block(row_of(access), by_user_id=operator.pk, now=EVENING)
        sources.block(row_of(access), by_user_id=operator.pk, now=EVENING)

    assert refused(send, access, "Hola", now=EVENING) == (ChatErrorCode.BLOCKED, None)
    assert refused(begin, tabasco, now=EVENING) == (ChatErrorCode.BLOCKED, None)
    assert begin(tabasco, now=EVENING, source="192.0.2.2")
    assert begin(answering("COA"), now=EVENING)
    assert begin(tabasco, now=EVENING + timedelta(hours=1))
    sources.remove_old(EVENING + timedelta(hours=1))
    with scope_of_all_tenants():
        assert not BlockedSource.objects.exists()


def test_an_ended_conversation_has_forgotten_its_network(tabasco: Tenant) -> None:
    access = begin(tabasco)

    visitors.end(access=access, now=timezone.now())

    assert row_of(access).source_digest == ""


def test_a_network_that_has_many_open_proves_its_work_and_no_proof_counts_twice(
    tabasco: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenges, "FREE_OPEN", 1)
    begin(tabasco)
    proof = solved(challenge_of(tabasco))

    assert begin(tabasco, proof=proof)
    for wrong in (
        proof,
        forged(proof),
        "",
        "ñ",
        "W10=",
        base64.b64encode(b'{"challenge": [], "solution": {}}').decode(),
    ):
        challenge_of(tabasco, proof=wrong)
    assert begin(tabasco, source="192.0.2.2")
    assert begin(tabasco, transport=Transport.FORMS), "No script can prove anything without JavaScript."


def test_a_long_queue_asks_everybody_who_comes(tabasco: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "FREE_WAITING", 1)
    begin(tabasco)

    assert begin(tabasco, source="192.0.2.2", proof=solved(challenge_of(tabasco, source="192.0.2.2")))


def test_limits_are_stricter_where_no_javascript_can_be_asked_to_prove_anything() -> None:
    assert sources.MOST_OPEN_BY_FORMS < sources.MOST_OPEN
    assert sources.OF_SOURCE_BY_FORMS.most < sources.OF_SOURCE.most
    assert sources.OF_SOURCE_BY_FORMS.seconds == sources.OF_SOURCE.seconds
    assert messages.FAST_BY_FORMS < messages.FAST


@pytest.mark.parametrize("transport", [Transport.BROWSER, Transport.FORMS])
def test_of_many_conversations_of_one_network_some_are_opened(
    tabasco: Tenant, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenges, "FREE_OPEN", 1_000)
    monkeypatch.setattr(sources, "MOST_OPEN", 3)
    monkeypatch.setattr(sources, "MOST_OPEN_BY_FORMS", 2)
    coahuila = answering("COA")
    opened = 0

    outcomes = set()
    for number in range(6):
        try:
            begin((tabasco, coahuila)[number % 2], transport=transport)
            opened += 1
        except ChatRefused as refusal:
            outcomes.add((refusal.code, refusal.retry_after))

    assert opened == (3 if transport == Transport.BROWSER else 2)
    assert outcomes == {(ChatErrorCode.TOO_MANY, 60)}
    with scope_of_all_tenants():
        assert Conversation.objects.count() == opened


@pytest.mark.parametrize(
    ("what", "limit", "fields"),
    [
        ("a key", "OF_KEY", {"source": ""}),
        ("a network", "OF_SOURCE", {"key_id": None}),
        ("a network without JavaScript", "OF_SOURCE_BY_FORMS", {"key_id": None, "transport": Transport.FORMS}),
    ],
)
def test_only_so_many_are_begun_within_some_minutes(
    tabasco: Tenant, what: str, limit: str, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, limit, Limit(f"test.{limit}", most=1, seconds=600))
    fields = {"key_id": key_of(tabasco)[0].pk, **fields}
    visitors.end(access=begin(tabasco, **fields), now=timezone.now())

    assert refused(begin, tabasco, **fields) == (ChatErrorCode.TOO_MANY, None)
