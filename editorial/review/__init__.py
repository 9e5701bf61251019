"""Reviews of what the library has changed: what editors see and decide, and the digest."""
