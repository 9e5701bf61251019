"""What keeps a national text from being published or taken back. Nothing has changed then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class NothingToGoBackTo(DomainError):
    """The edition says what is published."""

    code = ErrorCode.NOTHING_TO_GO_BACK_TO
    sentence = _("“%(title)s” says already what that edition said: there is nothing to go back to.")


class EditionNotKept(DomainError):
    """An edition's draft is gone from the page's history."""

    code = ErrorCode.EDITION_NOT_KEPT
    sentence = _(
        "The page no longer keeps the draft that edition %(number)s was made of. Open the page and write it anew: what "
        "the edition said can be read here."
    )


class EditionUnknown(DomainError):
    """There is no such edition."""

    code = ErrorCode.EDITION_UNKNOWN
    sentence = _("“%(title)s” has no edition %(number)s.")


class EditionChanged(DomainError):
    """Another edition has been published since the editions were shown."""

    code = ErrorCode.EDITION_CHANGED
    sentence = _(
        "Another edition of “%(title)s” has been published since you looked at the editions, and nothing has been done "
        "now. Look at them again."
    )


class DraftChanged(DomainError):
    """Somebody has saved another draft since its effect was shown."""

    code = ErrorCode.DRAFT_CHANGED
    sentence = _(
        "The draft of “%(title)s” has changed since you looked at it. Nothing has been published: look at the new "
        "draft and decide again."
    )


class WithdrawnSince(DomainError):
    """The page has been withdrawn since its effect was shown."""

    code = ErrorCode.WITHDRAWN_SINCE
    sentence = _(
        "“%(title)s” has been withdrawn since you looked at it. Nothing has been published: look again, and decide "
        "whether it is to be published anew."
    )


class PlannedSince(DomainError):
    """The page begins or ends on another day than when its effect was shown."""

    code = ErrorCode.PLANNED_SINCE
    sentence = _(
        "The day on which “%(title)s” begins or ends has changed since you looked at it. Nothing has been published: "
        "look at its dates and decide again."
    )


class NationalPageLocked(DomainError):
    """The page is locked by somebody else."""

    code = ErrorCode.NATIONAL_PAGE_LOCKED
    sentence = _("“%(title)s” is locked by somebody else. Ask them to unlock it, and try again.")


class UrgentCannotWait(DomainError):
    """An urgent correction that is to be published later."""

    code = ErrorCode.URGENT_CANNOT_WAIT
    sentence = _(
        "An urgent legal correction is published at once, but this draft is planned for later. Take the date away, or "
        "publish it as usual."
    )


class UrgentInReview(DomainError):
    """An urgent correction of what somebody sent, by whoever is asked to approve it."""

    code = ErrorCode.URGENT_IN_REVIEW
    sentence = _(
        "“%(title)s” waits for your approval, and approving does not make it urgent. Nothing has been published. If it "
        "cannot wait, cancel its sending on its page, and then publish it as an urgent legal correction."
    )


class NotAwaited(DomainError):
    """The page does not wait for approval any more, or for another person's."""

    code = ErrorCode.NOT_WAITING
    sentence = _("“%(title)s” does not wait for your approval any more. Look at it as it is now.")
