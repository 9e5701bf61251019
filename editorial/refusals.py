"""How the admin says that something cannot be published: a sentence, never a trace, and nothing half done."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from publishing.errors import DomainError, StillNeeded, StoreBusy, StoreUnavailable
from publishing.review.locks import is_ended_wait

REFUSED = 409
BUSY = 503
RETRY_AFTER = "5"
"""Seconds after which others will have finished."""


class RefusalPages:
    """Middleware: a rule that was broken within the admin becomes a page with the rule's sentence.

    The view's transaction has been rolled back by then. What the editor typed is still in the browser, one step back;
    publishing from the editor does not come here, as the draft is saved and the sentence shown beside it
    (`wagtail_hooks`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a broken rule; other exceptions pass, and so does an unavailable database: nothing was refused.

        Wagtail writes rows of pages in orders of its own. Of two writers who wait for each other PostgreSQL ends one,
        wherever it is: the user is asked to try again, as after a wait that took too long.
        """
        if is_ended_wait(exception):
            exception = StoreBusy()
        if isinstance(exception, ProtectedError | RestrictedError):
            exception = StillNeeded()
        if not isinstance(exception, DomainError) or isinstance(exception, StoreUnavailable):
            return None
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        status, headers = (BUSY, {"Retry-After": RETRY_AFTER}) if isinstance(exception, StoreBusy) else (REFUSED, {})
        if request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html"):
            body = {"code": exception.code, "field": exception.field or None, "message": exception.message}
            return JsonResponse(body, status=status, headers=headers)
        context = {"message": exception.message}
        response = TemplateResponse(request, "editorial/refused.html", context, status=status, headers=headers)
        return response.render()
