"""Clients that ask for large files and read nothing keep nobody waiting: real sockets, the server as it runs."""

from __future__ import annotations

import socket
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from pathlib import Path

import pytest

from tenants.models import Tenant
from tests.journeys.site import Site
from tests.journeys.slow_clients import SECONDS, status_of
from tests.journeys.test_slow_clients import SOON_SECONDS, seconds_for_an_answer, seconds_until_alive
from tests.tenants.factories import key_of
from tests.waiting import eventually

SIZES = {"large": 8_000_000, "small": 100_000}
"""A large file is more than the system keeps for a connection; a small one is not."""

CLIENTS = 40


@pytest.fixture
def files(site: Site, tmp_path: Path) -> Site:
    """A site with a large and a small picture, and few threads."""
    folder = tmp_path / "test-media" / "images"
    folder.mkdir(parents=True)
    for name, size in SIZES.items():
        (folder / f"{name}.png").write_bytes(b"x" * size)
    few = {"WEB_THREADS": "16", "LARGE_ANSWERS": "4", "ANSWER_SECONDS": "6", "VAR_DIR": str(tmp_path)}
    site.environment = {**site.environment, **few}
    return site


@contextmanager
def unread(port: int, count: int, path: str) -> Iterator[list[socket.socket]]:
    """Hold so many connections that ask for a file and read nothing of it."""
    with ExitStack() as stack:
        clients = []
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.settimeout(SECONDS)
            client.connect(("127.0.0.1", port))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            clients.append(client)
        yield clients


def bytes_of(site: Site, name: str) -> int:
    """Return how much of a picture comes; 0 when it is refused."""
    try:
        with urllib.request.urlopen(f"{site.web}media/images/{name}.png", timeout=10) as response:
            return len(response.read())
    except OSError:
        return 0


def test_who_does_not_read_large_files_holds_few_threads_and_not_for_long(files: Site) -> None:
    _, key = key_of(Tenant.objects.get(code="TAB"))
    with files.web_process():
        seconds_for_an_answer(files, key)

        with unread(files.port, CLIENTS, "/media/images/large.png") as clients:
            seconds = [seconds_until_alive(files.web), seconds_for_an_answer(files, key)]
            small = bytes_of(files, "small")
            is_free_again = eventually(lambda: bytes_of(files, "large") == SIZES["large"], SECONDS)
            statuses = Counter(status_of(client) for client in clients)

    assert max(seconds) < SOON_SECONDS
    assert small == SIZES["small"]
    assert is_free_again
    assert statuses[503] == CLIENTS - 4


def test_a_refused_file_says_when_to_come_back(files: Site) -> None:
    files.environment["LARGE_ANSWERS"] = "0"
    with files.web_process(), pytest.raises(urllib.request.HTTPError) as refused:
        urllib.request.urlopen(f"{files.web}media/images/large.png", timeout=10)

    assert refused.value.code == 503
    assert refused.value.headers["Retry-After"] == "5"
    assert "Inténtalo de nuevo" in refused.value.read().decode()


def test_who_reads_slowly_gets_the_whole_file(files: Site) -> None:
    files.environment["ANSWER_SECONDS"] = "1"
    with files.web_process(), unread(files.port, 1, "/media/images/large.png") as (client,):
        response = HTTPResponse(client)
        response.begin()
        assert response.status == 200
        assert len(response.read()) == SIZES["large"]
