"""What keeps a state's change of a national text from being made or published. What was typed is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publishing.errors import DomainError, ErrorCode


class AdaptationForbidden(DomainError):
    """The user may read this state's texts, but not change them so."""

    code = ErrorCode.ADAPTATION_FORBIDDEN
    sentence = _("Only editors of %(state)s change its texts, and only its publishers publish them.")


class NotAdaptable(DomainError):
    """There is no such national text, or none of a kind that states adapt."""

    code = ErrorCode.NOT_ADAPTABLE
    sentence = _("There is no national text here that can be adapted.")


class AdaptationInvalid(DomainError):
    """What was typed breaks a rule of the piece; `error` says which, for the form."""

    code = ErrorCode.ADAPTATION_INVALID
    sentence = "%(sentence)s"

    def __init__(self, *, sentence: str, error: ValidationError | None = None) -> None:
        self.error = error
        super().__init__(sentence=sentence)


class AdaptationUnchanged(DomainError):
    """What was typed is the national text, and the state has adapted nothing of it: there is nothing to save."""

    code = ErrorCode.ADAPTATION_UNCHANGED
    sentence = _("This is the national text as it is. Change what is different in your state, or cancel.")


class AdaptationLocked(DomainError):
    """The adaptation is locked or waits for approval."""

    code = ErrorCode.ADAPTATION_LOCKED
    sentence = _(
        "“%(title)s” is locked or waits for approval. Ask whoever approves it, or cancel the review, and try again."
    )


class TargetGone(DomainError):
    """The library has removed what is to be changed, or somebody of the state has undone what was inserted."""

    code = ErrorCode.TARGET_GONE
    sentence = _(
        "This piece is not there any more: the national library has removed it, or somebody of your state has undone "
        "it. If you have written something, copy it, and insert it beside another piece."
    )


class WordGone(TargetGone):
    """The glossary's word that a choice is about is not in the text, or not in that block."""

    sentence = _("This word is not in the text any more. Look at the list as it is now.")


class TermGone(TargetGone):
    """The term that is chosen for a word is none that it can mean."""

    sentence = _("That term is not there any more: choose another.")


class StaleAdaptation(DomainError):
    """Somebody else has changed the adaptation since the editor opened it."""

    code = ErrorCode.STALE_ADAPTATION
    sentence = _(
        "%(who)s changed this adaptation on %(when)s, while you were writing. Nothing has been saved: look at the "
        "change and send yours again."
    )

    def __init__(self, *, who: str, at: datetime) -> None:
        self.who = who
        self.at = at
        super().__init__(who=who, when=formats.date_format(timezone.localtime(at), "DATETIME_FORMAT"))


class PieceChangedMeanwhile(StaleAdaptation):
    """Somebody else has changed the very piece: to save it anyway would overwrite theirs."""

    sentence = _(
        "%(who)s saved this piece on %(when)s, while you were writing. Yours is not saved. Compare both, and decide."
    )


class OwnPieceChangedMeanwhile(StaleAdaptation):
    """The same person has changed the very piece in another window."""

    sentence = _(
        "You saved this piece in another window on %(when)s. What you wrote here is not saved. Compare both, and "
        "decide."
    )


class AdaptationDiscarded(DomainError):
    """Somebody else has discarded the draft since the editor opened it; it had never been published."""

    code = ErrorCode.STALE_ADAPTATION
    sentence = _(
        "Somebody has discarded this adaptation while you were writing. Nothing has been saved: look at the national "
        "text and send your change again."
    )


class HiddenButReferred(DomainError):
    """Others refer to the text that is to be hidden; it can be hidden all the same, once confirmed."""

    code = ErrorCode.HIDDEN_BUT_REFERRED
    sentence = _(
        "These refer to this text, and would do so without a link: %(names)s. Hide it anyway, or adapt them first."
    )

    def __init__(self, *, titles: Sequence[str]) -> None:
        self.titles = tuple(titles)
        super().__init__(names=", ".join(gettext("“%(title)s”") % {"title": title} for title in titles))


class AdaptedFromOldBase(DomainError):
    """The library has changed the piece since the editor opened its form; it can be changed all the same."""

    code = ErrorCode.ADAPTED_FROM_OLD_BASE
    sentence = _(
        "The national library has changed this piece since you opened it. Compare it with the new text; then save "
        "yours anyway, or undo it."
    )


class AdaptationPlanned(DomainError):
    """The adaptation waits for its time: what is published then must be what the publisher saw."""

    code = ErrorCode.ADAPTATION_PLANNED
    sentence = _(
        "This adaptation is planned for %(when)s and cannot be changed until then. A publisher can cancel the plan; "
        "change it then, and plan it again."
    )

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        super().__init__(when=formats.date_format(at, "DATETIME_FORMAT"))


class ScheduleInPast(DomainError):
    """What is to happen by itself would have had to happen already; `field` says which of the two dates."""

    code = ErrorCode.SCHEDULE_IN_PAST
    sentence = _("This moment has passed. Choose a later one, or publish now.")

    def __init__(self, *, field: str) -> None:
        self.field = field
        super().__init__()


class ExpiryBeforeGoLive(DomainError):
    """It would end before it begins."""

    code = ErrorCode.EXPIRY_BEFORE_GO_LIVE
    field = "expire_at"
    sentence = _("It would end before it begins. Choose an end that comes after the beginning.")


class NothingToSchedule(DomainError):
    """Neither date is given, or there is nothing that they could be about."""

    code = ErrorCode.NOTHING_TO_SCHEDULE
    sentence = _("There is nothing to plan. Change something first, and say from when or until when it holds.")


class NothingToSend(DomainError):
    """There is nothing that the state's publishers could approve."""

    code = ErrorCode.NOTHING_TO_SEND
    sentence = _("There is nothing to send for review. Change something first.")


class NotWaiting(DomainError):
    """The adaptation does not wait for approval, or another user sent it."""

    code = ErrorCode.NOT_WAITING
    sentence = _("It does not wait for approval any more, or somebody else sent it. Look at it as it is now.")


class NoSuchVersion(DomainError):
    """The adaptation never was like that, or what it was is no longer kept."""

    code = ErrorCode.NO_SUCH_VERSION
    sentence = _("There is no such version of this adaptation.")
