"""The API over real HTTP: a server on one core, the load on another, everything as a multiple of static bytes."""
