"""The shape of an API key: `jpt_pk_` or `jpt_sk_`, 37 random characters, and a checksum of 6.

The prefix lets secret scanners find a leaked key; the checksum distinguishes a mistyped key from an unknown one without
a look-up. Only the SHA-256 digest is ever stored: with 220 random bits it needs neither salt nor slow hashing.
"""

import hashlib
import re
import secrets
import string
import zlib

from .models import KeyKind

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 37
CHECKSUM_LENGTH = 6
HINT_LENGTH = 14

_SHAPE = re.compile(rf"jpt_(?:pk|sk)_[0-9A-Za-z]{{{RANDOM_LENGTH + CHECKSUM_LENGTH}}}", re.ASCII)


def make_key(kind: KeyKind) -> str:
    """Return a new raw key. It is shown once; keep its `digest_of` only."""
    body = f"jpt_{kind.value}_" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return body + _checksum(body)


def is_well_formed(raw: str) -> bool:
    """Whether this could be a key: right shape, right checksum."""
    if _SHAPE.fullmatch(raw) is None:
        return False
    return _checksum(raw[:-CHECKSUM_LENGTH]) == raw[-CHECKSUM_LENGTH:]


def digest_of(raw: str) -> str:
    """Return what is stored in the place of a key: SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(raw.encode("ascii")).hexdigest()


def hint_of(raw: str) -> str:
    """Return the beginning of a key, by which people recognise it in a list."""
    return raw[:HINT_LENGTH]


def _checksum(body: str) -> str:
    rest = zlib.crc32(body.encode("ascii"))
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
