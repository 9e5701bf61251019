"""A proof of work that is asked for under pressure, so that a flood costs something: ALTCHA, without any service.

A client looks for a counter, from 0 on: PBKDF2 with SHA-256 of the nonce (16 bytes) followed by the counter (4 bytes,
big-endian), with the salt and `cost` iterations, must begin with `keyPrefix`. It sends back, in base64, the JSON
`{"challenge": …, "solution": {"counter": …, "derivedKey": "<hexadecimal>"}}`. With one byte of prefix 256 tries are
expected: less than a second on a simple telephone. Nobody sees it before the emergency number: it belongs to the
beginning of a conversation.

Source:
    https://altcha.org/docs/v2/ (the library `altcha`, its version 2 of the protocol).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import altcha
from django.utils.crypto import salted_hmac

from tenants.limits import Limit, LimitReached, take

ALGORITHM = "PBKDF2/SHA-256"
ITERATIONS = 1_000
PREFIX = "00"
LASTS = timedelta(minutes=10)
LONGEST = 4_000
"""Characters of an answer."""

ONCE = Limit("chat.proof", most=1, seconds=2 * int(LASTS.total_seconds()))

FREE_OPEN = 10
"""So many conversations a network has open before a proof is asked for the next."""

FREE_WAITING = 40
"""So many people wait in a state's queue before each who comes is asked for one."""


def is_needed(*, open_of_source: int, waiting: int) -> bool:
    """Whether a conversation begins under pressure: its network has many already, or the queue is long.

    Args:
        open_of_source: how many conversations the network has open.
        waiting: how many wait in the state's queue.
    """
    return open_of_source >= FREE_OPEN or waiting >= FREE_WAITING


def new_challenge(now: datetime) -> dict[str, Any]:
    """Return a challenge, as clients get it in JSON."""
    challenge = altcha.create_challenge(
        ALGORITHM, ITERATIONS, key_prefix=PREFIX, expires_at=now + LASTS, hmac_secret=_secret()
    )
    return dict(challenge.to_dict())


def spend(proof: str) -> bool:
    """Return whether it is the answer to a challenge of ours that has not expired; each counts once.

    To be called outside any transaction that may be rolled back.
    """
    payload = _read(proof)
    if payload is None or not altcha.verify_solution(payload, _secret()).verified:
        return False
    try:
        take(ONCE.of(payload.challenge.parameters.nonce))
    except LimitReached:
        return False
    return True


def _read(proof: str) -> altcha.Payload | None:
    if len(proof) > LONGEST:
        return None
    try:
        return altcha.Payload.from_base64(proof)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # of JSON in any other shape
        return None


def _secret() -> str:
    return salted_hmac("assistance.chat.challenges", "", algorithm="sha256").hexdigest()
