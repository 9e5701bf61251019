"""The small world, for the tests of this folder."""

from tests.world import committed, module_world, world, world_tenants

__all__ = ["committed", "module_world", "world", "world_tenants"]
