"""Hosts of no state list the states: the service's own, that of `PUBLIC_URL`, and unknown ones."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import render
from django.utils import translation

from api.errors.coded_error import UNAVAILABLE_ERRORS
from tenants.sites import launched_sites, suspended_site

from .security import secure

RETRY_AFTER_SECONDS = 60 * 60
"""After how long search engines and programs look at the site of a suspended state again."""

logger = logging.getLogger(__name__)


def states_page(request: HttpRequest) -> HttpResponse:
    """Return the page that leads to the sites of launched states; of the others it says nothing."""
    return _page(request, "portal/states.html", {"states": _launched(request)})


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Return the page of an unknown host, or of a state that is not launched: it links to the launched states too.

    It is the same for both, and lacks the list while the database is unavailable. A state that was launched and is
    suspended has a page of its own (503), with the numbers that its pages showed.
    """
    try:
        site = suspended_site(request.get_host())
        if site is not None:
            response = _page(request, "portal/suspended.html", {"site": site}, HTTPStatus.SERVICE_UNAVAILABLE)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return response
        states = _launched(request)
    except UNAVAILABLE_ERRORS:
        logger.exception("The portal cannot read which states there are.")
        states = []
    return _page(request, "portal/unknown_host.html", {"states": states}, HTTPStatus.NOT_FOUND)


def _launched(request: HttpRequest) -> list[dict[str, Any]]:
    """The names of the launched states and the addresses of their sites, on the request's scheme and port."""
    _domain, port = split_domain_port(request.get_host())
    suffix = f":{port}" if port else ""
    sites = launched_sites(is_served=lambda host: validate_host(host, settings.ALLOWED_HOSTS))
    return [{"name": site.name, "href": f"{request.scheme}://{site.host}{suffix}/"} for site in sites]


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-cache"
    secure(response)
    return response
