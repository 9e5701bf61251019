"""Rules about what pages say of their own verification."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content_models.models import ContentPage
from content_models.page_verification import claims_of_page, is_page_recorded, unrecorded_parts
from content_models.surroundings import path_of
from tenants.models import Tenant

from .finding import Finding, Severity

_NAMED = frozenset({"reviewed_on", "legal_reviewer"})


def has_a_name_and_a_day(page: ContentPage, tenant: Tenant) -> Iterator[Finding]:
    """Find what is said to be verified, and not by whom or on which day, in its present words."""
    path = path_of(page)
    for name, parts in unrecorded_parts(page):
        message = ngettext(
            "%(count)d part is said to be verified, without a name and a day for its present words. Compare it, clear "
            "the tick, save, and tick it again.",
            "%(count)d parts are said to be verified, without a name and a day for their present words. Compare them, "
            "clear the ticks, save, and tick them again.",
            len(parts),
        )
        yield Finding(
            Severity.CONFIRM,
            "VERIFIED_BY_NOBODY",
            tenant.code,
            f"{path} · {name}",
            message % {"count": len(parts)},
        )
    claims = claims_of_page(page)
    if claims & _NAMED and not claims >= _NAMED:
        message = _("The page was reviewed, but the day or the name of who reviewed it is missing. Write both.")
        yield Finding(Severity.CONFIRM, "REVIEWED_BY_NOBODY", tenant.code, path, message)
    elif claims - _NAMED and not is_page_recorded(page):
        message = _("The page is said to be verified, without a name and a day for its present words. Verify it again.")
        yield Finding(Severity.CONFIRM, "VERIFIED_BY_NOBODY", tenant.code, path, message)
