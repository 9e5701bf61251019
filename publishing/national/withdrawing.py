"""Looking ahead: what withdrawing a national text does, found by the rules that act once it is withdrawn."""

from __future__ import annotations

from collections.abc import Collection

from content_models.languages import bcp47
from content_models.models import ContentPage
from publishing.adapting.library import states_that_adapt
from publishing.adoption import PINNABLE
from publishing.models import ContentItem, ReviewReason
from publishing.review.deriving import concerns_of
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID

from .standing import ReasonOf, Standing, standing_of
from .types import ClosingTask, ComingTask, State, Withdrawal


def withdrawal_of_page(page: ContentPage) -> Withdrawal:
    """What withdrawing a library page does. The number of statements does not depend on that of states."""
    key, locale = str(page.translation_key), bcp47(page.locale.language_code)
    with scope_of(LIBRARY_ID):
        rows = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key=key)
        languages = set(rows.values_list("locale", flat=True))
        if locale not in languages:
            return Withdrawal(page, below=_adapting_below(page))
        standing = standing_of(key, locale)
        coming = _coming(key, locale, standing)
    is_adaptable = str(page.kind) in PINNABLE
    busy = standing.adapting | standing.hiding | set(standing.pinned) if is_adaptable else frozenset()
    return Withdrawal(
        page,
        is_served=True,
        is_in_other_languages=len(languages) > 1,
        serving=_named(standing, set(standing.states) - busy),
        adapting=_named(standing, standing.adapting),
        hiding=_named(standing, standing.hiding),
        drafting=_named(standing, standing.drafting),
        pinned=standing.pins(),
        will_open=tuple(sorted(coming.values(), key=lambda task: (task.state, task.reason))),
        will_close=_closing(standing, coming.keys()),
        below=_adapting_below(page),
    )


def _coming(key: str, locale: str, standing: Standing) -> dict[ReasonOf, ComingTask]:
    """The tasks that are open then, each with the pieces of all the state's languages."""
    labels: dict[ReasonOf, dict[str, str]] = {}
    for where, concern in concerns_of({key}, list(standing.states), going={(key, locale)}).items():
        for address in concern.addresses:
            labels.setdefault((where.tenant_id, concern.reason), {})[address] = concern.labels.get(address, "")
    return {
        (tenant_id, reason): ComingTask(
            standing.states[tenant_id],
            ReviewReason(reason),
            tuple(found),
            tuple(found.values()),
            (tenant_id, reason) in standing.open,
        )
        for (tenant_id, reason), found in labels.items()
    }


def _closing(standing: Standing, coming: Collection[ReasonOf]) -> tuple[ClosingTask, ...]:
    closing = [
        ClosingTask(standing.states[tenant_id], ReviewReason(reason))
        for tenant_id, reason in standing.open
        if (tenant_id, reason) not in coming
    ]
    return tuple(sorted(closing, key=lambda task: (task.state, task.reason)))


def _adapting_below(page: ContentPage) -> tuple[str, ...]:
    """The names of the states that have changed a published page below."""
    below = page.get_descendants().filter(live=True).values_list("translation_key", flat=True)
    return tuple(states_that_adapt([str(key) for key in below]))


def _named(standing: Standing, ids: Collection[int]) -> tuple[State, ...]:
    return tuple(sorted(standing.states[tenant_id] for tenant_id in ids))
