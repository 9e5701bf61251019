"""The small world, for the tests of this folder."""

from tests.world import world, world_tenants

__all__ = ["world", "world_tenants"]
