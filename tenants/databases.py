"""The aliases of Django for the one database."""

READER = "reader"
"""Connections of the role that reads for the API and the sites: what they serve, and the caches that are filled for it.

They are never within a request's or a service's transaction, so that nothing is cached that may yet be rolled back.
Their transactions are REPEATABLE READ: all that is read in one is of one instant.
"""
