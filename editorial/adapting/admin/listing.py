"""The national texts as one state serves them: inherited, adapted or hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from content_models.choices import Role
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage
from content_models.spanish_order import fold
from publishing.adaptations import adaptation_in
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tenants.trees import pages_of

from .editing_context import EditingContext

KINDS: Mapping[str, Any] = {
    ItemKind.GUIDANCE: _("Guidance"),
    ItemKind.SCRIPT: _("Script"),
    ItemKind.TERM: _("Glossary term"),
    ItemKind.ORGANIZATION: _("Organization"),
    ItemKind.NOTICE: _("Notice"),
}
"""What can be adapted, in the order of the list."""


class Status(TextChoices):
    """What a state does with a national text."""

    INHERITED = "inherited", _("As in the national library")
    ADAPTED = "adapted", _("Adapted here")
    HIDDEN = "hidden", _("Hidden here")


@dataclass(frozen=True, slots=True)
class Text:
    """One line of the list.

    Attributes:
        title: as the state serves it.
        status: what citizens see now.
        has_draft: somebody changed something that is not published.
        has_phrases: search learns here from phrases of the state's own, too.
    """

    key: str
    kind: str
    title: str
    path: str
    roles: tuple[str, ...]
    status: Status
    has_draft: bool
    has_phrases: bool = False

    @property
    def kind_label(self) -> str:
        """What kind of text it is, in words."""
        return str(KINDS[ItemKind(self.kind)])

    @property
    def roles_label(self) -> str:
        """The roles it is for, in words; empty when it is for all."""
        return ", ".join(str(Role(role).label) for role in self.roles)


@dataclass(frozen=True, slots=True)
class TextFilter:
    """What the list is narrowed to; empty strings mean everything."""

    search: str = ""
    kind: str = ""
    role: str = ""
    status: str = ""

    def fits(self, text: Text) -> bool:
        """Whether a line is to be shown."""
        return (
            fold(self.search) in fold(text.title)
            and self.kind in ("", text.kind)
            and (not self.role or self.role in text.roles)
            and (
                self.status in ("", text.status)
                or (self.status == "draft" and text.has_draft)
                or (self.status == "phrases" and text.has_phrases)
            )
        )


def texts_of(editing: EditingContext) -> list[Text]:
    """Return all national texts of the kinds that can be adapted, by kind and in published order. Three queries."""
    statuses, with_phrases = _published_statuses(editing)
    drafts = _keys_with_drafts(editing)
    found = []
    for row in _library_rows(editing):
        status = statuses.get(row["key"], Status.INHERITED)
        item = editing.view.item(row["key"]) if status is Status.ADAPTED else None
        found.append(
            Text(
                key=row["key"],
                kind=row["kind"],
                title=str(item["title"] if item else row["document__title"]),
                path=row["path"],
                roles=tuple(row["document__roles"] or filter(None, [row["document__role"]])),
                status=status,
                has_draft=row["key"] in drafts,
                has_phrases=row["key"] in with_phrases,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A text that the state has changed, and the library has withdrawn."""

    key: str
    title: str


def withdrawn_of(editing: EditingContext, texts: list[Text]) -> list[Withdrawn]:
    """Return what the state has of texts that the library no longer serves, in the language of the editing context.

    One statement.
    """
    pages = AdaptationPage.objects.filter(pk__in=pages_of([editing.tenant.pk]).values("pk")).exclude(
        adapts_key__in=[text.key for text in texts]
    )
    changed = pages.filter(Q(live=True) | Q(has_unpublished_changes=True)).order_by("title", "pk")
    return [
        Withdrawn(key, title)
        for key, title, code in changed.values_list("adapts_key", "title", "locale__language_code")
        if bcp47(code) == editing.locale
    ]


def _library_rows(editing: EditingContext) -> list[dict[str, Any]]:
    """The library's live rows, each item in the language of the editing context or the first that there is."""
    with tenant_scope([LIBRARY_ID]):
        rows = list(
            ContentItem.objects.for_tenant(LIBRARY_ID)
            .live()
            .filter(kind__in=list(KINDS))
            .order_by("sort_key", "path")
            .values("key", "kind", "locale", "path", "document__title", "document__roles", "document__role")
        )
    served: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row["key"] not in served or row["locale"] == editing.locale:
            served[row["key"]] = dict(row)
    order = list(KINDS)
    return sorted(served.values(), key=lambda row: order.index(ItemKind(row["kind"])))


def _published_statuses(editing: EditingContext) -> tuple[dict[str, Status], set[str]]:
    """Return what the state does with each text, and the keys of those to which it adds phrases."""
    with tenant_scope([editing.tenant.pk]):
        documents = list(
            ContentItem.objects.for_tenant(editing.tenant.pk)
            .live()
            .filter(kind=ItemKind.ADAPTATION)
            .values_list("document", "locale")
        )
    statuses: dict[str, Status] = {}
    with_phrases: set[str] = set()
    for document, locale in documents:
        adaptation = adaptation_in(document, locale)
        if document.get("examplesSummary"):
            with_phrases.add(adaptation.key)
        if adaptation.hides_item:
            statuses[adaptation.key] = Status.HIDDEN
        elif adaptation.operations:
            statuses.setdefault(adaptation.key, Status.ADAPTED)
    return statuses, with_phrases


def _keys_with_drafts(editing: EditingContext) -> set[str]:
    of_state = pages_of([editing.tenant.pk]).values("pk")
    pages = AdaptationPage.objects.filter(pk__in=of_state, has_unpublished_changes=True)
    found = pages.values_list("adapts_key", "locale__language_code")
    return {key for key, code in found if bcp47(code) == editing.locale}
