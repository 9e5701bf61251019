"""What keeps a call-back from being promised, opened or ended. Each has the desk's code and a sentence for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CallBackRefused(Exception):
    """Nothing was written.

    Attributes:
        code: one of the desk's (`assistance.desk.answers.REFUSALS`).
        field: what was sent that is wrong, as programs name it.
    """

    def __init__(self, code: str, message: str | Promise, field: str | None = None) -> None:
        super().__init__(code)
        self.code, self.message, self.field = code, message, field


def wrong(field: str, message: str | Promise) -> CallBackRefused:
    """Return the refusal of what was sent in one field."""
    return CallBackRefused("INVALID", message, field)


UNKNOWN = CallBackRefused("NOT_FOUND", _("This call is not there any more: it was made, or its time is over."))
TAKEN = CallBackRefused("TAKEN", _("A colleague is making this call."))
NOT_TAKEN = CallBackRefused("STALE", _("This has changed meanwhile. Look at it again."))
FULL = CallBackRefused("TAKEN", _("This hour is full by now. Choose another with the person."), "windowStartsAt")
CONFLICT = CallBackRefused("IDEMPOTENCY_CONFLICT", _("Another call was promised under this id. Promise it anew."))
NO_WINDOW = _("Nobody answers at that hour. Choose one of the hours that are offered.")
NOT_SAFE = _("Do not promise a call where it is not safe to be called. Agree with the person how they call again.")
NO_PHONE = _("“%(given)s” cannot be called back. Write the ten digits, such as 993 000 0000.")
LONG_PHRASE = _("The pass phrase has at most %(most)d characters, and no digits of a telephone.")
NO_CODE = _("This is none of the values that can be chosen.")
