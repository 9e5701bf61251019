"""Serving: answers that are ready, their freshness, compression, and what caches outside may do with them."""
