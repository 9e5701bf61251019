"""Error pages in Spanish where no view answers, and 503 while the database is unavailable."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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
        response = _unavailable(request)
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    else:
        response = plain_page("portal/failed.html", HTTPStatus.INTERNAL_SERVER_ERROR)
    response["Cache-Control"] = "no-store"
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Return the page for citizens; to whoever works in the administration, what has become of what they typed."""
    if not request.path.startswith(reverse("wagtailadmin_home")):
        return plain_page("portal/unavailable.html", HTTPStatus.SERVICE_UNAVAILABLE)
    context = {"was_sent": request.method not in {"GET", "HEAD"}, "back": request.get_full_path()}
    return plain_page("cms/unavailable.html", HTTPStatus.SERVICE_UNAVAILABLE, context)


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
