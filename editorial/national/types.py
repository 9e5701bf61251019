"""What national editors see of the effect of a publish or withdrawal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content_models.kinds import ItemKind
from content_models.models import ContentPage
from editorial.comparing import PieceChange
from publishing.models import ReviewReason


@dataclass(frozen=True, slots=True, order=True)
class State:
    """A state, as it is named."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Pinned:
    """A state that serves an earlier edition; `number` 0: it does not serve the text at all yet."""

    state: State
    number: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A state whose own page has the path, and keeps it."""

    state: State
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ComingTask:
    """A review task that is open once the draft is published.

    Attributes:
        labels: what the pieces or test walks that are concerned are called; none for a whole edition or a path.
        problems: sentences about what the state's changes will leave incomplete in the script, or why walks break.
        is_open: whether the state has it already, and it only grows.
    """

    state: State
    reason: ReviewReason
    addresses: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    is_open: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosingTask:
    """An open review task that ends with the text that it is about."""

    state: State
    reason: ReviewReason


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What withdrawing a national text does. States are in alphabetical order; one may be in several groups.

    Attributes:
        is_served: whether states are served the text in this language; nothing happens to a draft.
        is_in_other_languages: whether the library still serves it in another one.
        serving: the states that serve it as it is; the other groups are as those of `Impact`.
        will_open: the review tasks on the text that are open once it is withdrawn.
        will_close: those that are open now, and close.
        below: the names of the states that have changed pages below it.
    """

    page: ContentPage
    is_served: bool = False
    is_in_other_languages: bool = False
    serving: tuple[State, ...] = ()
    adapting: tuple[State, ...] = ()
    hiding: tuple[State, ...] = ()
    drafting: tuple[State, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    will_open: tuple[ComingTask, ...] = ()
    will_close: tuple[ClosingTask, ...] = ()
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing the latest draft of a national text does.

    States are in alphabetical order. One may be in several groups: a pinned state can adapt the text as well.

    Attributes:
        draft: the page as its latest draft says.
        version: of the draft; publishing must name it, so that only the draft that was shown is published.
        number: of the present edition, 0 when there is none.
        is_new: whether no state serves the text now.
        is_adaptable: whether states can adapt texts of this kind; those of others are served by all at once.
        changes: what is different from the present edition.
        serving: the states that serve the newest edition as it is, and will at once serve this one.
        adapting: those with a published adaptation; `drafting`, with one that is not published.
        hiding: those that do not show the text.
        reviewing: those that review first: they keep what they serve until they accept.
        pinned: those that serve an earlier edition now.
        will_open: the review tasks on this text that are open once it is published, and `will_open_if_urgent` if it is
            published as an urgent legal correction.
        problems: sentences that say why it cannot be published.
        warnings: sentences about what it can be published with, and should be looked at before.
        suggestions: sentences about how a script could be worded.
        unless_urgent: as the problems, but for an urgent legal correction, which breaks test walks all the same.
        walks: how many test walks were replayed; 0 where there is none, or one breaks.
        goes_live_at: when it is planned for, if that is still to come.
    """

    page: ContentPage
    draft: ContentPage
    version: str
    kind: ItemKind
    number: int
    is_new: bool
    is_adaptable: bool
    can_publish: bool
    changes: tuple[PieceChange, ...] = ()
    serving: tuple[State, ...] = ()
    adapting: tuple[State, ...] = ()
    drafting: tuple[State, ...] = ()
    hiding: tuple[State, ...] = ()
    reviewing: tuple[State, ...] = ()
    pinned: tuple[Pinned, ...] = ()
    will_open: tuple[ComingTask, ...] = ()
    will_open_if_urgent: tuple[ComingTask, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    unless_urgent: tuple[str, ...] = ()
    goes_live_at: datetime | None = None
    walks: int = 0

    @property
    def incomplete(self) -> tuple[ComingTask, ...]:
        """The reviews in states whose own changes will lead to what is no longer in the script."""
        return tuple(task for task in self.will_open if task.problems and task.reason == ReviewReason.CHANGED)

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be published as it is, but perhaps as an urgent legal correction."""
        return bool(self.problems or self.unless_urgent)


@dataclass(frozen=True, slots=True)
class EditionName:
    """What one edition of a national text is chosen by."""

    number: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EditionEntry:
    """One edition of a national text.

    Attributes:
        by: who published it; empty when it is not recorded, or when it followed from another page's change.
        writers: who saved its text since the edition before it, the last one first; none where that is not recorded.
        says_again: the first edition whose words it says again, though the one before it said others; 0: none.
        changes: what it changed of the edition before it.
        is_current: whether it is what the library serves now.
        urgent_reason: why it was an urgent legal correction; empty of others, and of those from before it was asked.
    """

    number: int
    published_at: datetime
    by: str
    is_urgent: bool
    is_current: bool
    is_first: bool
    changes: tuple[PieceChange, ...]
    urgent_reason: str = ""
    writers: tuple[str, ...] = ()
    says_again: int = 0
