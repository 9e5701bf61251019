"""What keeps a summary from being made. Each has the desk's code and a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SummaryRefused(Exception):
    """Nothing was written.

    Attributes:
        code: one of the desk's (`assistance.desk.answers.REFUSALS`).
        field: what was sent that is wrong, as programs name it.
    """

    def __init__(self, code: str, message: str | Promise, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.message, self.field = code, message, field


def wrong(field: str, message: str | Promise) -> SummaryRefused:
    """Return the refusal of what was sent in one field."""
    return SummaryRefused("INVALID", message, field)


CONFLICT = SummaryRefused("IDEMPOTENCY_CONFLICT", _("Another summary was made under this id. Make it anew."))
NO_VALUE = _("This is none of the values that there are.")
NO_SCRIPT = _("The state never had this script in these words. Read the summary out.")
NO_WAY = _("These answers do not lead through the script. Read the summary out.")
NO_OFFICE = _("The state never had one of these offices. Take it out, and make the summary again.")
NO_SITE = _("The state has no site yet on which a summary could be read. Read it out.")
TOO_LONG = _("The way is too long for a link. Read the summary out.")
