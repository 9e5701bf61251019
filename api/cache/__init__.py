"""The response cache: its keys, the freshness of its entries, and the tags for outside caches."""
