"""Fixtures for the tests of content."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.content_models.world import World, make_world
from tests.module_transaction import module_transaction


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The library and two states, made once for a module."""
    with module_transaction(django_db_blocker):
        yield make_world()


@pytest.fixture
def world(made_world: World, db: None) -> World:
    """The library and two states, as the database has them."""
    return made_world.fresh()
