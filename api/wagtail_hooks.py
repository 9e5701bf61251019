"""What the API adds to Wagtail's admin: registration only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from tenants.viewsets.api_clients import PAGES_OF_CLIENT

from .trusted.screens import URLS, page_of

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry

    from tenants.models import ApiClient


@hooks.register("register_admin_urls")
def register_trusted_documents() -> list[URLResolver]:
    """The addresses of trusted documents, below those of clients."""
    return [path("api-clients/documents/", include((URLS, "trusted_documents")))]


@hooks.register(PAGES_OF_CLIENT)
def link_trusted_documents(client: ApiClient) -> dict[str, Any]:
    """Lead from a client to its documents."""
    return page_of(client)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history of a client shows."""
    actions.register_action("api.documents.upload", _("Upload documents"), _("Trusted documents uploaded"))
    actions.register_action("api.documents.delete", _("Delete document"), _("Trusted document deleted"))
