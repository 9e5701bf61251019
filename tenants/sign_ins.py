"""How often somebody may fail to sign in: by name and source, and from one source whatever the names.

A source is what `proxies.network_of` returns. The failures of both kinds are counted in the database that all processes
share, and end `AXES_COOLOFF_TIME` after the last of them.
"""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SignInHandler(AxesDatabaseHandler):
    """Counts failures as django-axes does, and those of a source over all names, too."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Return how often the name failed from this source; as often as is too often where the source failed so."""
        failures: int = super().get_failures(request, credentials)
        return max(failures, settings.AXES_FAILURE_LIMIT) if is_source_locked_out(request) else failures


def is_source_locked_out(request: Any) -> bool:
    """Whether too many passwords were wrong from the source of a request; never for one without an address."""
    address = request.axes_ip_address
    if address is None:
        return False
    attempts = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=get_cool_off_threshold(request))
    failures: int | None = attempts.aggregate(failures=Sum("failures_since_start"))["failures"]
    return (failures or 0) >= settings.SOURCE_FAILURE_LIMIT


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: dict[str, Any] | None
) -> HttpResponse:
    """Return the answer after too many failures: 429, with the time after which another try is allowed."""
    wait = get_cool_off(request)
    context = {"is_source": is_source_locked_out(request), "minutes": round(wait.total_seconds() / 60)}
    response = render(request, "tenants/locked_out.html", context, status=429)
    response["Retry-After"] = str(round(wait.total_seconds()))
    return response
