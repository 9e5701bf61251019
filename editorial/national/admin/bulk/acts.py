"""Wagtail's acts on many pages: what they do in the states is shown first, and they are done whole or not at all."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.models import Page

from content_models.models import ContentPage
from editorial.national.rights import visible_among
from editorial.office_answers import check_not_doubtful
from publishing.adapting_states import states_affected_by_each
from publishing.deleting import deleting
from publishing.errors import LibraryPageAdapted
from tenants.admin_access.reach import reach_of
from tenants.models import User
from tenants.trees import is_below

from .below import anybody_may, outermost, pages_below
from .effect import EffectOnMany, effect_of_publishing, effect_of_withdrawing, with_items, with_refusals
from .refusing import ManyRefused, Refusal, each_or_none, refusal_page, refuse, url_without
from .seen import Seen, not_as_seen, read, written


class WithBelow(forms.Form):
    """Wagtail's question, whose label it does not translate."""

    include_descendants = forms.BooleanField(required=False, label=_("The pages below them too"))


class AllOrNothing:
    """Before one of Wagtail's acts among the bases.

    (The attributes of Wagtail's class are untyped here: this class is a mixin in front of it.)
    """

    request: HttpRequest
    next_url: str

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> Iterable[int]:
        """Return all pages below one, of those that the person may see; Wagtail lists the drafts of all trees.

        Raises:
            Http404: below which one is not said.
        """
        reach = reach_of(self.request.user)
        if parent_id is None or reach is None:
            raise Http404
        listed = super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]
        return reach.narrowed(Page.objects.filter(pk__in=list(listed))).values_list("pk", flat=True)

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say of which pages it is refused, and why. Wagtail's transaction has been rolled back by then."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ManyRefused as refused:
            chosen = self.get_actionable_objects()[0]  # type: ignore[attr-defined]
            return refusal_page(self.request, chosen, refused.refusals, self.next_url)


class ShowsEffect(AllOrNothing):
    """An act whose effect in the states is shown for the library's pages; those of states keep Wagtail's own list."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the effect beside what Wagtail says."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        items = context["items"]
        pages = [item["item"] for item in items]
        effect = with_items(self._effect_in_states(pages), items)
        national = {line.page.pk for line in effect.lines}
        return {
            **context,
            "effect": effect,
            "others": [item for item in items if item["item"].pk not in national],
            "without_url": url_without(self.request, pages, effect.refused),
        }

    @abstractmethod
    def effect(self, pages: Sequence[ContentPage], by: User) -> EffectOnMany:
        """Return what the act does with some pages of the library."""

    def _effect_in_states(self, pages: Sequence[Page]) -> EffectOnMany:
        by = self.request.user
        content = [page for page in pages if isinstance(page, ContentPage)]
        national = visible_among(pages=content, by=by) if isinstance(by, User) else []
        return self.effect(national, by) if national and isinstance(by, User) else EffectOnMany()


class UnpublishMany(ShowsEffect, UnpublishBulkAction):
    """Unpublish many pages, with those below them if wanted."""

    template_name = "editorial/national/bulk_unpublish.html"
    form_class = WithBelow

    def effect(self, pages: Sequence[ContentPage], by: User) -> EffectOnMany:
        """Return what that does."""
        return effect_of_withdrawing(pages, pages_below(pages, self.check_perm, live=True), by)

    @classmethod
    def execute_action(
        cls,
        objects: Sequence[Page],
        include_descendants: bool = False,
        permission_checker: Callable[[Page], bool] = anybody_may,
        **context: Any,
    ) -> tuple[int, int]:
        """Unpublish them; what was shown as below them is what is below them."""
        below = pages_below(objects, permission_checker, live=True) if include_descendants else []
        act = super().execute_action
        each_or_none(lambda page: act([page], **context), [*objects, *below])
        return len(objects), len(below)


class DeleteMany(ShowsEffect, DeleteBulkAction):
    """Delete many pages with all below them."""

    template_name = "editorial/national/bulk_delete.html"

    def effect(self, pages: Sequence[ContentPage], by: User) -> EffectOnMany:
        """Return what that does, and which pages states have adapted."""
        effect = effect_of_withdrawing(pages, pages_below(pages, anybody_may), by)
        return with_refusals(effect, {refusal.page.pk: refusal.sentence for refusal in _adapted(pages)})

    @classmethod
    def execute_action(cls, objects: Sequence[Page], **context: Any) -> tuple[int, int]:
        """Delete them; a page below another chosen one goes with it."""
        refuse(list(_adapted(objects)))
        outer = outermost(objects)
        below = sum(page.get_descendant_count() for page in outer) - (len(objects) - len(outer))
        act = super().execute_action
        with deleting(list(Page.objects.filter(is_below(page.path for page in outer)))):
            each_or_none(lambda page: act([page], **context), outer)
        return len(objects), below


class PublishMany(ShowsEffect, PublishBulkAction):
    """Publish the latest drafts of many pages, with those of the pages below them if wanted."""

    template_name = "editorial/national/bulk_publish.html"
    form_class = WithBelow

    def effect(self, pages: Sequence[ContentPage], by: User) -> EffectOnMany:
        """Return what that does."""
        return effect_of_publishing(pages, pages_below(pages, self.check_perm, live=False), by)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also how all pages stand that are published, for the form: a state's own, too."""
        context = super().get_context_data(**kwargs)
        others = [item["item"] for item in context["others"]]
        below = pages_below(others, self.check_perm, live=False) if others else []
        return {**context, "seen": written([*context["effect"].pages, *others, *below])}

    def get_execution_context(self) -> dict[str, Any]:
        """Return also which drafts were shown."""
        context: dict[str, Any] = super().get_execution_context()
        return {**context, "may": self.check_perm, "seen": read(self.request.POST.get("seen", ""))}

    @classmethod
    def execute_action(
        cls,
        objects: Sequence[Page],
        include_descendants: bool = False,
        may: Callable[[Page], bool] = anybody_may,
        seen: Mapping[int, Seen] | None = None,
        **context: Any,
    ) -> tuple[int, int]:
        """Publish them, unless one of them stands otherwise by now than it was shown."""
        below = pages_below(objects, may, live=False) if include_descendants else []
        pages = [*objects, *below]
        refuse(list(not_as_seen(pages, seen or {})))
        act = super().execute_action

        def publish(page: Page) -> None:
            check_not_doubtful(page.specific)
            act([page], **context)

        each_or_none(publish, pages)
        return len(objects), len(below)


class MoveMany(AllOrNothing, MoveBulkAction):
    """Move many pages with all below them."""

    @classmethod
    def execute_action(cls, objects: Sequence[Page], destination: Page, **context: Any) -> tuple[int, int]:
        """Move them, each from and to where it is by then: the objects keep what a refused move has changed in them."""
        act = super().execute_action

        def move(page: Page) -> None:
            act([_fresh(page)], destination=_fresh(destination), **context)

        each_or_none(move, objects)
        return len(objects), 0


def bulk_acts() -> tuple[type, ...]:
    """Return the acts, each to take the place of Wagtail's own."""
    return UnpublishMany, DeleteMany, PublishMany, MoveMany


def _fresh(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def _adapted(pages: Sequence[Page]) -> Iterator[Refusal]:
    """The library's pages that states have adapted, or one below them: these are not deleted."""
    states = states_affected_by_each(pages)
    for page in pages:
        if states[page.pk]:
            yield Refusal(page, LibraryPageAdapted(title=page.title, states=states[page.pk]).message)
