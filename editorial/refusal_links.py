"""The button beside a refusal: where its sentence says to go."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.models import Page

from content_models.adaptable import ADAPTABLE
from content_models.kinds import ItemKind
from content_models.trees import tenant_of
from publishing.errors import DomainError, PathTaken, SlugTaken
from tenants.models import LIBRARY_ID, Tenant


def buttons_for(error: DomainError, page: Page) -> list[Any]:
    """Return the ways out of a refusal to publish a page; an empty list where its sentence is all there is."""
    if not isinstance(error, PathTaken | SlugTaken):
        return []
    details, tenant = error.details, tenant_of(page)
    if tenant is None or "key" not in details:
        return []
    if details["tenant_id"] == tenant.pk:
        return [messages.button(reverse("wagtailadmin_pages:edit", args=[details["page_id"]]), _open(details))]
    if details["tenant_id"] == LIBRARY_ID and ItemKind(details["kind"]) in ADAPTABLE:
        return [messages.button(_workbench(tenant, details["key"]), _adapt(details))]
    return []


def _workbench(tenant: Tenant, key: str) -> str:
    return reverse("adapting:text", args=[tenant.code, key])


def _open(details: dict[str, Any]) -> str:
    return gettext("Open “%(title)s”") % {"title": details["title"]}


def _adapt(details: dict[str, Any]) -> str:
    return gettext("Adapt “%(title)s”") % {"title": details["title"]}
