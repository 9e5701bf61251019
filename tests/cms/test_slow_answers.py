"""How answers are handed to the server: in one piece, or from a place of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from cms.slow_answers import WHOLE_BYTES, with_few_large_answers

pytestmark = pytest.mark.usefixtures("connections_stay")


class File:
    """A body in pieces that knows whether it was closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"one", b"two"])

    def close(self) -> None:
        """Note it."""
        self.is_closed = True


def answers(body: Iterable[bytes], length: int | None) -> Any:
    """Return a function that sends an answer of this body and length, and what came of it: status, and what is sent."""
    headers = [] if length is None else [("content-length", str(length))]

    def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return body

    bounded = with_few_large_answers(application)

    def send(method: str = "GET") -> tuple[str, Any]:
        started: list[str] = []
        sent = bounded({"REQUEST_METHOD": method}, lambda status, _headers: started.append(status))
        return started[0], sent

    return send


@pytest.mark.parametrize(
    ("method", "length"), [("GET", WHOLE_BYTES), ("HEAD", WHOLE_BYTES + 1)], ids=["small", "no file at all"]
)
def test_what_is_small_is_handed_over_in_one_piece(method: str, length: int) -> None:
    file = File()

    assert answers(file, length)(method) == ("200 OK", [b"onetwo"])
    assert file.is_closed


def test_a_page_is_handed_over_in_one_piece_whatever_its_size() -> None:
    assert answers(HttpResponse("page"), WHOLE_BYTES + 1)() == ("200 OK", [b"page"])


@pytest.mark.parametrize("length", [WHOLE_BYTES + 1, None], ids=["large", "of any length"])
def test_a_large_file_has_a_place_until_it_is_closed(settings: Settings, length: int | None) -> None:
    settings.LARGE_ANSWERS = 1
    file = File()
    send = answers(file, length)

    status, sent = send()
    assert (status, list(sent), file.is_closed) == ("200 OK", [b"one", b"two"], False)
    assert send()[0] == "503 Service Unavailable"
    sent.close()
    sent.close()

    assert send()[0] == "200 OK"
    assert send()[0] == "503 Service Unavailable"
    assert file.is_closed
