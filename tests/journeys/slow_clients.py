"""Clients that hold connections without saying much, as attackers and bad networks do."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

SECONDS = 20.0
BODY = b'{"query": "{ state { name } }"}'


def connection(port: int) -> socket.socket:
    """Return a connection to a port of the loopback interface."""
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def head(port: int, *, length: int, more: str = "") -> bytes:
    """Return the head of a request that says how long its body will be."""
    return (
        f"POST /graphql HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer nobody\r\n{more}Content-Length: {length}\r\n\r\n"
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
def half_closed(port: int, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many connections whose clients have promised a body and closed their half of the line."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connection(port)) for _ in range(count)]
        for client in clients:
            client.sendall(head(port, length=len(BODY)) + BODY[:5])
            client.shutdown(socket.SHUT_WR)
        yield clients


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
