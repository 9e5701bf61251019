"""The world of two states and the library, and what the API's tests ask with."""

import logging
from collections.abc import Iterator

import pytest

from tests.api.conftest import changes, clock, endpoint, memory_reads_the_modules_transaction, states, whole_projection
from tests.tenants.conftest import _empty_memory, _own_media, world

__all__ = [
    "_empty_memory",
    "_own_media",
    "changes",
    "clock",
    "endpoint",
    "memory_reads_the_modules_transaction",
    "states",
    "whole_projection",
    "world",
]


@pytest.fixture(scope="module", autouse=True)
def searchable(search_index: None) -> None:
    """Let searches find what is planted: otherwise none would find what nobody may."""


@pytest.fixture
def silent_log() -> Iterator[None]:
    """Keep thousands of refusals out of the log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
