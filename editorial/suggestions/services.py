"""What people said that search did not understand: who sees it, and what becomes of it.

A state's editors see what was searched for in their state; the library's see what was in any, and decide for the
library alone. The phrases themselves come from `delivery.suggestions`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from wagtail.models import Page

from content_models.choices import ExampleSource, Voice
from content_models.example_phrases import phrases_in, problems_of, too_many_in
from content_models.kinds import ItemKind
from content_models.languages import django_code
from content_models.models import ContentPage
from content_models.personal_data import words_of
from delivery import state_view
from delivery.search import SearchHit
from delivery.search.phrases import TAUGHT_KINDS
from delivery.view import StateView
from editorial.adapting import drafting
from editorial.adapting.draft import draft_of
from editorial.adapting.errors import AdaptationForbidden, AdaptationLocked
from editorial.adapting.pages import lock_adaptations
from editorial.adapting.rights import rights_of, view_for
from editorial.adapting.types import AdaptationTarget
from editorial.review.access import visible_tenants
from publishing.errors import NotVisible, SuggestionRefused, SuggestionUnknown
from publishing.models import ExampleSuggestion, SuggestionStatus
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.trees import tree_paths

SHOWN_HITS = 3
FOR_CITIZENS = tuple(kind for kind in TAUGHT_KINDS if kind is not ItemKind.SCRIPT)
"""What citizens may find, of what search learns by examples."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that waits for an editor, or was decided.

    Attributes:
        pk: of one of its rows.
        days: on how many days it was searched for in vain; in several states the sum.
        operators: how often operators suggested it.
        meant: how often for which item, by its key.
        states: in how many states.
    """

    pk: int
    locale: str
    phrase: str
    days: int
    operators: int
    meant: Counter[str]
    last_on: date
    states: int


def suggestions_of(*, tenant: Tenant, by: User, status: str = SuggestionStatus.OPEN) -> list[Suggestion]:
    """Return a tenant's suggestions of one status, what is asked most first.

    Args:
        status: a `SuggestionStatus`.
    Raises:
        NotVisible: not a tenant that this person may read.
    """
    _check_visible(tenant, by)
    if not tenant.is_library:
        with tenant_scope([tenant.pk]):
            rows = ExampleSuggestion.objects.filter(tenant=tenant, status=status)
            return _ordered(_merged([row]) for row in rows)
    by_words: dict[tuple[str, str], list[ExampleSuggestion]] = {}
    with scope_of_all_tenants():
        decided = {(one.locale, one.words): one.status for one in ExampleSuggestion.objects.filter(tenant=tenant)}
        for row in _of_states():
            if decided.get((row.locale, row.words), SuggestionStatus.OPEN) == status:
                by_words.setdefault((row.locale, row.words), []).append(row)
    return _ordered(map(_merged, by_words.values()))


def suggestion_of(*, tenant: Tenant, by: User, pk: int) -> Suggestion:
    """Return one of a tenant's suggestions, whatever became of it.

    Args:
        pk: of one of its rows.
    Raises:
        NotVisible, SuggestionUnknown.
    """
    _check_visible(tenant, by)
    return _merged(_rows(tenant, pk))


def view_of(tenant: Tenant, locale: str, by: User) -> StateView:
    """Return what a tenant serves, in which a phrase is searched for.

    Args:
        locale: BCP 47 tag.
    Raises:
        NotVisible, LocaleNotServed.
    """
    return state_view.of_library(locale) if tenant.is_library else view_for(tenant=tenant, locale=locale, by=by)


def found_now(view: StateView, phrase: str, kinds: Iterable[ItemKind] = FOR_CITIZENS) -> tuple[SearchHit, ...]:
    """Return what search finds now for a phrase, the best first.

    Args:
        kinds: of what is searched.
    """
    return view.search(phrase, kinds=[str(kind) for kind in kinds]).hits


@transaction.atomic
def decide(*, tenant: Tenant, by: User, pk: int, status: SuggestionStatus) -> Suggestion:
    """Discard a suggestion, so that it does not come again, or let it wait again.

    Args:
        pk: the suggestion's.
        status: what becomes of it.
    Raises:
        NotVisible, SuggestionUnknown.
        AdaptationForbidden: the person writes nothing for the tenant.
    """
    suggestion = suggestion_of(tenant=tenant, by=by, pk=pk)
    if not rights_of(tenant=tenant, by=by, locale=suggestion.locale).can_edit:
        raise AdaptationForbidden(state=tenant.name)
    with tenant_scope([tenant.pk]):
        ExampleSuggestion.objects.update_or_create(
            tenant=tenant,
            locale=suggestion.locale,
            words=words_of(suggestion.phrase),
            defaults={"status": status},
            create_defaults={"status": status, "phrase": suggestion.phrase, "last_on": suggestion.last_on},
        )
    return suggestion


@transaction.atomic
def add_example(*, tenant: Tenant, by: User, pk: int, key: str) -> ContentPage:
    """Add a suggestion to what people say when they need an item: to the draft of its page, or of its adaptation.

    Nothing is published. An item that has the phrase already stays as it is.

    Args:
        key: of an item that the tenant serves.
    Returns:
        The page with the draft.
    Raises:
        NotVisible, SuggestionUnknown, AdaptationForbidden, AdaptationLocked, AdaptationPlanned.
        SuggestionRefused: there is no such item, or it has as many phrases as it may.
    """
    suggestion = decide(tenant=tenant, by=by, pk=pk, status=SuggestionStatus.ADDED)
    view = view_of(tenant, suggestion.locale, by)
    item = view.item(key)
    if item is None or item["kind"] not in TAUGHT_KINDS:
        raise SuggestionRefused.no_item()
    if tenant.is_library or view.library_edition(key) is None:
        return _added_to_page(_own_page(tenant, key, view.locale), suggestion.phrase, by)
    target = AdaptationTarget(tenant=tenant, key=key, locale=view.locale, by=by)
    lock_adaptations(tenant=tenant, key=key)
    draft = draft_of(target, to_change=True)
    drafting.check_unlocked(draft, by)
    return _with_phrase(drafting.opened(draft, by), suggestion.phrase, by)


def with_phrase(groups: Sequence[dict[str, Any]], phrase: str) -> list[dict[str, Any]]:
    """Return a stream of examples, as it is stored, with one more phrase: beside others that people searched for.

    Raises:
        SuggestionRefused: there are too many, or it tells who somebody is.
    """
    if any(words_of(phrase) == words_of(said) for group in groups for said in phrases_in(group["value"]["phrases"])):
        return list(groups)
    count = 1 + sum(len(phrases_in(group["value"]["phrases"])) for group in groups)
    if refusal := too_many_in(count) or next(iter(problems_of([phrase])), ""):
        raise SuggestionRefused(sentence=refusal)
    new: dict[str, Any] = {"voice": Voice.TYPED.value, "source": ExampleSource.USE.value, "is_danger": False}
    for number, group in enumerate(groups):
        if all(group["value"].get(name) == value for name, value in new.items()):
            phrases = [*phrases_in(group["value"]["phrases"]), phrase]
            value = {**group["value"], "phrases": "\n".join(phrases)}
            return [*groups[:number], {**group, "value": value}, *groups[number + 1 :]]
    return [*groups, {"type": "phrases", "value": {**new, "phrases": phrase}}]


def _added_to_page(page: ContentPage, phrase: str, by: User) -> ContentPage:
    rights = page.permissions_for_user(by)
    if not rights.can_edit():
        raise AdaptationForbidden(state=page.title)
    if rights.page_locked():
        raise AdaptationLocked(title=page.title)
    return _with_phrase(page.get_latest_revision_as_object(), phrase, by)


def _with_phrase(draft: Any, phrase: str, by: User) -> ContentPage:
    """Save a revision of a draft with one more phrase."""
    draft.examples = with_phrase(list(draft.examples.get_prep_value()), phrase)
    draft.save_revision(user=by, log_action=True)
    page: ContentPage = draft
    return page


def _own_page(tenant: Tenant, key: str, locale: str) -> ContentPage:
    """The tenant's page, held until the end of the transaction."""
    pages = Page.objects.select_for_update(of=("self",)).filter(
        translation_key=key, locale__language_code=django_code(locale)
    )
    roots = tree_paths({tenant.pk})
    page = next((page for page in pages if page.path[: page.steplen * 2] in roots), None)
    if page is None:
        raise SuggestionRefused.no_item()
    found: ContentPage = page.specific
    return found


