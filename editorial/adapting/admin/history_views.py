"""The history of an adaptation: who changed what and when, in words, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from wagtail.admin.paginator import WagtailPaginator

from content_models.kinds import ItemKind
from editorial.adapting import selectors
from editorial.adapting.errors import NoSuchVersion
from editorial.adapting.types import Act, Version
from editorial.comparing import changes_between
from editorial.differences import marked
from tenants.models import Tenant

from .changes import PAST, called_in, sentences, sentences_of_phrases, sentences_of_walks
from .editing_context import EditingContext
from .places import address_of, history_of
from .times import in_words
from .workbench_view import OfOneText

PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as the screens show it.

    Attributes:
        lines: what its author changed, one sentence each.
        acts: what was done with it, by whom and when, one sentence each.
        go_live_at: in words; empty when it will not be published by itself.
    """

    version: Version
    saved_at: str
    by: str
    lines: list[str]
    acts: list[str]
    go_live_at: str
    url: str


class HistoryView(OfOneText):
    """All versions of an adaptation, the latest first."""

    template_name = "editorial/adapting/history.html"

    def get_page_title(self) -> str:
        """Return what is listed."""
        return gettext("History")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": gettext("History")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of the versions, each with what it changed in the one before it."""
        found = versions_of(self)
        paginator = WagtailPaginator(found, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        start = page.start_index() - 1 if found else 0
        shown = found[start : start + PER_PAGE + 1]
        rows = rows_of(self.editing, self.key, shown, called_in(self.bench))[: len(page.object_list)]
        return {
            **super().get_context_data(**kwargs),
            "rows": rows,
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
        }


class VersionView(OfOneText):
    """One version beside the draft of now, with the differences marked in the text."""

    template_name = "editorial/adapting/version.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the version."""
        super().setup(request, *args, **kwargs)
        found = versions_of(self)
        position = next((at for at, one in enumerate(found) if one.number == kwargs["number"]), None)
        if position is None:
            raise Http404
        self.row = rows_of(self.editing, self.key, found[position : position + 2], called_in(self.bench))[0]

    def get_page_title(self) -> str:
        """Return which version it is."""
        return gettext("Version of %(when)s") % {"when": self.row.saved_at}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        history = {"url": history_of(self.editing, self.key), "label": gettext("History")}
        return [*super().get_breadcrumbs_items(), history, {"url": "", "label": self.row.saved_at}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the version, and in what the draft of now is different from it."""
        return {
            **super().get_context_data(**kwargs),
            "row": self.row,
            "was_hidden": self._then is None,
            "differences": self._differences(),
            "back_url": history_of(self.editing, self.key),
        }

    @property
    def _then(self) -> Any:
        try:
            return selectors.item_at(
                self.editing.target(self.key),
                number=self.row.version.number,
            )
        except NoSuchVersion as error:
            raise Http404 from error

    def _differences(self) -> list[dict[str, Any]]:
        then, now = self._then, self.bench.effective_item
        if then is None or now is None:
            return []
        changes = changes_between(ItemKind(self.bench.library_item["kind"]), then, now)
        return [
            {"label": change.label, "kind": change.kind, "marked": marked(change.before_text, change.after_text)}
            for change in changes
        ]


def versions_of(view: OfOneText) -> tuple[Version, ...]:
    """Return the versions of the adaptation that a screen is about."""
    editing = view.editing
    return selectors.versions(editing.target(view.key))


def rows_of(editing: EditingContext, key: str, found: Sequence[Version], labels: Mapping[str, str]) -> list[VersionRow]:
    """Return versions in words, each with what it changed in the one behind it.

    Args:
        labels: what editors call the pieces, by address and by operation.
    """
    return [
        VersionRow(
            version=version,
            saved_at=in_words(version.saved_at, editing.tenant),
            by=version.by or gettext("the system"),
            lines=[
                *sentences(before.operations if before else (), version.operations, labels, PAST),
                *sentences_of_phrases(before.phrases if before else (), version.phrases, PAST),
                *sentences_of_walks(before.walks if before else {}, version.walks, PAST),
            ],
            acts=[_as_row(act, editing.tenant) for act in version.acts],
            go_live_at=in_words(version.go_live_at, editing.tenant) if version.go_live_at else "",
            url=address_of(editing, key, "version", version.number),
        )
        for version, before in zip_longest(found, found[1:])
    ]


def _as_row(act: Act, tenant: Tenant) -> str:
    details = {"act": act.sentence, "name": act.by or gettext("the system"), "when": in_words(act.at, tenant)}
    return gettext("%(act)s (%(name)s, %(when)s)") % details
