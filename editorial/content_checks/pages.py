"""Rules about any page."""

from __future__ import annotations

from collections.abc import Iterator

from content_models.models import ContentPage
from content_models.surroundings import path_of
from publishing.errors import ContentIncomplete
from publishing.page_rows import row_of
from tenants.models import Tenant

from .finding import Finding, Severity


def becomes_a_document(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find pages that could not be published again as they are."""
    try:
        row_of(page, tenant)
    except ContentIncomplete as error:
        yield Finding(Severity.ERROR, str(error.code), tenant.code, path_of(page), str(error.message))
