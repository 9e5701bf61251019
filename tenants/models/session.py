"""Sessions with their user, so that all of a person's can be ended at once."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from .user import User


class UserSession(AbstractBaseSession):
    """One browser's session; `user` is who is signed in there, if anyone."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that reads and writes these rows."""
        from tenants.sessions import SessionStore

        return SessionStore
