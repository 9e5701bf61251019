"""What can go wrong with the embedded database."""


class DatabaseUnavailable(Exception):
    """The embedded database cannot be created, started or reached; the message says what to do."""
