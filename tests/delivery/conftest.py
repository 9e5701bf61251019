"""The small world, for the tests of this folder."""

from tests.world import committed, world, world_tenants

__all__ = ["committed", "world", "world_tenants"]
