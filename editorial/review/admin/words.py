"""Review tasks in words: why each is there, by when, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.adapting.types import Rights
from publishing.models import ReportCategory, ReviewReason, ReviewTask
from publishing.review.adoption_tasks import ACCEPT
from publishing.review.decisions import Decision
from publishing.review.syncing import PROBLEMS
from tenants.days import day_of

SHORT_REASONS: Mapping[str, Any] = {
    ReviewReason.CHANGED: gettext_lazy("The national text changed"),
    ReviewReason.ADOPTION: gettext_lazy("New national edition"),
    ReviewReason.PATH: gettext_lazy("Same address as a national page"),
    ReviewReason.LAW: gettext_lazy("The law changed"),
    ReviewReason.WITHDRAWN: gettext_lazy("The national text was withdrawn"),
    ReviewReason.WALK: gettext_lazy("A test walk breaks"),
    ReviewReason.REPORTED: gettext_lazy("Something was reported as wrong"),
}
"""The reasons as the filter and the marks name them."""

DECISIONS: Mapping[str, Any] = {
    Decision.KEEP: gettext_lazy("Own text kept"),
    Decision.TAKE: gettext_lazy("National text taken"),
    Decision.EDIT: gettext_lazy("Own text edited"),
    Decision.LET_GO: gettext_lazy("Own text let go"),
    ACCEPT: gettext_lazy("New edition adopted"),
}
"""What can be decided of a piece, or of a new edition."""


def why(task: ReviewTask) -> str:
    """Return one sentence that says why somebody has to look."""
    return _WHY[ReviewReason(task.reason)](task)


def by_when(task: ReviewTask, now: datetime) -> str:
    """Return until when it is to be done, and how far that is by the clocks of its tenant."""
    days = (task.due_on - day_of(task.tenant, now)).days
    day = date_format(task.due_on, "DATE_FORMAT")
    if days < 0:
        sentence = ngettext(
            "It was due on %(day)s, %(days)d day ago.", "It was due on %(day)s, %(days)d days ago.", -days
        )
        return sentence % {"day": day, "days": -days}
    if days == 0:
        return _("It is due today.")
    sentence = ngettext("Due on %(day)s, in %(days)d day.", "Due on %(day)s, in %(days)d days.", days)
    return sentence % {"day": day, "days": days}


def who(person: Any) -> str:
    """Return what somebody is called; an account that is gone is called the system."""
    return str(person.display_name) if person is not None else _("the system")


def _why_changed(task: ReviewTask) -> str:
    state = task.tenant.name
    if task.addresses == [""]:
        return _("The national text changed. %(state)s hides the whole page.") % {"state": state}
    if task.details.get(PROBLEMS) and not task.outcome:
        return _("The national script changed, and what %(state)s had changed no longer leads on.") % {"state": state}
    count = len(task.addresses)
    if task.outcome:
        sentence = ngettext(
            "The national text changed in %(count)d part that %(state)s had changed.",
            "The national text changed in %(count)d parts that %(state)s had changed.",
            count,
        )
    else:
        sentence = ngettext(
            "The national text changed in %(count)d part that %(state)s had changed. Citizens still read your text.",
            "The national text changed in %(count)d parts that %(state)s had changed. Citizens still read your text.",
            count,
        )
    return sentence % {"count": count, "state": state}


def _why_adoption(task: ReviewTask) -> str:
    state = task.tenant.name
    if task.outcome:
        return _("The library published a new edition of this text.")
    if not task.from_number:
        return _("There is a new national text. %(state)s does not show it until it is accepted.") % {"state": state}
    return _("There is a new edition of this national text. %(state)s shows the one before until it is accepted.") % {
        "state": state
    }


def _why_path(task: ReviewTask) -> str:
    return _("A new national page has the address “%(path)s”, which is that of “%(title)s” of %(state)s.") % {
        "path": task.details.get("path", ""),
        "title": task.details.get("localTitle", ""),
        "state": task.tenant.name,
    }


def _why_withdrawn(task: ReviewTask) -> str:
    count = len(task.addresses)
    if task.outcome:
        sentence = ngettext(
            "The library withdrew this text, of which %(state)s had written %(count)d part.",
            "The library withdrew this text, of which %(state)s had written %(count)d parts.",
            count,
        )
    else:
        sentence = ngettext(
            "The library withdrew this text. Nobody reads the part that %(state)s wrote, but it is not lost.",
            "The library withdrew this text. Nobody reads the %(count)d parts that %(state)s wrote, but they are not "
            "lost.",
            count,
        )
    return sentence % {"count": count, "state": task.tenant.name}


def _why_walks(task: ReviewTask) -> str:
    sentence = ngettext(
        "A national correction has changed the script: in %(state)s the test walk %(walks)s no longer comes through.",
        "A national correction has changed the script: in %(state)s the test walks %(walks)s no longer come through.",
        len(task.addresses),
    )
    walks = ", ".join(_("“%(name)s”") % {"name": name} for name in task.addresses)
    return sentence % {"state": task.tenant.name, "walks": walks}


def _why_reported(task: ReviewTask) -> str:
    reports = task.details.get("reports", ())
    count = sum(report["count"] for report in reports)
    sentence = ngettext(
        "%(count)d report says that something in this text is wrong: %(categories)s.",
        "%(count)d reports say that something in this text is wrong: %(categories)s.",
        count,
    )
    return sentence % {"count": count, "categories": "; ".join(dict.fromkeys(map(category_of, reports)))}


def category_of(report: Mapping[str, Any]) -> str:
    """Return what a report says, in words."""
    return str(ReportCategory(report["category"]).label)


def _why_law(task: ReviewTask) -> str:
    return _("A law that this text cites has changed: %(citation)s.") % {"citation": citation(task)}


_WHY: Mapping[ReviewReason, Callable[[ReviewTask], str]] = {
    ReviewReason.CHANGED: _why_changed,
    ReviewReason.ADOPTION: _why_adoption,
    ReviewReason.PATH: _why_path,
    ReviewReason.LAW: _why_law,
    ReviewReason.WITHDRAWN: _why_withdrawn,
    ReviewReason.WALK: _why_walks,
    ReviewReason.REPORTED: _why_reported,
}


def citation(task: ReviewTask) -> str:
    """Return the law and article that a task is about, as editors cite them."""
    law, article = task.details.get("law", ""), task.details.get("article", "")
    return _("%(law)s art. %(article)s") % {"law": law, "article": article} if article else str(law)


def readers_note(task: ReviewTask, rights: Rights) -> str:
    """Return who decides, for users who cannot."""
    state = {"state": task.tenant.name}
    if task.reason == ReviewReason.ADOPTION and rights.can_edit:
        return _("You can read this. Only the publishers of %(state)s accept national editions.") % state
    return _("You can read this. Only the people of %(state)s decide it.") % state
