"""A line to PostgreSQL on which notifications get lost, and nothing else."""

from __future__ import annotations

import contextlib
import socket

from .breakable_line import BreakableLine

NOTIFICATION = b"A"
"""PostgreSQL's protocol: the first byte of a NotificationResponse."""
NO_ENCRYPTION = b"N"
"""The whole answer to a request for encryption, which comes before all messages."""
HEADER = 5
"""A message's first byte and its length, which does not count that byte."""


class LossyLine(BreakableLine):
    """Forwards connections; while it is losing, clients are sent no notifications. Not for encrypted connections."""

    def __init__(self, host: str, port: int) -> None:
        self._servers: set[socket.socket] = set()
        self.is_losing = False
        self.lost = 0
        super().__init__(host, port)

    def _connect(self) -> socket.socket:
        server = super()._connect()
        self._servers.add(server)
        return server

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        if source in self._servers:
            with contextlib.suppress(OSError):
                self._forward_messages(source, target)
            self._servers.discard(source)
        super()._forward(source, target)  # what is left: nothing, or all that a client says

    def _forward_messages(self, server: socket.socket, client: socket.socket) -> None:
        waiting, has_begun = b"", False
        while received := server.recv(65536):
            waiting += received
            passed = []
            if not has_begun and waiting[:1] == NO_ENCRYPTION:
                passed, waiting = [waiting[:1]], waiting[1:]
            while len(waiting) >= HEADER and len(waiting) > (size := int.from_bytes(waiting[1:HEADER], "big")):
                message, waiting = waiting[: size + 1], waiting[size + 1 :]
                has_begun = True
                if self.is_losing and message[:1] == NOTIFICATION:
                    self.lost += 1
                else:
                    passed.append(message)
            client.sendall(b"".join(passed))
