"""Settings whose values are checked when they are read."""

import re

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


def positive(env: environ.Env, name: str, *, default: int) -> int:
    """Return the value of an environment variable.

    Raises:
        ImproperlyConfigured: it is no whole number from 1 on.
    """
    text = str(env.str(name, default=str(default)))
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number from 1 on, not “{text}”.")
    return int(text)


def contacts(addresses: list[str]) -> list[str]:
    """Return addresses that RFC 9116 accepts as contacts.

    Raises:
        ImproperlyConfigured: one has another scheme, or characters that an address cannot have.
    """
    for address in addresses:
        if not re.fullmatch(r"(mailto:|tel:|https://)[\x21-\x7e]+", address):
            message = f"SECURITY_CONTACT must hold mailto:, tel: or https: addresses, not “{address}”."
            raise ImproperlyConfigured(message)
    return addresses
