"""Error pages in Spanish where no view answers, and 503 while the database is unavailable."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from api.errors.coded_error import UNAVAILABLE_ERRORS
from assistance.desk import answers as desk
from portal.plain_pages import plain_page
from portal.views import RETRY_AFTER_SECONDS


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what no view and no middleware answered: Django calls this while it handles the exception."""
    is_unavailable = isinstance(sys.exc_info()[1], UNAVAILABLE_ERRORS)
    if desk.is_of_desk(request):
        return (
            desk.refusal("UNAVAILABLE", retry_after=RETRY_AFTER_SECONDS) if is_unavailable else desk.refusal("FAILED")
        )
    if is_unavailable:
        response = plain_page("portal/unavailable.html", HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    else:
        response = plain_page("portal/failed.html", HTTPStatus.INTERNAL_SERVER_ERROR)
    response["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address of a file, or any other beside the pages of states, at which there is nothing."""
    if desk.is_of_desk(request):
        return desk.refusal("NOT_FOUND")
    return plain_page("portal/nothing_here.html", HTTPStatus.NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses to read: a host that is not ours, or a form that is too large."""
    if desk.is_of_desk(request):
        return desk.refusal("BAD_REQUEST")
    return plain_page("portal/not_read.html", HTTPStatus.BAD_REQUEST)
