"""What pages of the administration tell the script that keeps what people type until it is saved.

The script (`frontend/src/unsaved`) keeps it in the browser, per person, state and address, and offers it again after a
crash, a session that ended, or in a second tab. It keeps no secrets, and nothing that says where an office is: it may
be marked as confidential later, and what a browser has deleted stays on its disk for a while.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content_models.confidential_places import BLANK
from content_models.office_form import REASON

from .unsent import SECRET

NEVER_KEPT = frozenset({*BLANK, REASON})
"""Names of fields, in whatever form."""

NOT_KEPT_IN = frozenset({"second_factor", "account_second_factor"})
"""Namespaces of screens whose forms are about secrets."""

WORDS = {
    "here_now": _("Not saved yet. Kept on this computer, in case something fails (a moment ago)."),
    "here_at": _("Not saved yet. Kept on this computer, in case something fails (%(when)s)."),
    "here_without_place_now": _(
        "Not saved yet. Kept on this computer, in case something fails, but for where the office is (a moment ago)."
    ),
    "here_without_place_at": _(
        "Not saved yet. Kept on this computer, in case something fails, but for where the office is (%(when)s)."
    ),
    "server_now": _("Saved a moment ago on the server."),
    "server_at": _("Saved on the server, %(when)s."),
    "confidential": _("Nothing of a confidential office is saved on this computer."),
    "nothing_kept": _("This computer cannot save what you type: save it yourself, often."),
    "signed_out": _(
        "You have signed out in another tab: what you type here is neither saved nor kept any more. Copy it, sign in "
        "again, and paste it."
    ),
    "offer": _("You were writing here, and it was not saved (%(when)s)."),
    "changed": _("Meanwhile another version was saved. What you recover takes its place once you save it."),
    "offer_without_place": _(
        "Where the office is was not kept: address, municipality and the point on the map have to be written again."
    ),
    "recover": _("Recover what you were writing (%(when)s)"),
    "discard": _("Discard"),
    "recovered": _("Here is what you were writing. Look through it, and save it."),
    "recovered_here": _(
        "Here is what you were writing. Look through it: it is saved once you press “Reviewed”, write something, or "
        "save it."
    ),
    "reviewed": _("Reviewed"),
    "rows_gone": _("Not brought, for its row is not here any more: %(rows)s."),
    "before_lost": _(
        "This computer had no room for what the form said before. Should you have to recover it, look at every field."
    ),
    "discarded": _("What was not saved is discarded."),
    "undo": _("Undo"),
    "elsewhere": _("You have this page open in another tab, with changes that are not saved (%(when)s)."),
    "bring": _("Bring here what you wrote there"),
    "second": _("You have this page open in another tab, too. Write in one of them only, and close the other."),
    "saved_elsewhere": _("You saved this page in another tab. Load it again before you go on."),
    "reload": _("Load again"),
}


def unsaved_forms(request: HttpRequest | None) -> dict[str, Any] | None:
    """Return what the script is told; None: it keeps nothing of this page."""
    user = getattr(request, "user", None)
    if request is None or user is None:
        return None
    if not user.is_authenticated:
        return {"isSignedOut": True}  # what was kept is forgotten, if the page before went by signing out
    match = request.resolver_match
    if match is not None and NOT_KEPT_IN & set(match.namespaces):
        return None
    return {
        "person": user.pk,
        "tenant": user.tenant_id or 0,
        "isAnswer": request.method == "POST",
        "signOut": reverse("wagtailadmin_logout"),
        "secret": SECRET.pattern,
        "neverKept": sorted(NEVER_KEPT),
        "words": {name: str(words) for name, words in WORDS.items()},
    }
