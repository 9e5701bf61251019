"""Encryption of what must be read again, such as the address of a shelter, with a ring of keys (`ENCRYPTION_KEYS`).

The newest key encrypts, all of them decrypt. Each purpose has keys of its own, derived from these, so that what was
encrypted for one cannot be read as another's. Nothing here logs or shows a text or a key.

Source:
    Fernet (https://github.com/fernet/spec/): AES-128-CBC and HMAC-SHA256. HKDF: RFC 5869.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

KEY_BYTES = 32


class Purpose(StrEnum):
    """What a text is encrypted for, or digested."""

    CONFIDENTIAL_PLACE = "confidential-place"
    SECOND_FACTOR = "second-factor"
    RARE_SEARCH = "rare-search"
    CALL_BACK = "call-back"
    CONVERSATION = "conversation"


class KeyMissing(Exception):
    """No key of the ring reads a text: its key was taken out, or it was encrypted for another purpose, or altered."""

    def __init__(self) -> None:
        super().__init__(
            "None of ENCRYPTION_KEYS reads this text: add the key with which it was encrypted, after the newest."
        )


class EncryptedTextField(models.TextField[str, str]):
    """A column with a text that `encrypt` has encrypted; `manage.py keyring rotate` finds it by this class.

    Its value is what is stored: whoever reads the text calls `decrypt`, and nothing else does, no form and no `repr`.
    """

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.purpose = Purpose(purpose)

    def deconstruct(self) -> Any:
        """Return also the purpose."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "purpose": self.purpose.value}


def encrypt(text: str, purpose: Purpose) -> str:
    """Return a text encrypted with the newest key, in letters that any column and header takes.

    Raises:
        ImproperlyConfigured: there is no key.
    """
    return _ring(purpose).encrypt(text.encode()).decode("ascii")


def decrypt(encrypted: str, purpose: Purpose) -> str:
    """Return the text.

    Raises:
        KeyMissing: no key reads it.
        ImproperlyConfigured: there is no key at all.
    """
    try:
        return _ring(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise KeyMissing from error


def is_newest(encrypted: str, purpose: Purpose) -> bool:
    """Whether the newest key reads it, so that the others are not needed for it."""
    try:
        _fernets(purpose, _keys())[0].decrypt(encrypted.encode())
    except InvalidToken:
        return False
    return True


def renewed(encrypted: str, purpose: Purpose) -> str:
    """Return the same text, encrypted with the newest key.

    Raises:
        KeyMissing: no key reads it.
    """
    return encrypt(decrypt(encrypted, purpose), purpose)


def keyed_digest(text: str, purpose: Purpose) -> str:
    """Return a digest of a text, in hexadecimal, that nobody can compare with guesses who has not the newest key.

    With another newest key it is another one, and what had the former is not found again.

    Raises:
        ImproperlyConfigured: there is no key.
    Source:
        HMAC-SHA256: RFC 2104.
    """
    key = _derived(base64.urlsafe_b64decode(_keys()[0]), purpose)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def new_key() -> str:
    """Return a key for the ring: 32 random bytes in URL-safe base64."""
    return Fernet.generate_key().decode("ascii")


def is_key(key: str) -> bool:
    """Whether it is a key as `new_key` makes them."""
    try:
        return len(base64.b64decode(key, altchars=b"-_", validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _ring(purpose: Purpose) -> MultiFernet:
    return MultiFernet(_fernets(purpose, _keys()))


def _keys() -> tuple[str, ...]:
    keys: Sequence[str] = settings.ENCRYPTION_KEYS
    if not keys or not all(map(is_key, keys)):
        raise ImproperlyConfigured(
            "ENCRYPTION_KEYS must hold keys as `manage.py keyring new` prints them, with commas between them."
        )
    return tuple(keys)


@lru_cache(maxsize=32)
def _fernets(purpose: Purpose, keys: tuple[str, ...]) -> list[Fernet]:
    return [Fernet(base64.urlsafe_b64encode(_derived(base64.urlsafe_b64decode(key), purpose))) for key in keys]


def _derived(key: bytes, purpose: Purpose) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
