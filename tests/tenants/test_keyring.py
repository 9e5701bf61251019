"""Texts that must be read again: encrypted with the newest key, for one purpose, and shown nowhere."""

from __future__ import annotations

import logging
import traceback
from enum import StrEnum
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from tenants import keyring
from tenants.keyring import KeyMissing, Purpose, decrypt, encrypt, is_key, is_newest, new_key, renewed

PLACE = Purpose.CONFIDENTIAL_PLACE
TEXT = "Calle de la Esperanza 7, Macuspana"


class Other(StrEnum):
    """A second purpose."""

    CALL_BACK = "call-back"


@pytest.fixture
def keys(settings: Settings) -> list[str]:
    """Two keys, the newer first."""
    settings.ENCRYPTION_KEYS = [new_key(), new_key()]
    return list(settings.ENCRYPTION_KEYS)


def test_what_is_encrypted_is_read_again(keys: list[str]) -> None:
    assert decrypt(encrypt(TEXT, PLACE), PLACE) == TEXT


def test_equal_texts_look_different_and_say_nothing(keys: list[str]) -> None:
    one, other = encrypt(TEXT, PLACE), encrypt(TEXT, PLACE)

    assert one != other
    assert "Esperanza" not in one


def test_an_older_key_reads_until_it_is_taken_out(settings: Settings, keys: list[str]) -> None:
    newer, older = keys
    settings.ENCRYPTION_KEYS = [older]
    old = encrypt(TEXT, PLACE)
    settings.ENCRYPTION_KEYS = keys

    assert (decrypt(old, PLACE), is_newest(old, PLACE)) == (TEXT, False)
    new = renewed(old, PLACE)
    settings.ENCRYPTION_KEYS = [newer]
    assert (decrypt(new, PLACE), is_newest(new, PLACE)) == (TEXT, True)
    with pytest.raises(KeyMissing, match="ENCRYPTION_KEYS"):
        decrypt(old, PLACE)


def test_what_was_encrypted_for_one_purpose_is_not_read_as_anothers(keys: list[str]) -> None:
    other: Any = Other.CALL_BACK

    with pytest.raises(KeyMissing):
        decrypt(encrypt(TEXT, PLACE), other)


@pytest.mark.parametrize("damage", ["", "x", "gAAAA", "ñ"])
def test_what_was_altered_is_not_read(keys: list[str], damage: str) -> None:
    whole = encrypt(TEXT, PLACE)

    with pytest.raises(KeyMissing):
        decrypt(whole[:-5] + damage, PLACE)


@pytest.mark.parametrize("given", [[], ["short"], ["ñ" * 44]])
def test_without_keys_it_says_what_is_missing(settings: Settings, given: list[str]) -> None:
    settings.ENCRYPTION_KEYS = given

    with pytest.raises(ImproperlyConfigured, match=r"manage\.py keyring new") as refusal:
        encrypt(TEXT, PLACE)
    assert TEXT not in "".join(traceback.format_exception(refusal.value))


def test_neither_texts_nor_keys_are_shown(
    settings: Settings, keys: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    encrypted = encrypt(TEXT, PLACE)
    decrypt(encrypted, PLACE)
    shown = repr(keyring._ring(PLACE)) + repr(vars(keyring)) + caplog.text

    settings.ENCRYPTION_KEYS = [new_key()]
    with pytest.raises(KeyMissing) as refusal:
        decrypt(encrypted, PLACE)
    shown += "".join(traceback.format_exception(refusal.value))

    assert not any(secret in shown for secret in (TEXT, *keys, *settings.ENCRYPTION_KEYS))


def test_a_new_key_is_one() -> None:
    out = StringIO()
    call_command("keyring", "new", stdout=out)

    assert is_key(out.getvalue().strip())
    assert out.getvalue() != f"{new_key()}\n"
