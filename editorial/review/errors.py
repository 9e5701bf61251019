"""What keeps a review from being read or decided. Nothing that was decided is lost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode, NotVisible


class ReviewUnknown(NotVisible):
    """There is no such review, or it is another state's: the answer is the same."""

    code = ErrorCode.REVIEW_UNKNOWN
    sentence = _("There is no such review for you.")


class ReviewClosed(DomainError):
    """Somebody, or a later change, has closed the review meanwhile."""

    code = ErrorCode.REVIEW_CLOSED
    sentence = _("The review of “%(title)s” has been closed meanwhile: %(outcome)s. Nothing more is to be decided.")


class ReviewOutdated(DomainError):
    """The national text has changed again since it was shown."""

    code = ErrorCode.REVIEW_OUTDATED
    sentence = _(
        "The national text “%(title)s” has changed again while you were reading. Nothing has been saved: look at the "
        "new text and decide again."
    )


class PieceSettled(DomainError):
    """There is nothing left to decide about the piece."""

    code = ErrorCode.PIECE_SETTLED
    sentence = _("Somebody has decided about this piece already, or it does not differ any more.")


class NotDecidableSo(DomainError):
    """A review of this kind is done in another way."""

    code = ErrorCode.NOT_DECIDABLE_SO
    sentence = _("A review of this kind is not decided like this. Open it, and use what it offers.")
