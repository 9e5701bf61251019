"""Rules about offices."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content_models.models import ContentPage, OfficePage
from content_models.paths import path_of
from tenants.models import Tenant

from .finding import Finding, Severity


def is_confirmed(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find offices whose data nobody has confirmed yet."""
    if isinstance(page, OfficePage) and page.needs_confirmation:
        message = _("“%(office)s” is not confirmed. Call the office, correct its data, and confirm it.")
        yield Finding(
            Severity.CONFIRM, "OFFICE_UNCONFIRMED", tenant.code, path_of(page), message % {"office": page.title}
        )
