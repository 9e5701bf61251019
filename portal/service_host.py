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
from tenants.sites import launched_sites

from .security import secure

logger = logging.getLogger(__name__)


def states_page(request: HttpRequest) -> HttpResponse:
    """Return the page that leads to the sites of launched states; of the others it says nothing."""
    return _page(request, "portal/states.html", _launched(request))


def unknown_host(request: HttpRequest) -> HttpResponse:
    """Return the page of an unknown host, or of a state that is not launched: it links to the launched states too.

    It is the same for both, and lacks the list while the database is unavailable.
    """
    try:
        states = _launched(request)
    except UNAVAILABLE_ERRORS:
        logger.exception("The portal cannot read which states there are.")
        states = []
    return _page(request, "portal/unknown_host.html", states, HTTPStatus.NOT_FOUND)


def _launched(request: HttpRequest) -> list[dict[str, Any]]:
    """The names of the launched states and the addresses of their sites, on the request's scheme and port."""
    _domain, port = split_domain_port(request.get_host())
    suffix = f":{port}" if port else ""
    sites = launched_sites(is_served=lambda host: validate_host(host, settings.ALLOWED_HOSTS))
    return [{"name": site.name, "href": f"{request.scheme}://{site.host}{suffix}/"} for site in sites]


def _page(
    request: HttpRequest, template: str, states: list[dict[str, Any]], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, template, {"states": states}, status=status)
    response["Cache-Control"] = "no-cache"
    secure(response, inline_style="", is_preview=False)
    return response
