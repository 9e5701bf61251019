"""The small world, for the tests of this folder."""

from tests.world import tenants, world

__all__ = ["tenants", "world"]
