"""What a key may spend in a minute."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.endpoint import Endpoint
from api.metering import budget
from tenants.models import ApiKey, Tenant
from tenants.viewer import Viewer, ViewerKind
from tests.fakes.clock import AHEAD, stop_clock
from tests.fakes.redis import RedisServer
from tests.tenants.factories import key_of

from .client import Answer, send

TINY = "{ state { code } }"
SEARCH = '{ state { search(query: "fiscalía", first: 1) { totalCount } } }'

Asked = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _nothing_is_spent() -> Iterator[None]:
    budget.reset()
    yield
    budget.reset()


@pytest.fixture
def with_budget(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Asked]:
    """Make a key with a budget; it asks in one moment: at the turn of a minute some of what was spent comes back."""
    stop_clock(monkeypatch, AHEAD)

    def with_budget(points: int) -> Asked:
        _, raw = key_of(states["TAB"], budget_per_minute=points)

        def ask(query: str, **headers: str) -> Answer:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            return send(
                endpoint,
                body=json.dumps({"query": query}).encode(),
                headers={"Authorization": f"Bearer {raw}", "Content-Type": "application/json", **given},
            )

        return ask

    return with_budget


def left(answer: Answer) -> int:
    """What the headers say is left."""
    return int(re.findall(r'^"minute";r=(\d+)', answer.headers["RateLimit"])[0])


def viewer(points: int, key_id: int = 1) -> Viewer:
    """Somebody with a budget."""
    return Viewer(ViewerKind.CLIENT, {}, key_id=key_id, budget_per_minute=points)


def spend(by: Viewer, points: int) -> budget.Allowance:
    """Spend points of somebody's budget."""
    lease = budget.lease_of(by)
    assert lease is not None
    return lease.spend(points)


