"""Limits of request bodies of the administration and the desk: small without a sign-in, files with one."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from assistance.desk import answers as desk

STRANGER_BYTES = 64 * 1024
"""A sign-in or a new password takes far less."""

FORM_BYTES = 12 * 1024 * 1024
"""What a form may have beside its file: its fields (`DATA_UPLOAD_MAX_MEMORY_SIZE`), and what surrounds each."""


class BodySizes:
    """Middleware; it stands behind authentication, and in front of whatever reads a body.

    Django reads no body without an announced length, so that no other needs a limit.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse with 413, unread, what is too large for the sender."""
        length = _announced(request)
        if length > STRANGER_BYTES and (length > _largest() or not request.user.is_authenticated):
            return _too_large(request)
        return self._get_response(request)


def _largest() -> int:
    return int(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE) + FORM_BYTES


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # as Django, which then reads nothing
        return 0


def _too_large(request: HttpRequest) -> HttpResponse:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if desk.is_of_desk(request):
        response = desk.refusal("BAD_REQUEST")
        response.status_code = status
        return response
    with translation.override(settings.LANGUAGE_CODE):
        text = _("What you sent is too large. Send a smaller file, or sign in first.")
    return HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
