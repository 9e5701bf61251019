"""The realtime process: uvicorn in front of the ASGI application, on the loopback interface.

`python -m cms.realtime PORT`, in `manage.py run` and in a real installation alike (docs/running.md).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import logging
import resource
import socket
import sys

import uvicorn

from cms.parent import die_with_parent

HOST = "127.0.0.1"
BACKLOG = 2048
LONGEST_FRAME_BYTES = 16 * 1024
PING_SECONDS = 20.0
"""A WebSocket is asked so often whether it is there, and has as long to answer."""

KEEP_ALIVE_SECONDS = 30
STOP_SECONDS = 5
M_ARENA_MAX = -8
"""Of glibc's `malloc.h`."""

UNREAD_MILLISECONDS = 20_000
"""A client that leaves what was sent to it unread for so long is cut off by the kernel."""


class Server(uvicorn.Server):
    """uvicorn, which lets all who are connected know before it closes their connections."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close all connections with a reason, and stop."""
        from cms.asgi import application

        if application.realtime is not None:
            await application.realtime.say_bye()
        await super().shutdown(sockets)


def serve(port: int) -> None:
    """Serve until SIGTERM."""
    _share_heap()
    _allow_many_files()
    config = uvicorn.Config(
        "cms.asgi:application",
        host=HOST,
        port=port,
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=LONGEST_FRAME_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # some 100 kB for each connection
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # whom to believe, `tenants.proxies` decides
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
        backlog=BACKLOG,
    )
    config.load()  # Django is set up here, and its logging
    from cms.postgres import liveness

    liveness.start()
    # It tells each connection that opens and closes.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # What was loaded stays: looking through it for garbage would cost more than all messages leave.
    gc.collect()
    gc.freeze()
    with contextlib.closing(_listening(port)) as listener, contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; connections have what their listener has
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_MILLISECONDS)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        sys.exit(f"Port {port} cannot be used: {error.strerror}.")
    listener.set_inheritable(True)
    return listener


def _share_heap() -> None:
    """Let all threads take memory from one heap, before there are any: what is freed by one is used by the others.

    By default glibc gives each thread a heap, which keeps what it once had. Other libraries have no such call.
    """
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def _allow_many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    die_with_parent()
    serve(int(sys.argv[1]))