def test_every_answer_reports_the_budget_and_what_is_left(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(100)

    answers = [ask(TINY), ask(TINY), ask("{ nothing }"), ask("{")]

    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"minute";q=100;w=60'}
    # A query of two points, twice; what cannot be run costs the first point and twenty.
    assert [left(answer) for answer in answers] == [98, 96, 75, 54]
    assert answers[2].json["extensions"]["cost"] == {"budget": {"perMinute": 100, "remaining": 75}}


def test_what_is_beyond_the_budget_is_refused_with_the_way_out(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(40)
    served = ask(SEARCH)

    refused = ask(SEARCH, Accept_Language="en")

    [error] = refused.json["errors"]
    remaining = refused.json["extensions"]["cost"]["budget"]["remaining"]
    assert (served.status, left(served)) == (200, 8)
    assert remaining in {7, 8}, "one point for the refusal, which comes back within two seconds"
    assert (refused.status, error["extensions"]["code"]) == (429, "BUDGET_EXCEEDED")
    assert error["message"] == (
        f"This request costs 32 points. Of the 40 that the key may spend in a minute, {remaining} are left."
    )
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert refused.headers["RateLimit"] == f'"minute";r={remaining};t={refused.headers["Retry-After"]}'
    assert refused.json["extensions"]["cost"] == {
        "requested": 32,
        "limit": 1_000,
        "budget": {"perMinute": 40, "remaining": remaining},
    }
    assert refused.headers["Query-Cost"] == "32;limit=1000"


def test_what_is_left_can_still_be_spent(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(40)
    ask(SEARCH)
    ask(SEARCH)

    assert (ask(TINY).status, left(ask(TINY))) == (200, 3)


def test_an_exhausted_key_is_refused_before_its_query_is_read(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(2)
    ask(TINY)

    answers = [ask("{ nothing }"), ask("{"), ask(TINY)]

    assert [(answer.status, answer.codes) for answer in answers] == [(429, ["BUDGET_EXCEEDED"])] * 3


def test_an_answer_from_memory_is_refused_too(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(70)

    answers = [ask(SEARCH) for _ in range(3)]

    assert [answer.status for answer in answers] == [200, 200, 429]


def test_a_key_without_a_budget_has_no_limit(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(0)

    answers = [ask(SEARCH) for _ in range(5)]

    assert [answer.status for answer in answers] == [200] * 5
    assert "RateLimit" not in answers[0].headers
    assert answers[0].headers["Query-Cost"] == "32;limit=1000"


def test_keys_of_one_client_have_a_budget_each(endpoint: Endpoint, states: dict[str, Tenant], changes: None) -> None:
    first, _ = key_of(states["TAB"], budget_per_minute=10)
    second = ApiKey(pk=first.pk + 1)

    spent = [spend(viewer(10, first.pk), 10), spend(viewer(10, second.pk), 10)]

    assert [allowance.remaining for allowance in spent] == [0, 0]
    assert spend(viewer(10, first.pk), 1).retry_after is not None


def test_a_browser_may_read_the_headers(with_budget: Callable[[int], Asked]) -> None:
    answer = with_budget(100)(TINY, Origin="https://anywhere.example")

    exposed = set(answer.headers["Access-Control-Expose-Headers"].split(", "))
    assert {"RateLimit", "RateLimit-Policy", "Query-Cost", "Retry-After"} <= exposed


def test_threads_together_spend_no_more_than_the_budget() -> None:
    served = []

    def spend_much() -> None:
        for _ in range(200):
            served.append(spend(viewer(1_000), 3).retry_after is None)

    threads = [threading.Thread(target=spend_much) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(served), sum(served)) == (800, 333)


@pytest.mark.parametrize("begun", [0, 1, 29, 59])
@pytest.mark.parametrize(("spent", "wanted"), [([50], 1), ([50], 50), ([20, 20], 30), ([1] * 50, 10), ([45], 6)])
def test_what_was_refused_can_be_paid_after_the_reported_seconds(
    monkeypatch: pytest.MonkeyPatch, begun: int, spent: list[int], wanted: int
) -> None:
    clock = stop_clock(monkeypatch, AHEAD + begun)
    for points in spent:
        assert spend(viewer(50), points).retry_after is None
        clock.now += 0.5

    refused = spend(viewer(50), wanted)
    assert refused.retry_after is not None
    clock.now += refused.retry_after

    assert spend(viewer(50), wanted).retry_after is None
    assert refused.retry_after <= 120


@pytest.fixture
def redis(settings: Any) -> Iterator[RedisServer]:
    """A Redis of this test's own, which counts the budgets."""
    with RedisServer() as server:
        settings.REDIS_URL = server.url
        yield server


def other_process() -> None:
    """What another process would begin with: nothing in memory."""
    budget.reset()


def test_processes_share_a_budget_in_redis(redis: RedisServer) -> None:
    spend(viewer(50), 30)
    other_process()

    refused = spend(viewer(50), 30)
    served = spend(viewer(50), 20)

    assert (refused.remaining, served.remaining, served.retry_after) == (20, 0, None)
    assert 1 <= (refused.retry_after or 0) <= 120


def test_a_process_draws_a_hundredth_at_a_time_from_redis(redis: RedisServer) -> None:
    spend(viewer(10_000), 1)
    before = redis.commands_processed()

    for _ in range(99):
        allowance = spend(viewer(10_000), 1)

    assert allowance.remaining == 9_900
    assert redis.commands_processed() - before <= 3  # the client that counts introduces itself and asks; no draw


def test_an_unavailable_redis_refuses_no_request(redis: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    spend(viewer(50), 40)
    redis.stop()
    other_process()

    began = time.monotonic()
    allowances = [spend(viewer(50), 10) for _ in range(6)]

    assert [allowance.retry_after is None for allowance in allowances] == [True] * 5 + [False]
    assert time.monotonic() - began < 5
    assert caplog.text.count("Redis does not answer") == 1


def test_a_redis_that_never_was_refuses_nobody(with_budget: Callable[[int], Asked], settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = with_budget(100)(TINY)

    assert (answer.status, left(answer)) == (200, 98)


def test_a_redis_that_comes_back_counts_again(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    redis.stop()
    spend(viewer(50), 10)
    redis.start()
    monkeypatch.setattr(budget, "_redis_paused_until", 0.0)

    other_process()
    spend(viewer(50), 30)
    other_process()

    assert spend(viewer(50), 1).remaining == 19


def test_a_document_that_is_new_to_a_process_costs_its_length_once(with_budget: Callable[[int], Asked]) -> None:
    ask = with_budget(1_000)
    document = "query New { state { code } }".ljust(500)

    answers = [ask(document), ask(f"{document} "), ask(document, Accept="*/*")]

    # Two points each; 40 for the 400 characters beyond the first hundred, and again for the one that is not the same.
    assert [left(answer) for answer in answers] == [958, 916, 914]
    assert {answer.headers["Query-Cost"] for answer in answers} == {"2;limit=1000"}


def test_each_setting_of_what_is_included_is_prepared_at_a_price(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, AHEAD)
    _, raw = key_of(states["TAB"], budget_per_minute=1_000)
    query = "query Some($more: Boolean!) { state { code name @include(if: $more) } }".ljust(500)

    def ask(*, more: bool, request_id: str) -> int:
        body = json.dumps({"query": query, "variables": {"more": more}, "extensions": {"id": request_id}}).encode()
        headers = {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}
        return left(send(endpoint, body=body, headers=headers))

    spent = [ask(more=more, request_id=str(number)) for number, more in enumerate([True, False, True, False])]

    assert spent == [958, 916, 914, 912]


def test_looking_for_what_is_not_there_costs_something(
    endpoint: Endpoint, states: dict[str, Tenant], changes: None
) -> None:
    _, raw = key_of(states["TAB"], budget_per_minute=100)
    body = json.dumps({"documentId": "nothing"}).encode()

    answers = [
        send(endpoint, body=body, headers={"Authorization": f"Bearer {raw}", "Content-Type": "application/json"})
        for _ in range(2)
    ]

    assert [answer.codes for answer in answers] == [["DOCUMENT_UNKNOWN"]] * 2
    assert [left(answer) for answer in answers] == [94, 88]


def test_what_a_key_can_never_pay_is_refused_as_too_costly(with_budget: Callable[[int], Asked]) -> None:
    answer = with_budget(20)(SEARCH, Accept_Language="en")

    [error] = answer.json["errors"]
    assert error["extensions"]["code"] == "TOO_COSTLY"
    assert "32" in error["message"]
    assert "20" in error["message"]
    assert "Retry-After" not in answer.headers


def test_a_second_refusal_reports_the_same_time() -> None:
    spend(viewer(50), 50)

    first, second = spend(viewer(50), 40), spend(viewer(50), 40)

    assert first.retry_after is not None
    assert second.retry_after is not None
    assert first.retry_after - 1 <= second.retry_after <= first.retry_after
