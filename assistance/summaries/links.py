"""The signed link of a summary: all of it stands in the address, so that it can be read without the database's row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import signing

from assistance.models import CallSummary

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""What deadlines run from has happened; so far the clock of a desk may be ahead."""


@dataclass(frozen=True, slots=True)
class SignedSummary:
    """What a link holds.

    Attributes:
        options: the keys of the options that were taken, in order; their nodes follow from replaying them.
        since: the instant from which deadlines run, in the zone of the place; None: it was not said.
        appointment: what they are summoned to, as the clocks of the place show it then; None: it was not said.
    """

    expires_at: datetime
    locale: str
    script_digest: str
    options: tuple[str, ...]
    office_keys: tuple[str, ...]
    since: datetime | None = None
    appointment: datetime | None = None


def token_of(summary: CallSummary, *, code: str) -> str:
    """Return the last part of a summary's link; the same row has always the same.

    Args:
        code: of its state.
    """
    payload = summary.payload
    options = [answer["option"] for answer in payload["answers"]]
    held = [
        int(summary.expires_at.timestamp()),
        payload["locale"],
        payload["scriptDigest"],
        options,
        payload["officeKeys"],
        *([payload["sinceMinute"], payload["timeZone"]] if "sinceMinute" in payload else []),
    ]
    if "appointment" in payload:
        held = [*held[:5], payload.get("sinceMinute"), payload.get("timeZone"), payload["appointment"]]
    return _signer(code).sign_object(held, compress=True)


def summary_in(token: str, *, code: str, now: datetime) -> SignedSummary | None:
    """Return what a link holds; None: it was changed, is another state's, or its time is over."""
    try:
        seconds, locale, digest, options, office_keys, *since = _signer(code).unsign_object(token)
    except signing.BadSignature:
        return None
    expires_at = datetime.fromtimestamp(seconds, UTC)
    minute, zone, appointment = [*since, None, None, None][:3]
    if expires_at <= now:
        return None
    return SignedSummary(
        expires_at,
        locale,
        digest,
        tuple(options),
        tuple(office_keys),
        _instant(now, minute, zone),
        datetime.fromisoformat(appointment) if appointment else None,
    )


def may_have_happened(seconds: float, now: datetime) -> bool:
    """Whether what deadlines run from can have happened at an instant: of others, ends cannot be computed.

    Args:
        seconds: since 1970, UTC.
    """
    return EARLIEST.timestamp() <= seconds <= (now + AHEAD).timestamp()


def _instant(now: datetime, minute: int | None, zone: str | None) -> datetime | None:
    if minute is None or zone is None or not may_have_happened(minute * 60, now):
        return None
    return datetime.fromtimestamp(minute * 60, ZoneInfo(zone))


def _signer(code: str) -> signing.Signer:
    return signing.Signer(salt=f"assistance.summaries.{code}")
