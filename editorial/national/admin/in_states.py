"""What the states do with a national text, and what they will have to review, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from content_models.models import ContentPage
from editorial.national.types import ComingTask, Impact, State
from publishing.models import ReviewReason

FEW = 6
"""So many states are named at once; more are behind a click."""

_SENTENCES = {
    ReviewReason.ADOPTION: gettext_lazy("The new edition waits there until it is accepted."),
    ReviewReason.PATH: gettext_lazy("Its own page keeps the address; this text cannot be opened there."),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A state in a group; `note` says more of it, `url` leads to its own text."""

    name: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """States that do the same with the text."""

    icon: str
    sentence: str
    members: tuple[Member, ...]

    @property
    def is_long(self) -> bool:
        """Whether its names are behind a click."""
        return len(self.members) > FEW


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A review that a state will find."""

    state: str
    sentence: str
    is_open: bool


def groups_of(impact: Impact) -> list[Group]:
    """Return the groups that have somebody in them; first those that read the text at once, unless it is refused."""
    incomplete = [task.state for task in impact.incomplete]
    groups = [
        group_of("globe", _serving(impact), () if impact.is_refused else impact.serving),
        group_of("edit", _adapting(len(impact.adapting)), impact.adapting, impact.page),
        group_of("warning", _incomplete(len(incomplete)), incomplete, impact.page),
        group_of("no-view", _hiding(len(impact.hiding)), impact.hiding, impact.page),
        group_of("draft", _drafting(len(impact.drafting)), impact.drafting, impact.page),
        group_of("glasses", _reviewing(len(impact.reviewing)), impact.reviewing),
        Group("lock", _pinned(len(impact.pinned)), tuple(holding(pin.state, pin.number) for pin in impact.pinned)),
        Group(
            "warning",
            _conflicting(len(impact.conflicts)),
            tuple(
                Member(one.state.name, gettext("“%(name)s”") % {"name": one.title} + f", {one.path}")
                for one in impact.conflicts
            ),
        ),
    ]
    return [group for group in groups if group.members]


def task_rows(tasks: Iterable[ComingTask]) -> list[TaskRow]:
    """Return the reviews, by state."""
    return [TaskRow(task.state.name, _sentence(task), task.is_open) for task in tasks]


def group_of(icon: str, sentence: str, states: Iterable[State], page: ContentPage | None = None) -> Group:
    """Return states as a group; with a page, each name leads to what the state has made of it."""
    key = str(page.translation_key) if page is not None else ""
    members = [
        Member(state.name, url=reverse("adapting:text", args=[state.code, key]) if key else "") for state in states
    ]
    return Group(icon, sentence, tuple(members))


def holding(state: State, number: int) -> Member:
    """Return a state with the edition that it still shows."""
    if number == 0:
        return Member(state.name, gettext("does not show the text yet"))
    return Member(state.name, gettext("edition %(number)s") % {"number": number})


def _sentence(task: ComingTask) -> str:
    if task.reason in _SENTENCES:
        return str(_SENTENCES[task.reason])
    if task.reason == ReviewReason.WALK:
        return gettext("Test walks no longer come through there: %(walks)s") % {"walks": " ".join(task.problems)}
    pieces = ", ".join(gettext("“%(name)s”") % {"name": label} for label in task.labels if label)
    if task.reason == ReviewReason.WITHDRAWN:
        return gettext("It decides what becomes of what it wrote: %(pieces)s.") % {"pieces": pieces}
    if task.problems:
        sentence = gettext("It mends what it had changed, as that will no longer lead on: %(pieces)s. %(problems)s")
        return sentence % {"pieces": pieces, "problems": " ".join(task.problems)}
    if not pieces:
        return gettext("The text changes that it had changed.")
    return gettext("This changes what it had changed: %(pieces)s.") % {"pieces": pieces}


def _serving(impact: Impact) -> str:
    count = len(impact.serving)
    if impact.goes_live_at is not None:
        sentence = ngettext(
            "%(count)d state will show it as it is, from that moment on.",
            "%(count)d states will show it as it is, from that moment on.",
            count,
        )
    else:
        sentence = ngettext(
            "%(count)d state will show it as it is, at once.",
            "%(count)d states will show it as it is, at once.",
            count,
        )
    return sentence % {"count": count}


def _adapting(count: int) -> str:
    sentence = ngettext(
        "%(count)d state has changed parts of it: those stay, the rest follows.",
        "%(count)d states have changed parts of it: those stay, the rest follows.",
        count,
    )
    return sentence % {"count": count}


def _incomplete(count: int) -> str:
    sentence = ngettext(
        "In %(count)d state its own changes will lead nowhere: there the script hands over to the help line until the "
        "state mends them.",
        "In %(count)d states their own changes will lead nowhere: there the script hands over to the help line until "
        "the states mend them.",
        count,
    )
    return sentence % {"count": count}


def _hiding(count: int) -> str:
    return ngettext("%(count)d state does not show it.", "%(count)d states do not show it.", count) % {"count": count}


def _drafting(count: int) -> str:
    sentence = ngettext(
        "%(count)d state is changing it in a draft.", "%(count)d states are changing it in a draft.", count
    )
    return sentence % {"count": count}


def _reviewing(count: int) -> str:
    sentence = ngettext(
        "%(count)d state reviews national changes first: it keeps what it shows until it accepts.",
        "%(count)d states review national changes first: they keep what they show until they accept.",
        count,
    )
    return sentence % {"count": count}


def _pinned(count: int) -> str:
    sentence = ngettext(
        "%(count)d state still shows an earlier edition.", "%(count)d states still show an earlier edition.", count
    )
    return sentence % {"count": count}


def _conflicting(count: int) -> str:
    sentence = ngettext(
        "%(count)d state has a page of its own at this address, and goes on showing that one.",
        "%(count)d states have a page of their own at this address, and go on showing that one.",
        count,
    )
    return sentence % {"count": count}
