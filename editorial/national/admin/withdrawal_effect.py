"""What withdrawing a national text does, in words: on Wagtail's own screens that ask whether to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext
from wagtail.models import Page

from content_models.models import ContentPage
from editorial.national import services as national
from editorial.national.types import ClosingTask, Withdrawal
from editorial.review.admin.words import SHORT_REASONS
from publishing.errors import NotVisible
from tenants.models import User

from .in_states import Group, TaskRow, group_of, holding, task_rows


@dataclass(frozen=True, slots=True)
class Effect:
    """The states that do the same with the text, and the reviews that open and close."""

    withdrawal: Withdrawal
    groups: list[Group]
    opening: list[TaskRow]
    closing: list[TaskRow]


def effect_of(page: Page, user: object) -> Effect | None:
    """Return what withdrawing a page does; None when it is not the library's, or not visible to the user."""
    specific = page.specific
    if not isinstance(specific, ContentPage) or not isinstance(user, User):
        return None
    try:
        return in_words(national.withdrawal_of(page=specific, by=user))
    except NotVisible:
        return None


def in_words(found: Withdrawal) -> Effect:
    """Return what withdrawing a page does as the screens say it."""
    groups = [] if found.is_in_other_languages else _groups(found)
    return Effect(found, groups, task_rows(found.will_open), [_closing(task) for task in found.will_close])


def sentences_of(effect: Effect) -> list[str]:
    """Return the same as sentences, for where there is no room for lists."""
    sentences = [f"{group.sentence} {_names(group)}".rstrip() for group in effect.groups]
    return sentences + [f"{row.state}: {row.sentence}" for row in [*effect.opening, *effect.closing]]


def _names(group: Group) -> str:
    if group.is_long:
        return ""
    return gettext("(%(names)s)") % {"names": ", ".join(member.name for member in group.members)}


def _closing(task: ClosingTask) -> TaskRow:
    sentence = gettext("Its review “%(reason)s” closes.") % {"reason": SHORT_REASONS[task.reason]}
    return TaskRow(task.state.name, sentence, is_open=False)


def _groups(found: Withdrawal) -> list[Group]:
    page = found.page
    groups = [
        group_of("globe", _serving(len(found.serving)), found.serving),
        group_of("edit", _adapting(len(found.adapting)), found.adapting, page),
        group_of("no-view", _hiding(len(found.hiding)), found.hiding, page),
        group_of("draft", _drafting(len(found.drafting)), found.drafting, page),
        Group("lock", _pinned(len(found.pinned)), tuple(holding(pin.state, pin.number) for pin in found.pinned)),
    ]
    return [group for group in groups if group.members]


def _serving(count: int) -> str:
    sentence = ngettext(
        "%(count)d state shows it as it is, and will not show it any more.",
        "%(count)d states show it as it is, and will not show it any more.",
        count,
    )
    return sentence % {"count": count}


def _adapting(count: int) -> str:
    sentence = ngettext(
        "%(count)d state has changed parts of it: nobody will read them there until it is published again.",
        "%(count)d states have changed parts of it: nobody will read them there until it is published again.",
        count,
    )
    return sentence % {"count": count}


def _hiding(count: int) -> str:
    sentence = ngettext(
        "%(count)d state does not show it: nothing changes for its citizens.",
        "%(count)d states do not show it: nothing changes for their citizens.",
        count,
    )
    return sentence % {"count": count}


def _drafting(count: int) -> str:
    sentence = ngettext(
        "%(count)d state is changing it in a draft, which is kept.",
        "%(count)d states are changing it in a draft, which is kept.",
        count,
    )
    return sentence % {"count": count}


def _pinned(count: int) -> str:
    sentence = ngettext(
        "%(count)d state still shows an earlier edition, and will not show that any more either.",
        "%(count)d states still show an earlier edition, and will not show that any more either.",
        count,
    )
    return sentence % {"count": count}
