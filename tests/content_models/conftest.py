"""Fixtures for the tests of content."""

import pytest

from tests.content_models.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """The library and two states."""
    return make_world()
