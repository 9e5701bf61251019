"""Fields of a state, and how they are read from its view."""
