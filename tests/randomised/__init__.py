"""Several processes that publish, read, roll back, die and restart at random, and must serve the same."""
