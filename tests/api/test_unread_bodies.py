"""Bodies that are left unread: no other request can follow on the connection, and every answer says so."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from api.endpoint import Endpoint
from api.limits import MAX_BODY_BYTES

from .client import Answer, send

QUERY = b'{"query": "{ state { code } }"}'
LARGE = b"x" * (MAX_BODY_BYTES + 1)
STRANGER = {"Authorization": "Bearer nobody"}
CHUNKED = {"Transfer-Encoding": "chunked", "Content-Length": ""}


@pytest.fixture
def ask(endpoint: Endpoint, keys: dict[str, str]) -> Callable[..., Answer]:
    """Send a request with Tabasco's key by HTTP/1.1; further headers may be given."""

    def ask(method: str = "POST", body: bytes = QUERY, path: str = "/graphql", **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        usual = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json", "Accept": "*/*"}
        return send(endpoint, method, path, body=body, headers={**usual, **given}, SERVER_PROTOCOL="HTTP/1.1")

    return ask


@pytest.mark.parametrize("is_known", [False, True], ids=["first request", "known caller"])
@pytest.mark.parametrize(
    ("method", "body", "path", "headers", "status"),
    [
        pytest.param("POST", LARGE, "/graphql", {}, 413, id="too large"),
        pytest.param("POST", LARGE, "/graphql", CHUNKED, 413, id="too large, in chunks"),
        pytest.param("POST", QUERY, "/graphql", {"Content-Length": "nine"}, 400, id="of no length"),
        pytest.param("POST", QUERY, "/graphql", {"Content-Length": "1" * 30}, 413, id="endless"),
        pytest.param("POST", LARGE, "/graphql", {"Content-Type": "text/plain"}, 415, id="too large, no JSON"),
        pytest.param("POST", QUERY, "/graphql", {**CHUNKED, "Content-Type": "text/plain"}, 415, id="chunks, no JSON"),
        pytest.param("POST", QUERY, "/graphql", STRANGER, 401, id="a stranger's"),
        pytest.param("POST", QUERY, "/graphql", {**STRANGER, "Accept": "text/plain"}, 406, id="for another answer"),
        pytest.param("PUT", QUERY, "/graphql", {}, 405, id="of another method"),
        pytest.param("OPTIONS", QUERY, "/graphql", {}, 204, id="of a preflight"),
        pytest.param("GET", QUERY, "/graphql", {}, 400, id="of a GET"),
        pytest.param("POST", QUERY, "/schema.graphql", {}, 405, id="for a file of the contract"),
    ],
)
def test_an_answer_to_a_body_that_stays_unread_ends_the_connection(
    ask: Callable[..., Answer],
    is_known: bool,
    method: str,
    body: bytes,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    if is_known:
        ask()

    answer = ask(method, body, path, **headers)

    assert answer.status == status
    assert answer.headers.get("Connection") == "close"


@pytest.mark.parametrize(
    ("method", "body", "headers"),
    [
        pytest.param("POST", QUERY, {}, id="read"),
        pytest.param("POST", QUERY, CHUNKED, id="read in chunks"),
        pytest.param("POST", b"{", {}, id="read, and no JSON"),
        pytest.param("POST", json.dumps({"query": "{ nada }"}).encode(), {}, id="read, and not valid"),
        pytest.param("POST", b"", STRANGER, id="none"),
        pytest.param("PUT", b"", {}, id="none, of another method"),
    ],
)
def test_whatever_was_read_or_never_sent_leaves_the_connection_open(
    ask: Callable[..., Answer], method: str, body: bytes, headers: dict[str, str]
) -> None:
    answers = [ask(method, body, **headers) for _ in range(3)]

    assert [answer.headers.get("Connection") for answer in answers] == [None] * 3


def test_a_body_that_is_too_large_is_not_read_at_all(endpoint: Endpoint, keys: dict[str, str]) -> None:
    sent: list[io.BytesIO] = []

    def watched(body: bytes) -> Any:
        sent.append(io.BytesIO(body))
        return sent[-1]

    headers = {"Authorization": f"Bearer {keys['TAB']}", "Content-Type": "application/json"}
    answers = [
        send(endpoint, body=body, headers=headers, SERVER_PROTOCOL="HTTP/1.1", **{"wsgi.input": watched(body)})
        for body in (QUERY, b"[" * 5_000_000)
    ]

    assert [answer.status for answer in answers] == [200, 413]
    assert answers[1].codes == ["BODY_TOO_LARGE"]
    assert sent[1].tell() == 0
