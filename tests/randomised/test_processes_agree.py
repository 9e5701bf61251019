"""Whatever is published, read, rolled back, killed, lost and restored at random, all processes serve what is stored."""

from __future__ import annotations

import os
import random

import pytest

from tests.randomised.driver import LEAST_ROUNDS, Disagreement, driving
from tests.thoroughness import tries

SECONDS = float(os.environ.get("RANDOMISED_SECONDS", "0"))
ROUNDS = tries(LEAST_ROUNDS, long=12)
"""At least; a backup is made and restored in one of them."""
IS_QUICK = "RANDOMISED_SECONDS" not in os.environ
SEED = int(os.environ.get("RANDOMISED_SEED") or (1 if IS_QUICK else random.randrange(1_000_000)))
"""The quick run always begins alike, so that it says something of the change at hand; long ones look further."""
FOUND_ROUNDS = 60
"""Most times three are enough."""


def test_all_processes_serve_what_is_stored() -> None:
    with driving(SEED) as driver:
        driver.run(seconds=SECONDS, least_rounds=ROUNDS)

    assert driver.counts["publish"] > 0


def test_processes_that_cache_what_was_rolled_back_are_found() -> None:
    found = pytest.raises(Disagreement, match=r"(?s)RANDOMISED_SEED=2\b.* instead of ")
    with driving(2, is_lying=True, agree_seconds=5.0) as driver, found:
        driver.run(least_rounds=FOUND_ROUNDS)
