"""Sessions with their user, so that all of a person's can be listed and ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import connection, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .user import User


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    """Filters on sessions."""

    def open(self) -> Self:
        """Those that have not ended, by either limit; `_OPEN` says the same, and a test holds both equal."""
        now = timezone.now()
        return self.filter(expire_date__gt=now, last_seen_at__gt=now - idle_limit())

    def ended(self) -> Self:
        """The others."""
        now = timezone.now()
        return self.filter(models.Q(expire_date__lte=now) | models.Q(last_seen_at__lte=now - idle_limit()))


class UserSession(AbstractBaseSession):
    """One browser's session; `user` is who is signed in there, if anyone.

    It ends `SESSION_COOKIE_AGE` after signing in (`expire_date`), or once nothing was done for `SESSION_IDLE_SECONDS`.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    signed_in_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    browser = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=50, blank=True)

    # Django's manager of sessions only saves.
    objects = UserSessionQuerySet.as_manager()  # type: ignore[assignment, misc]

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that reads and writes these rows."""
        from tenants.sessions import SessionStore

        return SessionStore

    @classmethod
    def read_open(cls, session_key: str) -> Self | None:
        """Return the session with a key if it is among `open()`; None: it is not.

        It is read with nearly every request, so written out: to compose it takes longer than to read it.
        """
        now = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, [session_key, now, now - idle_limit()])
            row = cursor.fetchone()
        return None if row is None else cls.from_db(connection.alias, _FIELDS, row)

    @property
    def handle(self) -> str:
        """A name for the session that opens nothing, other than its key."""
        return salted_hmac("tenants.session", self.session_key, algorithm="sha256").hexdigest()[:32]


_FIELDS = [field.attname for field in UserSession._meta.concrete_fields]
_OPEN = f"""
SELECT {", ".join(_FIELDS)} FROM {UserSession._meta.db_table}
WHERE session_key = %s AND expire_date > %s AND last_seen_at > %s
"""


def idle_limit() -> timedelta:
    """Return after how long without a request a session ends."""
    return timedelta(seconds=settings.SESSION_IDLE_SECONDS)
