"""Clients of the API that go on asking over connections that stay open, as programs do."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

import brotli
import zstandard

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}

BROKEN = (OSError, http.client.HTTPException)
"""What a client meets whose connection is cut: never a part of an answer that looks whole."""


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    Attributes:
        headers: by their names in lower case.
        body: as it was before it was compressed.
    """

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of the errors, in order."""
        return [error["extensions"]["code"] for error in self.json.get("errors", [])]


class Reader:
    """One client with one connection, made anew when it broke."""

    def __init__(self, port: int, seconds: float = 60.0) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=seconds)

    def __enter__(self) -> Self:
        """Begin; the first request connects."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self._connection.close()

    def ask(
        self, key: str, query: str, variables: dict[str, Any] | None = None, *, is_get: bool = False, **headers: str
    ) -> Reply:
        """Ask one query.

        Args:
            headers: more of them, with underscores in their names for hyphens.
        Raises:
            OSError, HTTPException: there was no whole answer.
        """
        asked = {"query": query, "variables": variables or {}}
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Authorization": f"Bearer {key}", "Accept": "application/graphql-response+json", **given}
        if is_get:
            encoded = urlencode({"query": query, "variables": json.dumps(asked["variables"])})
            return self._sent("GET", f"/graphql?{encoded}", None, given)
        return self._sent("POST", "/graphql", json.dumps(asked), {"Content-Type": "application/json", **given})

    def _sent(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Reply:
        try:
            with suppress(BrokenPipeError):  # the server may have answered, and closed, before it read the body
                self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except BROKEN:
            self._connection.close()
            raise
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, fields, DECODERS[fields.get("content-encoding", "")](content))


@contextmanager
def reading(port: int, count: int, read: Callable[[Reader, threading.Event], Any]) -> Iterator[list[Future[Any]]]:
    """Let so many clients read beside the block, which tells them to stop when it ends; what they returned is theirs.

    A failure of one of them is raised when the block has ended.
    """
    stop = threading.Event()

    def run() -> Any:
        with Reader(port) as reader:
            try:
                return read(reader, stop)
            except BaseException:
                stop.set()
                raise

    with ThreadPoolExecutor(count) as pool:
        readers = [pool.submit(run) for _ in range(count)]
        try:
            yield readers
        finally:
            stop.set()
        for reader in readers:
            reader.result()


def heard(reader: Reader, key: str, query: str, variables: dict[str, Any] | None = None) -> Reply | None:
    """Ask; None when the connection broke."""
    with suppress(*BROKEN):
        return reader.ask(key, query, variables)
    return None
