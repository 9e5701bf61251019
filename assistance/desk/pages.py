"""The desk's page, which is drawn in the browser, and the worker that keeps it for a bad day."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assistance.chat.addresses import chat_url
from assistance.operators.rights import answering
from tenants.built_frontend import built_file, is_built
from tenants.second_factor.state import step_url
from tenants.sites import is_site_host

from .person import COOKIE, note_person

ENTRY = "src/desk/main.tsx"
WORKER = "src/desk/worker.ts"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'{feed}",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SCREEN_POP = {"line": re.compile(r"\+?[0-9]{3,15}"), "area": re.compile(r"[0-9]{2,3}")}
"""What a telephone system may tell of a call by the page's address; who calls is never told."""

Response = TypeVar("Response", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]


def desk_page(view: View) -> View:
    """Make a view a page of the desk: on no state's host, kept by nobody, and with a policy for browsers."""

    @wraps(view)
    def page_of_desk(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_site_host(request.get_host()):
            raise Http404
        return secured(view(request, *args, **kwargs), _feed(request))

    return page_of_desk


def secured(response: Response, feed: str = "") -> Response:
    """Return a response with what browsers are told of each page of the desk.

    Args:
        feed: the origin of the live feed of chats; empty: the page's own.
    """
    response.setdefault("Cache-Control", "private, no-store")
    response["Content-Security-Policy"] = POLICY.format(feed=feed and f" {feed}")
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response["Referrer-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    return response


def notes_person(view: View) -> View:
    """Make a view note in a cookie who has signed in once it has answered, or that nobody has."""

    @wraps(view)
    def noting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated or COOKIE in request.COOKIES:
            note_person(response, request.user)
        return response

    return noting


@require_safe
@desk_page
@notes_person
def shell(request: HttpRequest) -> HttpResponse:
    """Serve the page that the desk is drawn in. It carries no data, so that the worker can keep it."""
    if not request.user.is_authenticated:
        return redirect(step_url(_with_screen_pop(request), "desk:sign_in"))
    if answering(request.user) is None:
        if request.GET:  # the page that cleans the address is not served
            return redirect("desk:page")
        return render(request, "assistance/desk/not_assigned.html", status=HTTPStatus.FORBIDDEN)
    return render(request, "assistance/desk/shell.html", {"entry": ENTRY, "is_built": is_built(ENTRY)})


@require_safe
@desk_page
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the built service worker, whose scope is the desk."""
    built = built_file(WORKER)
    if built is None:
        raise Http404
    response = HttpResponse(built.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = reverse("desk:page")
    return response


@desk_page
def nothing(request: HttpRequest) -> HttpResponse:
    """Answer for an address at which there is no page."""
    raise Http404


def not_sent(request: HttpRequest) -> HttpResponse:
    """Return the page for a form of the desk whose token is not the browser's own."""
    return secured(render(request, "assistance/desk/not_sent.html", status=HTTPStatus.FORBIDDEN))


def _feed(request: HttpRequest) -> str:
    """Return the origin of the live feed of chats; empty: the desk's own."""
    feed = urlsplit(chat_url(request.get_host()))
    return f"{'wss' if feed.scheme == 'https' else 'ws'}://{feed.netloc}" if feed.netloc else ""


def _with_screen_pop(request: HttpRequest) -> str:
    given = {name: request.GET.get(name, "") for name in SCREEN_POP}
    kept = {name: value for name, value in given.items() if SCREEN_POP[name].fullmatch(value)}
    return f"{reverse('desk:page')}?{urlencode(kept)}" if kept else reverse("desk:page")
