"""A small published world for the API's tests: the library and two states, written straight into the store."""
