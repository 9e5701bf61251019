"""Finding a port to serve on, on the loopback interface."""

import random
import socket

HOST = "127.0.0.1"
TRIED = 100

# Below what systems hand to outgoing connections (from 32768 on Linux, from 49152 by RFC 6335): a port that was free a
# moment ago, or that a stopped server means to have again, is not taken by an outgoing connection.
QUIET = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether this process could listen on `port` of the loopback interface, and no other process does."""
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


def any_free() -> int:
    """Return a random free port that stays free until somebody asks for exactly this one.

    Raises:
        OSError: a hundred ports are taken.
    """
    for candidate in random.SystemRandom().sample(QUIET, TRIED):
        if is_free(candidate):
            return candidate
    raise OSError(f"Of {TRIED} ports between {QUIET.start} and {QUIET.stop - 1} none is free.")
