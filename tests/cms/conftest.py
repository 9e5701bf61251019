"""Folders with and without a server in them."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections

from cms import database

# Only root can act as another account; everything else is tested as whoever runs the tests.
collect_ignore = [] if os.geteuid() == 0 else ["test_database_as_root.py"]


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "postgres"
    yield path
    database.release(path)


@pytest.fixture(scope="module")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cluster that exists, for tests that do not care how it came to be; none leaves it running."""
    path = tmp_path_factory.mktemp("shared") / "postgres"
    with database.running(path, fast=True):
        return path


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    """A folder that any account may use, wherever pytest keeps its own."""
    with tempfile.TemporaryDirectory(prefix="jpt-tests-") as name:
        path = Path(name)
        path.chmod(0o777)
        yield path


@pytest.fixture
def connections_stay() -> Iterator[None]:
    """An answer that ends closes connections that grew old, as Django's own test client knows."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)
