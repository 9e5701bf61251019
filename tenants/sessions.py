"""Django's database sessions, with a column for the person (`SESSION_ENGINE = "tenants.sessions"`)."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tenants.models import User, UserSession


class SessionStore(DatabaseStore):
    """Keeps beside each session whose it is."""

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The model of the rows."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """Return the row for this session, unsaved."""
        plain = super().create_model_instance(data)
        return UserSession(
            session_key=plain.session_key,
            session_data=plain.session_data,
            expire_date=plain.expire_date,
            user_id=int(data[SESSION_KEY]) if SESSION_KEY in data else None,
        )


def end_sessions(user: User) -> int:
    """End all sessions of a person; return how many there were."""
    ended, _ = UserSession.objects.filter(user=user).delete()
    return ended
