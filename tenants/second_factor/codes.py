"""What codes look like: those of an app, and recovery codes with the digests by which they are stored."""

from __future__ import annotations

import unicodedata

from django.utils.crypto import get_random_string, salted_hmac

from tenants.models import User

DIGITS = 6
COUNT = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""None that is taken for another on paper."""

LENGTH = 12
"""Some 59 random bits: more than can be tried, even by whoever has the digests."""

MOST_LETTERS = 40
"""What is longer is cut: it is no code."""


def is_of_app(code: str) -> bool:
    """Whether it looks like a code of an app, as `plain` returns it."""
    return len(code) == DIGITS and code.isdecimal()


def new_codes() -> list[str]:
    """Return codes to write down, such as `7hq2-mx9d-kkp4`."""
    codes = (get_random_string(LENGTH, LETTERS) for _ in range(COUNT))
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def digest_of(user: User, code: str) -> str:
    """Return what is stored of a code, in whatever way it was typed; keyed with `SECRET_KEY`."""
    return salted_hmac(f"{__name__}:{user.pk}", plain(code), algorithm="sha256").hexdigest()


def plain(text: str) -> str:
    """Return a code as it is compared: letters and digits alone, whatever the keyboard made of them."""
    letters = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).casefold()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())
