"""A line to PostgreSQL that a test can cut and mend: to its clients, a server that is stopped and started."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

from django.db import connections

from tests import database

SSL_REQUEST = struct.pack("!II", 8, 80_877_103)
"""What a client of PostgreSQL may ask first; the postmaster answers it by itself."""


class BreakableLine:
    """Forwards connections on a loopback port to a server, until cut."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._arrival = threading.Condition(self._lock)
        self._flows = threading.Event()
        self._flows.set()
        self._takes_new = threading.Event()
        self._takes_new.set()
        self._has_postmaster = False
        self.port = 0
        self.mend()

    def hang(self, *, has_postmaster: bool = False) -> None:
        """Go on accepting connections and taking what is sent, and pass nothing on.

        Args:
            has_postmaster: answer at least what a postmaster answers whose backends all hang.
        """
        self._has_postmaster = has_postmaster
        self._flows.clear()

    def hang_new(self) -> None:
        """Go on passing on what present connections send, and nothing of what connects from now on."""
        self._takes_new.clear()

    def flow(self) -> None:
        """Pass on again."""
        self._takes_new.set()
        self._flows.set()

    def has_client(self, *, wait_seconds: float) -> bool:
        """Wait until somebody is connected; whether that came to be."""
        with self._arrival:
            return self._arrival.wait_for(lambda: bool(self._open), wait_seconds)

    def mend(self) -> None:
        """Accept connections, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Refuse new connections and break the present ones."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
            self._listener.close()
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = self._connect()
            except OSError:  # it does not run; once it does again, it is reached again
                client.close()
                continue
            with self._lock:
                self._open |= {client, server}
                self._arrival.notify_all()
            is_held = not self._takes_new.is_set()
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, target, is_held), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = self._server
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host or "127.0.0.1", port))

    def _pass_on(self, source: socket.socket, target: socket.socket, is_held: bool) -> None:
        if is_held:
            self._takes_new.wait()
        self._forward(source, target)

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while received := source.recv(65536):
                if received == SSL_REQUEST and self._has_postmaster and not self._flows.is_set():
                    source.sendall(b"N")
                    continue
                self._flows.wait()
                target.sendall(received)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()
        with self._lock:
            self._open.discard(source)


@contextlib.contextmanager
def only_way_to_the_database() -> Iterator[BreakableLine]:
    """Lead this process's own connections over a line within the block."""
    line = BreakableLine(*database.address())
    with database.reached_at("127.0.0.1", line.port):
        yield line
        connections.close_all()
        line.cut()
