"""The aliases under which Django knows the one database."""

CACHE_FILL = "cache_fill"
"""Connections over which what processes keep in memory is read, and nothing else.

They are never within a request's or a service's transaction, so that nothing is remembered that may yet be rolled back.
Their transactions are REPEATABLE READ: all that is read in one is of one instant.
"""
