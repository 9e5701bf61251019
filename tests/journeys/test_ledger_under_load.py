"""Contacts come by the clock for ten minutes while web, worker and PostgreSQL are killed: each is counted once."""

from benchmarks.ledger.load import WHOLE_SECONDS, measure


def test_nothing_is_lost_and_nothing_doubled() -> None:
    outcome = measure(WHOLE_SECONDS)

    assert outcome.missed() == [], outcome
