"""How the admin says that something cannot be published: a sentence, never a trace, and nothing half done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from .errors import DomainError, StoreAway

REFUSED = 409


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
        """Answer a broken rule; other exceptions go on, and so does a database that is away: nothing was refused."""
        if not isinstance(exception, DomainError) or isinstance(exception, StoreAway):
            return None
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html"):
            body = {"code": exception.code, "field": exception.field or None, "message": exception.message}
            return JsonResponse(body, status=REFUSED)
        response = TemplateResponse(request, "publishing/refused.html", {"message": exception.message}, status=REFUSED)
        return response.render()
