"""What keeps texts from being marked for review. Nothing is marked then."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class MarkingForbidden(DomainError):
    """The user may see the citations, but not mark them."""

    code = ErrorCode.MARKING_FORBIDDEN
    sentence = _("Only publishers of the national library mark texts for review. Ask one of them.")


class MarkingWithoutReason(DomainError):
    """The reviewers would not know the reason."""

    code = ErrorCode.MARKING_WITHOUT_REASON
    sentence = _("Write the reason: whoever reviews the texts reads it there.")
    field = "note"


class MarkingDueInPast(DomainError):
    """The reviews would be overdue at once."""

    code = ErrorCode.MARKING_DUE_IN_PAST
    sentence = _("The day until which to review has passed. Choose today or a later one.")
    field = "due_on"


class CitationsChanged(DomainError):
    """Other texts cite the article now than those that were confirmed."""

    code = ErrorCode.CITATIONS_CHANGED
    sentence = _("Other texts cite this now than a moment ago. Nothing was marked: look at the list and confirm again.")
