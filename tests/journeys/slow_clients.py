"""Clients that hold connections without saying much, as attackers and bad networks do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

SECONDS = 20.0
BODY = b'{"query": "{ state { name } }"}'


def connection(port: int) -> socket.socket:
    """Return a connection to a port of the loopback interface."""
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def form_head(port: int, *, length: int) -> bytes:
    """Return the head of a sign-in, with a cookie that lets its body be read."""
    return (
        f"POST /admin/login/ HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: csrftoken={'a' * 32}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def upload(port: int, *, length: int, cookie: str = "") -> bytes:
    """Return the beginning of an upload, with a cookie that lets its body be read."""
    return (
        f"POST /admin/login/ HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: csrftoken={'a' * 32}; {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary=q\r\nContent-Length: {length}\r\n\r\n"
        '--q\r\nContent-Disposition: form-data; name="f"; filename="a"\r\nContent-Type: text/plain\r\n\r\n'
    ).encode()


@contextmanager
def dripping(port: int, count: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """Hold so many uploads of which a little comes all the time."""
    ended = threading.Event()

    def drip(clients: list[socket.socket]) -> None:
        while not ended.wait(0.1):
            for client in clients:
                with suppress(OSError):  # who was cut off sends in vain
                    client.sendall(b"x" * 3_000)

    with stalled(port, count, begun) as clients:
        thread = threading.Thread(target=drip, args=[clients])
        thread.start()
        try:
            yield clients
        finally:
            ended.set()
            thread.join()


def head(port: int, *, length: int, more: str = "", key: str = "nobody") -> bytes:
    """Return the head of a request that says how long its body will be."""
    return (
        f"POST /graphql HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\n{more}Content-Length: {length}\r\n\r\n"
    ).encode()


@contextmanager
def slow_bodies(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many requests of which all but the last byte has been sent."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connection(port)) for _ in range(count)]
        for client in clients:
            client.sendall(head(port, length=len(BODY)) + BODY[:-1])
        yield clients


@contextmanager
def stalled(port: int, count: int, begun: bytes) -> Iterator[list[socket.socket]]:
    """Hold so many connections that have sent the beginning of a request and send no more."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connection(port)) for _ in range(count)]
        for client in clients:
            client.sendall(begun)
        yield clients


@contextmanager
def half_closed(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many connections whose clients have promised a body and closed their half of the line."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connection(port)) for _ in range(count)]
        for client in clients:
            client.sendall(head(port, length=len(BODY)) + BODY[:5])
            client.shutdown(socket.SHUT_WR)
        yield clients


def answer_of(client: socket.socket) -> bytes:
    """Return everything that comes until the server closes the connection."""
    received = b""
    while True:
        try:
            more = client.recv(65_536)
        except ConnectionResetError:
            return received
        if not more:
            return received
        received += more


def status_of(client: socket.socket) -> int | None:
    """Return the status that comes; None: the connection was closed without one."""
    received = b""
    while b"\r\n" not in received:
        try:
            more = client.recv(4096)
        except ConnectionResetError:
            return None
        if not more:
            return None
        received += more
    return int(received.split(b" ", 2)[1])
