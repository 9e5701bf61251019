"""What people get when something of ours fails: a page in Spanish that says so, and 503 while the database is away."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from api.errors.coded_error import AWAY
from portal.views import RETRY_AFTER_SECONDS


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view and no middleware answered: Django calls this while it handles the exception."""
    is_away = isinstance(sys.exc_info()[1], AWAY)
    template = "portal/unavailable.html" if is_away else "portal/failed.html"
    with translation.override(settings.LANGUAGE_CODE):
        # Without the request: its context processors would ask the database for the person.
        content = render_to_string(template)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    response = HttpResponse(content, status=status, headers={"Cache-Control": "no-store"})
    if is_away:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
