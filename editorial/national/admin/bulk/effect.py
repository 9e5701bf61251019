"""The effect of an act on many library pages, page by page, on the screen that asks whether to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from wagtail.models import Page

from content_models.models import ContentPage
from editorial.national import services as national
from editorial.national.admin.in_states import Group, TaskRow, groups_of, task_rows
from editorial.national.admin.withdrawal_effect import in_words
from editorial.national.types import Impact, Withdrawal
from tenants.models import User

from .below import by_chosen
from .words import Total, impact_in_short, impact_totals, withdrawal_in_short, withdrawal_totals


@dataclass(frozen=True, slots=True)
class Line:
    """What an act on one page does in the states, in short and in full.

    Attributes:
        refusals: why it cannot be done.
        effect_url: the screen about this page alone, if there is one.
        item: what Wagtail's own screen says of a chosen page.
    """

    page: ContentPage
    short: str
    groups: Sequence[Group] = ()
    opening: Sequence[TaskRow] = ()
    closing: Sequence[TaskRow] = ()
    refusals: Sequence[str] = ()
    effect_url: str = ""
    item: Mapping[str, Any] = field(default_factory=dict)
    below: Sequence[Line] = ()


@dataclass(frozen=True, slots=True)
class EffectOnMany:
    """The lines of the chosen library pages, and what all of them make together."""

    lines: Sequence[Line] = ()
    totals: Sequence[Total] = ()

    @property
    def count_below(self) -> int:
        """How many pages below the chosen ones the act reaches, if it is to reach any."""
        return sum(len(line.below) for line in self.lines)

    @property
    def refused(self) -> list[Page]:
        """The chosen pages with which it cannot be done."""
        return [line.page for line in self.lines if line.refusals]

    @property
    def pages(self) -> list[Page]:
        """The chosen pages, and those below them that the act reaches if it is to."""
        return [line.page for one in self.lines for line in (one, *one.below)]


def effect_of_withdrawing(chosen: Sequence[ContentPage], below: Sequence[Page], by: User) -> EffectOnMany:
    """What withdrawing some pages of the library does, by themselves and with those below them."""
    found = national.withdrawals_of(pages=chosen, by=by)
    everything = national.withdrawals_of(pages=[*chosen, *_content(below)], by=by) if below else found
    more = everything[len(found) :]
    lines = _lines([_withdrawal_line(one) for one in found], [_withdrawal_line(one) for one in more])
    return EffectOnMany(lines, withdrawal_totals(found, everything))


def effect_of_publishing(chosen: Sequence[ContentPage], below: Sequence[Page], by: User) -> EffectOnMany:
    """What publishing the latest drafts of some pages of the library does, by themselves and with those below them."""
    found = national.impacts_of(pages=chosen, by=by)
    more = national.impacts_of(pages=_content(below), by=by) if below else ()
    lines = _lines([_impact_line(one) for one in found], [_impact_line(one) for one in more])
    return EffectOnMany(lines, impact_totals(found, [*found, *more]))


def with_items(effect: EffectOnMany, items: Sequence[Mapping[str, Any]]) -> EffectOnMany:
    """The effect, with what Wagtail's own screen says of the chosen pages."""
    by_page = {item["item"].pk: item for item in items}
    return replace(effect, lines=[replace(line, item=by_page[line.page.pk]) for line in effect.lines])


def with_refusals(effect: EffectOnMany, sentences: Mapping[int, str]) -> EffectOnMany:
    """The effect, with what else keeps the act on a chosen page from being done, by primary key."""
    lines = [
        replace(line, refusals=[*line.refusals, sentences[line.page.pk]]) if line.page.pk in sentences else line
        for line in effect.lines
    ]
    return replace(effect, lines=lines)


def _content(pages: Sequence[Page]) -> list[ContentPage]:
    found = Page.objects.filter(pk__in=[page.pk for page in pages]).order_by("path").specific(defer=True)
    return [page for page in found if isinstance(page, ContentPage)]


def _lines(chosen: Sequence[Line], below: Sequence[Line]) -> list[Line]:
    """The lines of the chosen pages, each with those of the pages below it."""
    line_of = {line.page.pk: line for line in below}
    found = by_chosen([line.page for line in below], [line.page for line in chosen])
    return [replace(line, below=[line_of[page.pk] for page in found[line.page.pk]]) for line in chosen]


def _withdrawal_line(found: Withdrawal) -> Line:
    effect = in_words(found)
    return Line(found.page, withdrawal_in_short(found), effect.groups, effect.opening, effect.closing)


def _impact_line(found: Impact) -> Line:
    return Line(
        found.page,
        impact_in_short(found),
        groups_of(found),
        task_rows(found.will_open),
        refusals=(*found.problems, *found.unless_urgent),
        effect_url=reverse("national:impact", args=[found.page.pk]),
    )
