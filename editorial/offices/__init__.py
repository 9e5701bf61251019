"""A state's offices at work: adding one in one step, and confirming them by telephone."""