def _check_visible(tenant: Tenant, by: User) -> None:
    if tenant.pk not in visible_tenants(by):
        raise NotVisible


def _rows(tenant: Tenant, pk: int) -> list[ExampleSuggestion]:
    """The rows of one suggestion: the state's own, or those of all states in the same words."""
    with scope_of_all_tenants():
        if not tenant.is_library:
            rows = list(ExampleSuggestion.objects.filter(tenant=tenant, pk=pk))
        else:
            named = _of_states().filter(pk=pk).first()
            rows = [] if named is None else list(_of_states().filter(locale=named.locale, words=named.words))
    if not rows:
        raise SuggestionUnknown
    return rows


def _of_states() -> Any:
    """What no state has discarded."""
    return ExampleSuggestion.objects.exclude(tenant=LIBRARY_ID).exclude(status=SuggestionStatus.DISCARDED)


def _merged(rows: Sequence[ExampleSuggestion]) -> Suggestion:
    first = max(rows, key=lambda row: (row.days, row.operators))
    return Suggestion(
        pk=first.pk,
        locale=first.locale,
        phrase=first.phrase,
        days=sum(row.days for row in rows),
        operators=sum(row.operators for row in rows),
        meant=sum((Counter(row.meant) for row in rows), Counter()),
        last_on=max(row.last_on for row in rows),
        states=len(rows),
    )


def _ordered(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda one: (-one.days - one.operators, one.phrase))
