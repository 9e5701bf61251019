"""What is said can be read with its conversation's key, in its own place, and nowhere else."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from assistance.chat import visitors
from assistance.chat.encryption import new_key, open_sealed, seal, unwrap, wrap
from assistance.models import ConversationKey
from tenants import keyring
from tenants.scope import scope_of_all_tenants

from .conversations import answering, begin, refused, send

HERE, ELSEWHERE = UUID("0190a5b8-0000-7000-8000-000000000001"), UUID("0190a5b8-0000-7000-8000-000000000002")
CONTENT = {"text": "canario amarillo"}


def test_each_body_is_another_even_of_the_same_words() -> None:
    key = new_key()

    first, second = (seal(key, tenant_id=1, conversation_id=HERE, seq=1, content=CONTENT) for _ in range(2))

    assert first != second
    assert b"canario" not in first
    for body in (first, memoryview(second)):
        assert open_sealed(key, tenant_id=1, conversation_id=HERE, seq=1, body=body) == CONTENT


@pytest.mark.parametrize(
    ("what", "place"),
    [
        ("another state", {"tenant_id": 2}),
        ("another conversation", {"conversation_id": ELSEWHERE}),
        ("another place", {"seq": 2}),
        ("a note's", {"seq": HERE}),
    ],
)
def test_a_body_that_was_moved_is_noise(what: str, place: dict[str, int | UUID]) -> None:
    key = new_key()
    body = seal(key, tenant_id=1, conversation_id=HERE, seq=1, content=CONTENT)

    moved: dict[str, object] = {"tenant_id": 1, "conversation_id": HERE, "seq": 1, **place}

    assert open_sealed(key, body=body, **moved) is None  # type: ignore[arg-type]  # as the table says


@pytest.mark.parametrize("body", [None, b"", b"short", bytes(12), bytes(100)], ids=str)
def test_what_is_no_body_says_nothing(body: bytes | None) -> None:
    assert open_sealed(new_key(), tenant_id=1, conversation_id=HERE, seq=1, body=body) is None


def test_neither_another_key_nor_none_reads_it() -> None:
    body = seal(new_key(), tenant_id=1, conversation_id=HERE, seq=1, content=CONTENT)

    for key in (new_key(), None):
        assert open_sealed(key, tenant_id=1, conversation_id=HERE, seq=1, body=body) is None


def test_the_ring_of_keys_wraps_a_key_and_after_a_loss_nobody_has_it() -> None:
    key = new_key()
    wrapped = wrap(key)

    assert unwrap(wrapped) == key
    with override_settings(ENCRYPTION_KEYS=[keyring.new_key()]):
        assert unwrap(wrapped) is None


def test_rotating_the_ring_finds_the_keys_of_conversations(db: None) -> None:
    old, new = keyring.new_key(), keyring.new_key()
    with override_settings(ENCRYPTION_KEYS=[old]):
        access = begin(answering("TAB"))
        send(access, "canario amarillo")
    with override_settings(ENCRYPTION_KEYS=[new, old]):
        call_command("keyring", "rotate", verbosity=0)

    with override_settings(ENCRYPTION_KEYS=[new]):
        assert [one.text for one in visitors.read_since(access=access, after=0)] == ["canario amarillo"]


def test_without_its_ring_a_conversation_can_be_seen_and_ended_and_nothing_written(db: None) -> None:
    access = begin(answering("TAB"))
    send(access, "Hola")

    with override_settings(ENCRYPTION_KEYS=[keyring.new_key()]):
        assert refused(send, access, "¿Hay alguien?")[0] == "UNAVAILABLE"
        assert [one.is_removed for one in visitors.read_since(access=access, after=0)] == [True]
        assert visitors.end(access=access, now=timezone.now()).state == "ENDED"
    with scope_of_all_tenants():
        assert ConversationKey.objects.count() == 1
    assert [one.text for one in visitors.read_since(access=access, after=0)] == ["Hola", None]
