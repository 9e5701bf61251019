"""The aliases of Django for the one database."""

CACHE_FILL = "cache_fill"
"""Connections for filling the caches of a process, and nothing else.

They are never within a request's or a service's transaction, so that nothing is cached that may yet be rolled back.
Their transactions are REPEATABLE READ: all that is read in one is of one instant.
"""
