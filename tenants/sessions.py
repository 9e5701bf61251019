"""Django's database sessions, with the person, their browser and two limits (`SESSION_ENGINE = "tenants.sessions"`)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tenants.audit import record
from tenants.errors import NO_ANSWER
from tenants.limits import Limit, LimitReached, take
from tenants.models import User, UserSession
from tenants.proxies import rough_network
from tenants.second_factor.state import KEY, needs_second_factor

SIGNED_IN_AT = "signed_in_at"
"""In a session's data: when its person signed in, as seconds; it outlives a change of the session's key."""

REASON = "reason"
"""In the data of a row that stands where a session was: why it was ended."""

ROLE_CHANGED = "role"

ABANDONED = Limit("second-factor.abandoned", most=1, seconds=60 * 60)
"""How often it is logged that somebody gave no code."""

NOTED_EVERY = timedelta(minutes=1)
WITHOUT_A_PERSON = frozenset(
    {
        "desk:bundle",
        "desk:chat_board",
        "desk:chat_lease",
        "desk:chats",
        "desk:presence",
        "desk:supervision",
        "wagtailadmin_editing_sessions:ping",
    }
)
"""Names of addresses that an open page asks for by itself: nobody need be there."""


class SessionStore(DatabaseStore):
    """Keeps beside each session whose it is, and ends it by both limits.

    Attributes:
        row: as it was read or written last.
    """

    row: UserSession | None = None

    @classmethod
    def get_model_class(cls) -> type[UserSession]:
        """The model of the rows."""
        return UserSession

    def create_model_instance(self, data: dict[str, Any]) -> UserSession:
        """Return the row for this session, unsaved."""
        if SESSION_KEY in data:
            data.setdefault(SIGNED_IN_AT, timezone.now().timestamp())
        plain = super().create_model_instance(data)
        row = UserSession(
            session_key=plain.session_key,
            session_data=plain.session_data,
            expire_date=plain.expire_date,
            last_seen_at=timezone.now(),
        )
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.signed_in_at = datetime.fromtimestamp(data[SIGNED_IN_AT], UTC)
            row.expire_date = min(row.expire_date, row.signed_in_at + timedelta(seconds=settings.SESSION_COOKIE_AGE))
        if self.row is not None:
            row.last_seen_at, row.browser, row.network = self.row.last_seen_at, self.row.browser, self.row.network
        return row

    def note(self, browser: str, network: str) -> None:
        """Note that the person was here just now; not more than once a minute."""
        now, row = timezone.now(), self.row
        if (
            row is not None
            and (browser, network) == (row.browser, row.network)
            and now - row.last_seen_at < NOTED_EVERY
        ):
            return
        noted = {"last_seen_at": now, "browser": browser, "network": network}
        UserSession.objects.filter(session_key=self.session_key).update(**noted)
        self.row = UserSession(**noted)  # for a save that comes after

    def flush(self) -> None:
        """End the session and begin another."""
        _log_abandoned(self)
        self.row = None
        super().flush()

    def _get_session_from_db(self) -> UserSession | None:
        self.row = UserSession.read_open(self.session_key or "")
        if self.row is None:
            self._session_key = None
        return self.row


class SessionActivity:
    """Middleware: notes when, in which browser and roughly from where a session is used; after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; pages that nobody signs in to have not asked for the session, and are left alone."""
        response = self._get_response(request)
        session, match = request.session, request.resolver_match
        is_passive = match is not None and match.view_name in WITHOUT_A_PERSON
        if session.accessed and not is_passive and isinstance(session, SessionStore) and SESSION_KEY in session:
            with suppress(*NO_ANSWER):
                session.note(browser_name(request.headers.get("User-Agent", "")), rough_network(request.META))
        return response


def sessions_of(user: User) -> list[UserSession]:
    """Return a person's open sessions, the last used first."""
    return list(UserSession.objects.open().filter(user=user).order_by("-last_seen_at", "session_key"))


def end_sessions(user: User, *, reason: str = "") -> int:
    """End all sessions of a person; return how many there were.

    Args:
        reason: what `reason_of_end` says in their browsers. The rows themselves go: a request that is still being
            answered could save its session, and open it again.
    """
    if reason:
        ending = UserSession.objects.open().filter(user=user)
        data = SessionStore().encode({REASON: reason})
        UserSession.objects.bulk_create(
            UserSession(session_key=_key_of_reason(key), session_data=data, expire_date=expires_at)
            for key, expires_at in ending.values_list("session_key", "expire_date")
        )
    ended, _ = UserSession.objects.filter(user=user).delete()
    return ended


def reason_of_end(request: HttpRequest) -> str:
    """Return why the session that a browser still names was ended; empty where nobody said, or it is open."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not key or SESSION_KEY in request.session:
        return ""
    reason: str = SessionStore(_key_of_reason(key)).get(REASON, "")
    return reason


def _key_of_reason(session_key: str) -> str:
    return salted_hmac("tenants.sessions.reason", session_key, algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def end_other_sessions(user: User, *, keep: str | None) -> int:
    """End a person's sessions but the one with the key `keep`; return how many there were."""
    ended, _ = UserSession.objects.filter(user=user).exclude(session_key=keep).delete()
    if ended:
        record(user, "tenants.session.end", tenant_id=user.tenant_id, by=user, details={"count": ended})
    return ended


@transaction.atomic
def end_session(user: User, handle: str) -> bool:
    """End the session of a person that has this handle; whether there was one."""
    found = [session.session_key for session in UserSession.objects.filter(user=user) if session.handle == handle]
    if not found:
        return False
    UserSession.objects.filter(session_key__in=found).delete()
    record(user, "tenants.session.end", tenant_id=user.tenant_id, by=user, details={"count": 1})
    return True


def remove_ended() -> int:
    """Delete sessions that have ended; return how many there were."""
    for session in UserSession.objects.ended().exclude(user=None):
        _log_abandoned(session.get_decoded())
    removed, _ = UserSession.objects.ended().delete()
    return removed


def _log_abandoned(session: DatabaseStore | dict[str, Any]) -> None:
    """Log that a right password was followed by no code, where one was needed; once an hour for a person."""
    if SESSION_KEY not in session or KEY in session:
        return
    user = User.objects.filter(pk=session[SESSION_KEY]).first()
    if user is None or not needs_second_factor(user):
        return
    with suppress(LimitReached):
        take(ABANDONED.of(user.pk))
        record(user, "tenants.second_factor.abandon", tenant_id=user.tenant_id, by=user)


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""What stands in the header, and its name; the first that is found counts, since most say that they are others, too."""


def browser_name(user_agent: str) -> str:
    """Return browser and system, such as “Firefox · Windows”; what is not recognised is left out."""
    found = (_first(user_agent, names) for names in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)


def _first(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
