"""Settings that are one of a few words."""

import environ
from django.core.exceptions import ImproperlyConfigured


def one_of(env: environ.Env, name: str, words: tuple[str, ...], *, default: str) -> str:
    """Return the value of an environment variable.

    Raises:
        ImproperlyConfigured: it is none of the words.
    """
    value = str(env.str(name, default=default))
    if value not in words:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(words)}, not “{value}”.")
    return value
