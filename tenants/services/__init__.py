"""Writes on tenants: API clients and keys, people's accounts. Keyword only, each one transaction."""
