"""Waiting for the web process to serve."""

import http.client
import time
from collections.abc import Callable

from cms.ports import HOST


def is_ready(port: int) -> bool:
    """Whether `/readyz` says that the process on `port` can serve."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_ready(port: int, *, seconds: float, meanwhile: Callable[[], bool]) -> bool:
    """Wait for readiness; `meanwhile` is called often and ends the waiting by returning False."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_ready(port):
            return True
        if not meanwhile():
            return False
        time.sleep(0.1)
    return False
