"""Fifty operators log contacts for ten minutes while web, worker and PostgreSQL are killed: each is counted once."""

from benchmarks.ledger.load import PER_SECOND, WHOLE_SECONDS, measure


def test_nothing_is_lost_and_nothing_doubled() -> None:
    outcome = measure(WHOLE_SECONDS)

    assert (outcome.lost, outcome.doubled) == (0, 0)
    assert set(outcome.killed) == {"web", "worker", "postgres"}
    assert outcome.sent > WHOLE_SECONDS * PER_SECOND / 4
