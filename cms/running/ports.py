"""Finding a port to serve on."""

import socket

HOST = "127.0.0.1"
TRIED = 100


def is_free(port: int) -> bool:
    """Whether this process could listen on `port` of the loopback interface, and nobody else does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first_free(port: int) -> int:
    """Return `port`, or the next free one above it.

    Raises:
        OSError: a hundred ports in a row are taken.
    """
    for candidate in range(port, min(port + TRIED, 65536)):
        if is_free(candidate):
            return candidate
    raise OSError(f"All ports from {port} to {port + TRIED - 1} are taken. Choose another with PORT=….")
