"""What a page's history says that somebody did: one sentence for each act that Wagtail logs, in the product's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.utils.timestamps import parse_datetime_localized

Words: TypeAlias = str | Promise
Sentence: TypeAlias = Callable[[Mapping[str, Any]], str | None]
"""Makes a sentence of what an entry has noted; None where that is missing."""


class _Act(NamedTuple):
    label: Words
    """What the act is called, as its button is: to filter by."""
    sentence: Words
    """What is said of it."""
    detailed_sentence: Sentence | None = None
    """What is said where the entry has noted more."""


def register(actions: LogActionRegistry) -> None:
    """Word Wagtail's acts in the product's terms: for its hook `register_log_actions`, after Wagtail's own."""
    for name, act in _ACTS.items():
        actions.register_action(name)(_formatter(act))
    # Each act is once among what one can filter by; the registry appends an act that it has already.
    actions.choices[:] = list(dict(actions.choices).items())


def _formatter(act: _Act) -> type[LogFormatter]:
    class Formatter(LogFormatter):
        label = act.label

        def format_message(self, log_entry: Any) -> Words:
            """Return the sentence."""
            return (act.detailed_sentence and act.detailed_sentence(log_entry.data or {})) or act.sentence

        def format_comment(self, log_entry: Any) -> str:
            """Return what was written to whoever had sent it."""
            return str((log_entry.data or {}).get("comment") or "")

    return Formatter


def _noted(data: Mapping[str, Any], *path: str) -> Any:
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _renamed(data: Mapping[str, Any]) -> str | None:
    old = _noted(data, "title", "old")
    return gettext("Changed the title, which was “%(title)s”.") % {"title": old} if old else None


def _went_back(data: Mapping[str, Any]) -> str | None:
    saved_at = _noted(data, "revision", "created")
    return gettext("Went back to the version of %(when)s.") % {"when": _in_words(saved_at)} if saved_at else None


def _planned(data: Mapping[str, Any]) -> str | None:
    begins = _noted(data, "revision", "go_live_at")
    return gettext("Planned when it is published: %(when)s.") % {"when": _in_words(begins)} if begins else None


def _copied(data: Mapping[str, Any]) -> str | None:
    title = _noted(data, "source", "title")
    return gettext("Made a copy of “%(title)s”.") % {"title": title} if title else None


def _translated(data: Mapping[str, Any]) -> str | None:
    title = _noted(data, "source", "title")
    return gettext("Began the translation of “%(title)s”.") % {"title": title} if title else None


def _moved(data: Mapping[str, Any]) -> str | None:
    old, new = _noted(data, "source", "title"), _noted(data, "destination", "title")
    return gettext("Moved it from “%(old)s” to “%(new)s”.") % {"old": old, "new": new} if old and new else None


def _in_words(instant: str) -> str:
    return date_format(localtime(parse_datetime_localized(instant)), "DATETIME_FORMAT")


_ACTS = {
    "wagtail.create": _Act(_("Begin a page"), _("Began it.")),
    "wagtail.edit": _Act(_("Save"), _("Saved it.")),
    "wagtail.rename": _Act(_("Change the title"), _("Changed the title."), _renamed),
    "wagtail.revert": _Act(_("Go back to an earlier version"), _("Went back to an earlier version."), _went_back),
    "wagtail.workflow.start": _Act(_("Send for review"), _("Sent it for review.")),
    "wagtail.workflow.resume": _Act(_("Send for review again"), _("Sent it for review again.")),
    "wagtail.workflow.cancel": _Act(_("End the review"), _("Ended the review.")),
    "wagtail.workflow.approve": _Act(_("Approve"), _("Approved it.")),
    "wagtail.workflow.reject": _Act(_("Send back with comments"), _("Asked for changes.")),
    "wagtail.publish": _Act(_("Publish"), _("Published it.")),
    "wagtail.publish.schedule": _Act(_("Plan the publication"), _("Planned when it is published."), _planned),
    "wagtail.schedule.cancel": _Act(_("Cancel the plan"), _("Cancelled the plan.")),
    "wagtail.publish.scheduled": _Act(_("Published as planned"), _("Was published by itself, as planned.")),
    "wagtail.unpublish.scheduled": _Act(_("Ended as planned"), _("Ended by itself, as planned.")),
    "wagtail.unpublish": _Act(_("Withdraw"), _("Withdrew it.")),
    "wagtail.delete": _Act(_("Delete"), _("Deleted it.")),
    "wagtail.lock": _Act(_("Lock"), _("Locked it: nobody else edits it.")),
    "wagtail.unlock": _Act(_("Unlock"), _("Unlocked it.")),
    "wagtail.move": _Act(_("Move"), _("Moved it."), _moved),
    "wagtail.reorder": _Act(_("Change the order"), _("Changed its place among the pages beside it.")),
    "wagtail.copy": _Act(_("Copy"), _("Made a copy."), _copied),
    "wagtail.copy_for_translation": _Act(_("Begin a translation"), _("Began the translation."), _translated),
    "wagtail.create_alias": _Act(_("Repeat a page"), _("Made a page that repeats another one."), _copied),
    "wagtail.convert_alias": _Act(_("Make a page of its own"), _("It does not repeat another page any more.")),
    "wagtail_localize.convert_to_alias": _Act(_("Repeat a page"), _("It repeats what it was translated from.")),
}
