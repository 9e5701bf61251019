"""A hundred who take one conversation, one who takes ten, and two who sweep: over connections of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from django.db import connection, connections

from assistance.chat import assignment, offers, sweeps
from assistance.chat.errors import ChatRefused
from assistance.operators.rights import Answering
from tests.world import World

from .waiting import NOW, answers, events, is_there, now_is, waiting

WAIT_SECONDS = 60


def at_once(count: int, acts: list[Callable[[], Any]]) -> list[Any]:
    """What acts return or are refused with, on so many threads that begin together."""
    together = Barrier(count)

    def run(mine: list[Callable[[], Any]]) -> list[Any]:
        found = []
        try:
            connection.ensure_connection()  # it takes longer than what is to happen at once
            together.wait(WAIT_SECONDS)
            for act in mine:
                try:
                    found.append(act())
                except ChatRefused as refused:
                    found.append(refused.code)
        finally:
            connections.close_all()
        return found

    with ThreadPoolExecutor(count) as pool:
        done = [pool.submit(run, acts[number::count]) for number in range(count)]
        return [one for each in done for one in each.result(WAIT_SECONDS)]


def taking(operator: Answering, pk: Any) -> Callable[[], Any]:
    return lambda: assignment.accept(operator=operator, conversation_id=pk, now=NOW).operator_id


def test_what_is_taken_at_once_is_taken_once(committed: World) -> None:
    north = committed.tenants["XNO"]
    people = [answers(north, name=f"p{number}", at_once=2) for number in range(10)]
    one = waiting(north)

    found = at_once(100, [taking(people[number // 10], one.pk) for number in range(100)])

    winner = now_is(one).operator_id
    assert Counter(found) == {winner: 10, "TAKEN": 90}  # the winner's own ten get the same answer
    assert events(one) == ["ATTENDED"]

    several = [waiting(north) for _ in range(6)]
    found = at_once(6, [taking(next(p for p in people if p.user_id == winner), each.pk) for each in several])
    assert Counter(found) == {winner: 1, "LIMIT": 5}

    is_there(people[0])
    late = NOW + timedelta(seconds=30)
    swept = at_once(4, [lambda: assignment.requeue_lost(late)] * 4 + [lambda: offers.offer_next(late)] * 4)
    assert sum(swept[0::2]) >= 2
    assert events(one) == ["ATTENDED", "OPERATOR_LOST"]

    gone = [waiting(north, minutes=60, warned_at=NOW - timedelta(hours=1)) for _ in range(3)]
    assert sum(at_once(3, [lambda: sweeps.end_silent(NOW)] * 3)) == 3
    assert [events(each) for each in gone] == [["ENDED"]] * 3
