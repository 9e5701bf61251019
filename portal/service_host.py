"""The service's own host, that of `PUBLIC_URL`: it belongs to no state and shows which ones there are."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import render
from django.utils import translation

from tenants.sites import launched_sites

from .security import secure


def is_service_host(request: HttpRequest) -> bool:
    """Whether the request is for the service itself, on whatever port."""
    domain, _port = split_domain_port(request.get_host())
    return bool(domain) and domain == urlsplit(settings.PUBLIC_URL).hostname


def states_page(request: HttpRequest) -> HttpResponse:
    """Return the page that leads to the sites of launched states; of the others it says nothing."""
    _domain, port = split_domain_port(request.get_host())
    suffix = f":{port}" if port else ""
    sites = launched_sites(is_served=lambda host: validate_host(host, settings.ALLOWED_HOSTS))
    states = [{"name": site.name, "href": f"{request.scheme}://{site.host}{suffix}/"} for site in sites]
    with translation.override(settings.LANGUAGE_CODE):
        response = render(request, "portal/states.html", {"states": states})
    response["Cache-Control"] = "no-cache"
    secure(response, inline_style="", is_preview=False)
    return response
