"""Fifty operators log contacts for ten minutes while web, worker and PostgreSQL are killed: each is counted once."""

from benchmarks.ledger.load import WHOLE_SECONDS, measure

LEAST_PER_SECOND = 20
"""Who waits for an answer sends nothing else: 25 a second are not reached while something is away."""


def test_nothing_is_lost_and_nothing_doubled() -> None:
    outcome = measure(WHOLE_SECONDS)

    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert set(outcome.killed) == {"web", "worker", "postgres"}
    assert outcome.sent > WHOLE_SECONDS * LEAST_PER_SECOND
