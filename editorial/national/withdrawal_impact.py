"""Looking ahead: what withdrawing national texts does, found by the rules that act once they are withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from wagtail.models import Locale

from content_models.adaptable import ADAPTABLE
from content_models.languages import bcp47
from content_models.models import ContentPage
from content_models.piece_labels import in_words
from publishing.adapting_states import states_that_adapt
from publishing.models import ContentItem, ReviewReason, ReviewTask
from publishing.review.deriving import AffectedAdaptation, affected_adaptations
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, Tenant

from .coming import about_walks
from .state_usage import ReasonOf, StateUsage, Text, usage_of_texts
from .types import ClosingTask, ComingTask, State, Withdrawal


def withdrawal_of_page(page: ContentPage) -> Withdrawal:
    """What withdrawing a library page does. The number of statements does not depend on that of states."""
    (withdrawal,) = withdrawals_of_pages([page])
    return replace(withdrawal, below=_adapting_below(page))


def states_after_withdrawal(page: ContentPage) -> tuple[list[str], list[str]]:
    """The names of the states whose changes nobody reads once a library page is withdrawn, and of those with a review.

    What stays published below the page is left out.
    """
    gone = page.get_descendants(inclusive=True).filter(live=False).values_list("translation_key", flat=True)
    keys = {str(key) for key in gone}
    with scope_of(LIBRARY_ID):
        tasks = ReviewTask.objects.open().filter(reason=ReviewReason.WITHDRAWN, key__in=keys)
        reviewing = sorted(set(tasks.values_list("tenant__name", flat=True)))
    return states_that_adapt(keys), reviewing


def withdrawals_of_pages(pages: Sequence[ContentPage]) -> tuple[Withdrawal, ...]:
    """What withdrawing some library pages together does, in their order; `below` is left empty.

    The number of statements depends neither on that of states nor on that of pages.
    """
    languages = {locale.pk: bcp47(locale.language_code) for locale in Locale.objects.all()}
    texts = [(str(page.translation_key), languages[page.locale_id]) for page in pages]
    with scope_of(LIBRARY_ID):
        served = _served({key for key, _ in texts})
        going = {(key, locale) for key, locale in texts if locale in served[key]}
        usages = usage_of_texts(going) if going else {}
        affected = _affected(going)
    staying = {(key, tag) for key, tags in served.items() for tag in tags} - going
    keys_staying = {key for key, _ in staying}
    return tuple(
        _withdrawal(page, usages[text], affected[text[0]], is_in_other_languages=text[0] in keys_staying)
        if text in going
        else Withdrawal(page)
        for page, text in zip(pages, texts, strict=True)
    )


def _served(keys: Collection[str]) -> Mapping[str, set[str]]:
    """The languages in which the library serves some texts, by key."""
    served: dict[str, set[str]] = defaultdict(set)
    rows = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key__in=keys)
    for key, locale in rows.values_list("key", "locale"):
        served[key].add(locale)
    return served


def _affected(going: Collection[Text]) -> Mapping[str, list[AffectedAdaptation]]:
    """What is concerned of the states' adaptations once some texts are withdrawn, by key."""
    states = list(Tenant.objects.states().values_list("pk", flat=True))
    affected: dict[str, list[AffectedAdaptation]] = defaultdict(list)
    for ref, adaptation in affected_adaptations({key for key, _ in going}, states, going=going).items():
        affected[ref.key].append(adaptation)
    return affected


def _withdrawal(
    page: ContentPage, usage: StateUsage, affected: Collection[AffectedAdaptation], *, is_in_other_languages: bool
) -> Withdrawal:
    coming = _coming(affected, usage)
    is_adaptable = page.kind in ADAPTABLE
    busy = usage.adapting | usage.hiding | set(usage.pinned) if is_adaptable else frozenset()
    return Withdrawal(
        page,
        is_served=True,
        is_in_other_languages=is_in_other_languages,
        serving=_named(usage, set(usage.states) - busy),
        adapting=_named(usage, usage.adapting),
        hiding=_named(usage, usage.hiding),
        drafting=_named(usage, usage.drafting),
        pinned=usage.pins(),
        will_open=tuple(sorted(coming.values(), key=lambda task: (task.state, task.reason))),
        will_close=_closing(usage, coming.keys()),
    )


def _coming(affected: Collection[AffectedAdaptation], usage: StateUsage) -> dict[ReasonOf, ComingTask]:
    """The tasks that are open then, each with the pieces of all the state's languages."""
    labels: dict[ReasonOf, dict[str, str]] = {}
    for adaptation in affected:
        for address in adaptation.addresses:
            of_task = labels.setdefault((adaptation.ref.tenant_id, adaptation.reason), {})
            of_task[address] = in_words(adaptation.labels.get(address))
    walks: dict[int, list[AffectedAdaptation]] = defaultdict(list)
    for adaptation in affected:
        if adaptation.walks:
            walks[adaptation.ref.tenant_id].append(adaptation)
    about_texts = {
        (tenant_id, reason): ComingTask(
            usage.states[tenant_id],
            ReviewReason(reason),
            tuple(found),
            tuple(found.values()),
            (tenant_id, reason) in usage.open,
        )
        for (tenant_id, reason), found in labels.items()
    }
    return about_texts | {
        (place := (tenant_id, str(ReviewReason.WALK))): about_walks(
            usage.states[tenant_id], of_state, is_open=place in usage.open
        )
        for tenant_id, of_state in walks.items()
    }


def _closing(usage: StateUsage, coming: Collection[ReasonOf]) -> tuple[ClosingTask, ...]:
    closing = [
        ClosingTask(usage.states[tenant_id], ReviewReason(reason))
        for tenant_id, reason in usage.open
        if (tenant_id, reason) not in coming
    ]
    return tuple(sorted(closing, key=lambda task: (task.state, task.reason)))


def _adapting_below(page: ContentPage) -> tuple[str, ...]:
    """The names of the states that have changed a published page below."""
    below = page.get_descendants().filter(live=True).values_list("translation_key", flat=True)
    return tuple(states_that_adapt([str(key) for key in below]))


def _named(usage: StateUsage, ids: Collection[int]) -> tuple[State, ...]:
    return tuple(sorted(usage.states[tenant_id] for tenant_id in ids))
