"""The world of two states and the library, with people of each."""

from tests.tenants.conftest import _empty_memory, _own_media, world

__all__ = ["_empty_memory", "_own_media", "world"]
