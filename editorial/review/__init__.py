"""Reviews of what the library has changed: what editors see, decide and are told of."""
