"""Errors of authentication. Each error has a code for programs and a sentence for people."""

from enum import StrEnum

import psycopg2
from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_ANSWER = (OperationalError, InterfaceError, psycopg2.OperationalError, psycopg2.InterfaceError)
"""What is raised by a database that does not answer; psycopg's own come through where Django closes a cursor."""


class KeyRefusal(StrEnum):
    """Why an API key is refused."""

    MISSING = "KEY_MISSING"
    MALFORMED = "KEY_MALFORMED"
    UNKNOWN = "KEY_UNKNOWN"
    EXPIRED = "KEY_EXPIRED"
    REVOKED = "KEY_REVOKED"


_SENTENCES: dict[KeyRefusal, Promise] = {
    KeyRefusal.MISSING: _("This request carries no API key. Send one in the header “Authorization: Bearer …”."),
    KeyRefusal.MALFORMED: _("This is not an API key, or a character of it is missing. Copy the whole key again."),
    KeyRefusal.UNKNOWN: _("This API key does not exist. Ask the state that gave it to you for a new one."),
    KeyRefusal.EXPIRED: _("This API key has expired. Ask the state that gave it to you for a new one."),
    KeyRefusal.REVOKED: _("This API key was revoked. Ask the state that gave it to you for a new one."),
}


class KeyRefused(Exception):
    """An API key does not let anybody in; `code` is stable, `message` is for people."""

    def __init__(self, code: KeyRefusal, message: str | Promise | None = None) -> None:
        self.code = code
        self.message = message or _SENTENCES[code]
        super().__init__(code)


class HostUnknown(Exception):
    """No launched state is served under this host."""

    code = "HOST_UNKNOWN"

    def __init__(self, host: str) -> None:
        self.host = host
        self.message = _("No state is served under this address.")
        super().__init__(host)


class IdentityUnavailable(Exception):
    """The database does not answer, and the key or host is not cached; a retry may succeed."""

    code = "DIRECTORY_AWAY"

    def __init__(self) -> None:
        self.message = _("The service cannot check who asks right now. Try again in a few seconds.")
        super().__init__(self.code)
