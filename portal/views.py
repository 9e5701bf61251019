"""The pages of a state, by host and path."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from urllib.parse import quote

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from api.errors.coded_error import UNAVAILABLE_ERRORS
from content_models.kinds import ItemKind
from content_models.paths import GUIDES_PATH, SEARCH_PATH, SUMMARIES_PATH
from content_models.shapes.documents import Item
from delivery import state_view
from delivery.state_view import NotVisible
from tenants import edge
from tenants.proxies import client_network
from tenants.sites import is_service_host

from .counting import count_page
from .guide_pages import render_guide, render_guides
from .pages import FOR_CITIZENS
from .plain_pages import plain_page
from .rendering import moved_with_query, render_item, render_search, respond
from .service_host import states_page, unknown_host
from .site_files import robots_of_service, robots_of_state, security
from .sitemap import sitemap_of
from .summary_pages import summary_at
from .visit import Visit, split_language

logger = logging.getLogger(__name__)


RETRY_AFTER_SECONDS = 5
SAFE_METHODS = ("GET", "HEAD")


class NoPortalHere(Exception):
    """No launched state is served under the asked host."""


View = Callable[[HttpRequest], HttpResponse]


def with_server_time(view: View) -> View:
    """Make a view send the server's time, also of what has not changed: scripts see no `Date`, and clocks differ."""

    @wraps(view)
    def answer_with_time(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Server-Timing"] = f'now;desc="{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"'
        return response

    return answer_with_time


def of_a_host(view: View) -> View:
    """Make a view answer with a plain page where the host is unknown (404), or its content cannot be read now (503)."""

    # No transaction of its own: what is cached is served even while the database is unavailable.
    @transaction.non_atomic_requests
    @csrf_exempt  # nothing is written here: whatever is sent is refused for being sent
    @with_server_time
    @conditional_page
    @wraps(view)
    def answer_of_host(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            response = plain_page("portal/method_not_allowed.html", HTTPStatus.METHOD_NOT_ALLOWED)
            response["Allow"] = ", ".join(SAFE_METHODS)
            return response
        try:
            return view(request)
        except NoPortalHere:
            return unknown_host(request)
        except UNAVAILABLE_ERRORS:
            logger.exception("The portal cannot read its content.")
            response = plain_page("portal/unavailable.html", HTTPStatus.SERVICE_UNAVAILABLE)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return response

    return answer_of_host


@of_a_host
def page(request: HttpRequest) -> HttpResponse:
    """Serve the address `request.path` of the state to which the host belongs.

    Answers: a page; 301 from a moved address, or to the one way to write a page's; 410 for a withdrawn page; 404 for
    an unknown address or host; 503 when the database is needed and unavailable. The service's own host has one page.
    """
    try:
        visit, path = visit_of(request)
    except NoPortalHere:
        if request.path == "/" and is_service_host(request.get_host()):
            return states_page(request)
        raise
    if f"{path}/".startswith(SUMMARIES_PATH):
        return summary_at(request, visit, path)
    response = answer(visit, path, request.GET)
    count_page(request, response, visit, path)
    return response


@of_a_host
def robots(request: HttpRequest) -> HttpResponse:
    """Serve `/robots.txt` of a state's host, or of the service's own."""
    try:
        visit, _path = visit_of(request)
    except NoPortalHere:
        if is_service_host(request.get_host()):
            return robots_of_service()
        raise
    return robots_of_state(request, visit)


@of_a_host
def sitemap(request: HttpRequest) -> HttpResponse:
    """Serve `/sitemap.xml` of a state's host."""
    visit, _path = visit_of(request)
    return sitemap_of(request, visit)


@of_a_host
def security_file(request: HttpRequest) -> HttpResponse:
    """Serve `/.well-known/security.txt` of a state's host, or of the service's own."""
    if not is_service_host(request.get_host()):
        visit_of(request)
    found = security(request, timezone.now())
    return page(request) if found is None else found


def visit_of(request: HttpRequest) -> tuple[Visit, str]:
    """Return the visit that a request makes, and the path it asks for without the language.

    Raises:
        NoPortalHere: the host is unknown, or its state does not serve citizens now.
    """
    try:
        viewer = edge.viewer_for_host(request.get_host(), source=client_network(request.META))
        view = state_view.for_viewer(viewer, viewer.own_code or "")
    except (edge.HostUnknown, NotVisible) as refusal:
        raise NoPortalHere from refusal
    visit = Visit(viewer, view, timezone.now(), host=request.get_host(), scheme=request.scheme or "https")
    locale, path = split_language(view, request.path)
    return visit if locale == view.locale else visit.in_locale(locale), path


def answer(visit: Visit, path: str, query: QueryDict) -> HttpResponse:
    """Return what stands at this path of the state: for `q` of the query, or for the answers to a guide in it."""
    if path == SEARCH_PATH:
        return render_search(visit, query.get("q", ""))
    if f"{path}/" == SEARCH_PATH:
        return moved_with_query(visit.link(SEARCH_PATH), query)
    if f"{path}/".startswith(GUIDES_PATH):
        return _guide_at(visit, path, query)
    return _item_at(visit, path)


def _guide_at(visit: Visit, path: str, query: QueryDict) -> HttpResponse:
    if not path.endswith("/"):
        return moved_with_query(f"{visit.link(quote(path))}/", query)
    slug = path.removeprefix(GUIDES_PATH).removesuffix("/")
    return render_guide(visit, slug, query) if slug else render_guides(visit)


def _item_at(visit: Visit, path: str) -> HttpResponse:
    found = visit.view.resolve(path if path.endswith("/") else f"{path}/")
    if found.redirect_to and _is_for_citizens(visit.view.resolve(found.redirect_to).item):
        return HttpResponsePermanentRedirect(visit.link(found.redirect_to))
    if found.former and found.former.kind in FOR_CITIZENS:
        return respond(visit, "portal/gone.html", {}, HTTPStatus.GONE)
    if not found.item or not _is_for_citizens(found.item) or not visit.view.is_public(found.item):
        return respond(visit, "portal/not_found.html", {}, HTTPStatus.NOT_FOUND)
    if path != found.item["path"]:  # never what was asked for: a browser takes what follows two slashes for a host
        return HttpResponsePermanentRedirect(visit.link(found.item["path"]))
    return render_item(visit, found.item)


def _is_for_citizens(item: Item | None) -> bool:
    return item is not None and ItemKind(item["kind"]) in FOR_CITIZENS
