"""What keeps an office from being confirmed. Nothing has changed then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class OfficeUnknown(DomainError):
    """There is no such office, or it is another state's: the answer is the same."""

    code = ErrorCode.OFFICE_UNKNOWN
    sentence = _("There is no such office any more.")


class OfficeWithdrawn(OfficeUnknown):
    """The office was withdrawn since it was shown."""

    sentence = _("“%(office)s” was withdrawn: nothing of yours was saved, and nobody has to call it.")


class OfficeImportUndone(OfficeWithdrawn):
    """The office was withdrawn when the import that had added it was undone."""

    sentence = _(
        "“%(office)s” was withdrawn when “%(file)s” was undone: nothing of yours was saved, and nobody has to call it."
    )


class OfficeChanged(DomainError):
    """Somebody has changed the office since it was shown."""

    code = ErrorCode.OFFICE_CHANGED
    sentence = _(
        "Somebody changed “%(office)s” while you had it here. Nothing was saved: here it is as it is now. Compare it "
        "with what you were told on the telephone."
    )


class OfficeConfirmed(OfficeChanged):
    """Somebody has confirmed the office since it was shown."""

    sentence = _(
        "%(who)s confirmed “%(office)s” on %(when)s, while you had it here: nothing of yours was saved, and nobody has "
        "to call it again."
    )


class OfficeDecided(DomainError):
    """Others have decided about the act that was to be undone."""

    code = ErrorCode.OFFICE_CHANGED
    sentence = "%(sentence)s"


class OfficeLocked(DomainError):
    """The office is locked, or waits for approval."""

    code = ErrorCode.OFFICE_LOCKED
    sentence = _("“%(office)s” is locked or waits for approval, so it cannot be changed now. Go on to the next one.")


class OfficePlaceDoubted(DomainError):
    """Another place was told that more often is a slip than the truth; `details["place"]` names it."""

    code = ErrorCode.OFFICE_REFUSED
    sentence = _("%(questions)s See that postal code and municipality are right; then mark “Address” again.")


class OfficeDoubted(DomainError):
    """A number or hours were told that more often are a slip; `details` has the `part`, and the `value` asked about."""

    code = ErrorCode.OFFICE_REFUSED
    sentence = _("%(question)s If it is, mark “Yes, that is correct” beside it. The directory is as before.")


class OfficeRefused(DomainError):
    """What the office says breaks a rule of its form."""

    code = ErrorCode.OFFICE_REFUSED
    sentence = "%(sentence)s"
