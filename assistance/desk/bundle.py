"""What the desk keeps for a bad day: the content of a state, its holidays, and the small copy of its search."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import brotli
import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags

from assistance.operators.rights import Answering
from content_models.kinds import ItemKind
from delivery.accept_headers import ENCODERS
from delivery.bundle import bundle_of, is_known, version_of
from delivery.calendars import Calendar
from delivery.state_view import StateView
from delivery.stored_copies import copy_digest, copy_with
from tenants.bounded import BoundedMap
from tenants.days import day_of

from .answers import Refused, answers
from .content import encoded, encoding_of, view_of

MOST_KEPT = 128
"""So many compressed bodies a process keeps: of each state and language, the whole and some changes."""

_kept: BoundedMap[tuple[int, str, str, str, str | None], bytes] = BoundedMap(MOST_KEPT)


@answers("GET")
def bundle(request: HttpRequest, operator: Answering, *, code: str, locale: str) -> HttpResponse:
    """Answer with what a state serves in one language, or with what changed since the version that the desk has."""
    view = view_of(operator, code, locale)
    digest = copy_digest(view)
    holidays, of_holidays = _holidays(view)
    version = _version(view, digest, of_holidays)
    etag = f'W/"{version}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _tagged(HttpResponseNotModified(), etag)
    since = request.GET.get("since", "").partition(".")[0]
    if not is_known(view, since):
        since = ""  # all of them get the one body that is kept
    encoding = encoding_of(request)
    key = view.tenant.id, view.locale, version, since, encoding
    body = _kept.get(key)
    if body is None:
        body = _body(view, since, version, digest, holidays)
        if encoding:
            body = ENCODERS[encoding](body)
            _kept.put(key, body)
    return _tagged(encoded(body, encoding, "application/json"), etag)


def bundle_version(view: StateView) -> str:
    """Return the version of what the desk would get now: of the content, of the copy of search, and of holidays."""
    return _version(view, copy_digest(view), _holidays(view)[1])


@answers("GET")
def search_copy(request: HttpRequest, operator: Answering, *, code: str, locale: str, digest: str) -> HttpResponse:
    """Answer with the small copy that has a digest; what is at this address never changes."""
    content = copy_with(view_of(operator, code, locale), digest)
    if content is None:
        raise Refused("NOT_FOUND")
    encoding = encoding_of(request)
    if encoding != "br":
        content = brotli.decompress(content)
        content = ENCODERS[encoding](content) if encoding else content
    response = encoded(content, encoding, "application/octet-stream")
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _holidays(view: StateView) -> tuple[Sequence[dict[str, Any]], str]:
    """Return the days on which offices do not keep their usual hours, from yesterday's year to the end of the next, and
    their digest.

    The span changes once a year, so that the version of what the desk has does not change each day.
    """
    return _holidays_around(view.directory.calendar, day_of(view.tenant, timezone.now()).year)


@lru_cache(maxsize=MOST_KEPT)
def _holidays_around(calendar: Calendar, year: int) -> tuple[Sequence[dict[str, Any]], str]:
    # A calendar never changes: a version of what a state serves has one.
    found = [one.as_json() for one in calendar.between(date(year - 1, 12, 31), date(year + 1, 12, 31))]
    return found, hashlib.sha256(orjson.dumps(found)).hexdigest()


def _version(view: StateView, digest: str | None, of_holidays: str) -> str:
    return f"{version_of(view)}.{(digest or '')[:8]}.{of_holidays[:8]}"


def _body(view: StateView, since: str, version: str, digest: str | None, holidays: Sequence[dict[str, Any]]) -> bytes:
    found = bundle_of(view, since or None)
    address = {"code": view.tenant.code, "locale": view.locale, "digest": digest}
    return orjson.dumps(
        {
            "version": version,
            "isWhole": found.is_whole,
            "items": found.items,
            "tombstones": [one._asdict() for one in found.tombstones],
            "pinned": {script["key"]: view.pinned_script(script).digest for script in view.all(ItemKind.SCRIPT)},
            "searchCopy": digest and {"digest": digest, "url": reverse("desk:search_copy", kwargs=address)},
            "holidays": holidays,
        }
    )


def _tagged(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    return response
