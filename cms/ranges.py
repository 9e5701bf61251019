"""Sending a file, or the part of it that was asked for.

Source:
    RFC 9110, section 14; the order of conditions in 13.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

CHUNK_BYTES = 64 * 1024

_ONE_RANGE = re.compile(r"bytes=(\d{0,20})-(\d{0,20})", re.ASCII | re.IGNORECASE)


class NotSatisfiable(Exception):
    """Nothing of the file lies in the range that was asked for."""


def file_response(
    request: HttpRequest, file: File[bytes], *, content_type: str, etag: str | None = None
) -> HttpResponseBase:
    """Answer with an open file: 200, 206, 304, 412 or 416. It is closed with the answer.

    Several ranges at once are answered with all of it, as is one that is malformed.

    Args:
        etag: a strong validator, in quotes; None: none is told, so that no condition of the request can hold.
    """
    size = file.size
    headers = {"Accept-Ranges": "bytes"} | ({"ETag": etag} if etag else {})
    known = get_conditional_response(request, etag=etag) if etag else None
    if known is not None:
        file.close()
        for name, value in headers.items():
            known[name] = value
        return known
    try:
        part = _part_asked_for(request, size, etag)
    except NotSatisfiable:
        file.close()
        headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, content_type=content_type, headers=headers
        )
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part is not None:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = HTTPStatus.OK if part is None else HTTPStatus.PARTIAL_CONTENT
    if request.method == "HEAD":
        file.close()
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    return StreamingHttpResponse(_Part(file, first, last), status=status, content_type=content_type, headers=headers)


def range_in(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and the last byte of the one range that is asked for; None: all of the file is to be sent.

    Raises:
        NotSatisfiable: a file of this size has none of it.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = (int(number) if number else None for number in found.groups())
    if first is None:
        if last == 0:
            raise NotSatisfiable
        return (max(size - (last or 0), 0), size - 1) if size else None
    if last is not None and last < first:
        return None
    if first >= size:
        raise NotSatisfiable
    return first, size - 1 if last is None else min(last, size - 1)


def _part_asked_for(request: HttpRequest, size: int, etag: str | None) -> tuple[int, int] | None:
    if request.method != "GET":
        return None
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != etag:  # a date, a weak validator or another file's
        return None
    return range_in(request.headers.get("Range", ""), size)


class _Part:
    """The bytes of an open file from one to another, both included; closing it closes the file."""

    def __init__(self, file: File[bytes], first: int, last: int) -> None:
        self._file, self._first, self._last = file, first, last

    def __iter__(self) -> Iterator[bytes]:
        left = self._last - self._first + 1
        if left > 0 and (stored := getattr(self._file, "obj", None)):  # of S3, which sends a part of it by itself
            yield from stored.get(Range=f"bytes={self._first}-{self._last}")["Body"].iter_chunks(CHUNK_BYTES)
            return
        self._file.seek(self._first)
        while left > 0 and (chunk := self._file.read(min(left, CHUNK_BYTES))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self._file.close()
