"""The effect of an act on a page in a line, and that of an act on many in a few figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from content_models.models import ContentPage
from editorial.national.types import ClosingTask, ComingTask, Impact, State, Withdrawal
from publishing.review.syncing import DERIVED

STATES = {
    "serving": ngettext_lazy("%(count)d state shows it as it is", "%(count)d states show it as it is", "count"),
    "adapting": ngettext_lazy("%(count)d state has changed it", "%(count)d states have changed it", "count"),
    "hiding": ngettext_lazy("%(count)d state hides it", "%(count)d states hide it", "count"),
    "drafting": ngettext_lazy("%(count)d state has a draft of it", "%(count)d states have a draft of it", "count"),
    "reviewing": ngettext_lazy("%(count)d state reviews it first", "%(count)d states review it first", "count"),
    "pinned": ngettext_lazy(
        "%(count)d state shows an earlier edition", "%(count)d states show an earlier edition", "count"
    ),
    "conflicts": ngettext_lazy(
        "%(count)d state has its own page there", "%(count)d states have their own page there", "count"
    ),
}
WILL_SHOW = ngettext_lazy("%(count)d state will show it as it is", "%(count)d states will show it as it is", "count")
REVIEWS = {
    "will_open": ngettext_lazy("%(count)d review in the states", "%(count)d reviews in the states", "count"),
    "will_close": ngettext_lazy("%(count)d review closes", "%(count)d reviews close", "count"),
}


@dataclass(frozen=True, slots=True)
class Total:
    """A figure about the chosen pages, and about them with those below."""

    label: str | Promise
    chosen: int
    with_below: int


def withdrawal_in_short(found: Withdrawal) -> str:
    """What withdrawing a text does, in a line."""
    if not found.is_served:
        return gettext("no state shows it: nothing changes")
    if found.is_in_other_languages:
        return " · ".join([gettext("it stays published in another language"), *_counts(found, REVIEWS)])
    return " · ".join(_counts(found, STATES | REVIEWS))


def impact_in_short(found: Impact) -> str:
    """What publishing a draft does, in a line."""
    planned = []
    if found.goes_live_at is not None:
        when = date_format(localtime(found.goes_live_at), "SHORT_DATETIME_FORMAT")
        planned.append(gettext("planned for %(when)s") % {"when": when})
    sentences = STATES | REVIEWS | {"serving": WILL_SHOW}
    if not (found.is_new or found.changes):
        del sentences["reviewing"]  # unchanged text is not reviewed
    return " · ".join([_changes(found), *planned, *_counts(found, sentences)])


def withdrawal_totals(chosen: Sequence[Withdrawal], everything: Sequence[Withdrawal]) -> list[Total]:
    """What withdrawing many texts does, in figures."""
    rows: list[tuple[str | Promise, Callable[[Sequence[Withdrawal]], int]]] = [
        (_("Texts that states will not show any more"), lambda found: sum(_goes(one) for one in found)),
        (_("States that have changed one of them"), lambda found: _states(found, "adapting")),
        (_("States that have a draft of one of them"), lambda found: _states(found, "drafting")),
        (_("Reviews that the states will have to look at"), lambda found: _tasks(found, "will_open")),
        (_("Reviews that close"), lambda found: _tasks(found, "will_close")),
    ]
    return _without_zeros([Total(label, count(chosen), count(everything)) for label, count in rows])


def impact_totals(chosen: Sequence[Impact], everything: Sequence[Impact]) -> list[Total]:
    """What publishing many drafts does, in figures."""
    rows: list[tuple[str | Promise, Callable[[Sequence[Impact]], int]]] = [
        (_("Texts that say something new"), lambda found: sum(one.is_new or bool(one.changes) for one in found)),
        (
            _("Drafts that cannot be published yet"),
            lambda found: sum(one.is_refused for one in found),
        ),
        (_("States that have changed one of them"), lambda found: _states(found, "adapting")),
        (_("States that review national changes first"), lambda found: _states(found, "reviewing")),
        (_("Reviews that the states will have to look at"), lambda found: _tasks(found, "will_open")),
    ]
    return _without_zeros([Total(label, count(chosen), count(everything)) for label, count in rows])


def _changes(found: Impact) -> str:
    if found.is_new:
        return gettext("no state shows it now")
    count = len(found.changes)
    if not count:
        return gettext("it says the same as now")
    return ngettext("%(count)d part changes", "%(count)d parts change", count) % {"count": count}


def _counts(found: Impact | Withdrawal, sentences: Mapping[str, Promise]) -> list[str]:
    counts = {name: len(getattr(found, name, ())) for name in sentences}
    return [str(sentences[name] % {"count": count}) for name, count in counts.items() if count]


def _goes(found: Withdrawal) -> bool:
    return found.is_served and not found.is_in_other_languages


def _states(found: Iterable[Impact | Withdrawal], group: str) -> int:
    states: set[State] = {state for one in found for state in getattr(one, group)}
    return len(states)


def _tasks(found: Iterable[Impact | Withdrawal], group: str) -> int:
    return len({_review_of(one.page, task) for one in found for task in getattr(one, group)})


def _review_of(page: ContentPage, task: ComingTask | ClosingTask) -> tuple[object, ...]:
    """What makes a review one: those about what a state changed are about all languages of a text."""
    locale = None if task.reason in DERIVED else page.locale_id
    return page.translation_key, locale, task.state, task.reason


def _without_zeros(totals: Sequence[Total]) -> list[Total]:
    return [total for total in totals if total.chosen or total.with_below]
