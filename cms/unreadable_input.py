"""Input that nothing can be done with is refused as such in the administration: a bad request is no failure of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError

from .outage import bad_request

NUL = "\x00"
ESCAPED = "\\u0000"
"""The same within JSON, also where a field of a form has it."""


class UnreadableInput:
    """Middleware: answers 400 for NUL characters, which no text of the database can have, for a `next` that is no
    address, and for forms without a field that their view reads. It stands after what limits bodies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse an address with such a character."""
        has_nul = NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if has_nul and _is_of_administration(request):
            raise BadRequest("The address has a NUL character.")
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        """Refuse a form or a body with such a character, and a place to go on to that is none.

        Wagtail takes a `next` without a slash for the name of a view.
        """
        if not _is_of_administration(request):
            return
        if any("/" not in place for sent in (request.GET, request.POST) for place in sent.getlist("next") if place):
            raise BadRequest("There is no such place to go on to.")
        if request.method in ("GET", "HEAD"):
            return
        if request.content_type == "application/json":
            has_nul = ESCAPED.encode() in request.body
        else:
            has_nul = any(
                NUL in text or ESCAPED in text for name, values in request.POST.lists() for text in (name, *values)
            )
        if has_nul:
            raise BadRequest("The form has a NUL character.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for a form without a field, and for half a character."""
        is_unreadable = isinstance(exception, MultiValueDictKeyError | UnicodeEncodeError)
        return bad_request(request, exception) if is_unreadable and _is_of_administration(request) else None


def _is_of_administration(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("wagtailadmin_home"))
