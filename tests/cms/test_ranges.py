"""Parts of files, as RFC 9110 says: section 14 for ranges, 13 for conditions."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import File
from django.test import RequestFactory

from cms.ranges import NotSatisfiable, file_response, range_in

pytestmark = pytest.mark.usefixtures("connections_stay")


CONTENT = b"0123456789"
TAG = '"abc"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 9)),
        ("bytes=2-4", (2, 4)),
        ("bytes=9-9", (9, 9)),
        ("bytes=5-500", (5, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-500", (0, 9)),
        ("Bytes=2-4", (2, 4)),
        # Not one range, or no range at all: the whole file.
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=4-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        ("bytes=+1-2", None),
        ("bytes=1 - 2", None),
        ("bytes=٣-٤", None),
        (f"bytes={'9' * 5000}-", None),
        ("lines=0-1", None),
    ],
)
def test_a_range_is_read(asked: str, part: tuple[int, int] | None) -> None:
    assert range_in(asked, len(CONTENT)) == part


@pytest.mark.parametrize(
    ("asked", "size"), [("bytes=10-", 10), ("bytes=10-20", 10), ("bytes=-0", 10), ("bytes=0-", 0), ("bytes=-0", 0)]
)
def test_a_range_of_which_there_is_nothing_is_refused(asked: str, size: int) -> None:
    with pytest.raises(NotSatisfiable):
        range_in(asked, size)


@pytest.mark.parametrize(
    ("headers", "status", "content", "content_range"),
    [
        ({}, 200, CONTENT, None),
        ({"Range": "bytes=2-4"}, 206, b"234", "bytes 2-4/10"),
        ({"Range": "bytes=-2"}, 206, b"89", "bytes 8-9/10"),
        ({"Range": "bytes=0-1,3-4"}, 200, CONTENT, None),
        ({"Range": "bytes=10-"}, 416, b"", "bytes */10"),
        ({"Range": "bytes=2-4", "If-Range": TAG}, 206, b"234", "bytes 2-4/10"),
        ({"Range": "bytes=2-4", "If-Range": '"older"'}, 200, CONTENT, None),
        ({"Range": "bytes=2-4", "If-Range": f"W/{TAG}"}, 200, CONTENT, None),
        ({"Range": "bytes=2-4", "If-Range": "Sat, 29 Oct 1994 19:43:31 GMT"}, 200, CONTENT, None),
        ({"Range": "bytes=90-", "If-Range": '"older"'}, 200, CONTENT, None),
        ({"If-None-Match": TAG}, 304, b"", None),
        ({"If-None-Match": f'"x", W/{TAG}'}, 304, b"", None),
        ({"If-None-Match": "*"}, 304, b"", None),
        ({"If-None-Match": '"older"', "Range": "bytes=2-4"}, 206, b"234", "bytes 2-4/10"),
        ({"If-None-Match": TAG, "Range": "bytes=2-4"}, 304, b"", None),
        ({"If-Match": '"older"'}, 412, b"", None),
    ],
)
def test_a_file_is_answered_whole_in_part_or_not_at_all(
    headers: dict[str, str], status: int, content: bytes, content_range: str | None
) -> None:
    response, body = answered("GET", headers)

    assert (response.status_code, body) == (status, content)
    assert response.headers.get("Content-Range") == content_range
    assert response["ETag"] == TAG
    assert response["Accept-Ranges"] == "bytes"
    if status in (200, 206):
        assert response["Content-Length"] == str(len(content))


def test_a_head_request_has_the_headers_of_all_of_it() -> None:
    response, body = answered("HEAD", {"Range": "bytes=2-4"})

    assert (response.status_code, body) == (200, b"")
    assert (response["Content-Length"], response["ETag"]) == ("10", TAG)


def test_without_a_validator_no_condition_holds() -> None:
    for headers in ({"If-None-Match": "*"}, {"Range": "bytes=2-4", "If-Range": TAG}):
        response, body = answered("GET", headers, etag=None)
        assert (response.status_code, body) == (200, CONTENT)
        assert not response.has_header("ETag")


def test_an_empty_file_has_no_parts() -> None:
    response, body = answered("GET", {"Range": "bytes=-5"}, content=b"")

    assert (response.status_code, body, response["Content-Length"]) == (200, b"", "0")


@pytest.mark.parametrize(
    "headers", [{}, {"Range": "bytes=2-4"}, {"Range": "bytes=10-"}, {"If-None-Match": "*"}], ids=str
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_file_is_closed_with_its_answer(method: str, headers: dict[str, str]) -> None:
    file: File[bytes] = File(BytesIO(CONTENT), "one.txt")

    file_response(request_for(method, headers), file, content_type="text/plain", etag=TAG).close()

    assert file.closed


def answered(
    method: str, headers: dict[str, str], *, content: bytes = CONTENT, etag: str | None = TAG
) -> tuple[Any, bytes]:
    file: File[bytes] = File(BytesIO(content), "one.txt")
    response: Any = file_response(request_for(method, headers), file, content_type="text/plain", etag=etag)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response, body


def request_for(method: str, headers: dict[str, str]) -> Any:
    return RequestFactory().generic(method, "/", headers=headers)
