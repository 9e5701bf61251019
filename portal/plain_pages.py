"""Pages of no state: for unknown hosts and addresses, and for failures."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from .security import secure


def plain_page(template: str, status: HTTPStatus, context: Mapping[str, object] | None = None) -> HttpResponse:
    """Return a page in the service's first language, for anybody, that asks the database for nothing."""
    with translation.override(settings.LANGUAGE_CODE):
        # Without the request: its context processors would ask the database for the person.
        response = HttpResponse(render_to_string(template, dict(context or {})), status=status)
    secure(response)
    return response
