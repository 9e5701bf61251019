"""What has to be known of an office before anybody can say that it is right: one rule for forms, calls and files."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WITHOUT_PLACE = _("It serves by telephone or online only")
"""What stands in the place of a street, where there is none to go to."""

STREET_MISSING = _(
    "The street is not known: ask for it before you say that the office is confirmed. If nobody is received there, "
    "write “%(without)s”."
)


def to_confirm(prefix: str = "") -> Q:
    """Return which offices are to be called: those to confirm that were not withdrawn, by undoing an import, too.

    Args:
        prefix: how a query about pages names the office's fields, such as `officepage__`.
    """
    is_withdrawn = Q(live=False, first_published_at__isnull=False)
    return Q(**{f"{prefix}needs_confirmation": True}) & ~is_withdrawn


def is_street_missing(*, address: str | None, is_confidential: bool | None) -> bool:
    """Whether an office's address says no more than a municipality; a confidential place is nobody's to ask for."""
    return not is_confidential and not (address or "").strip()


def street_missing() -> str:
    """Return the sentence that refuses to confirm it, with the way out."""
    return str(STREET_MISSING) % {"without": WITHOUT_PLACE}
