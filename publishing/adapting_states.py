"""Which states adapt a text of the library: what is asked before it is published, withdrawn or deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q, QuerySet
from wagtail.models import Page

from content_models.models import AdaptationPage
from content_models.paths import root_path_of
from tenants.models import LIBRARY_ID, Tenant
from tenants.trees import HOME_DEPTH, is_below, pages_of, states_at, tree_paths

from .errors import LibraryPageAdapted


def adaptations_of(*, tenant: Tenant, key: str) -> QuerySet[AdaptationPage]:
    """A state's adaptations of one text, one for each language."""
    in_tree = pages_of([tenant.pk]).values("pk")
    return AdaptationPage.objects.filter(pk__in=in_tree, adapts_key=key).select_related("locale").order_by("pk")


def states_that_adapt(keys: Collection[str]) -> list[str]:
    """The names of the states that have adapted one of these texts, drafts included, in alphabetical order.

    A state that undid all of it, or withdrew it, has none.
    """
    return sorted({name for names in _adapting(keys).values() for name in names})


def states_affected_by(page: Page) -> list[str]:
    """The names of the states that have adapted a library page or one below it; none for a state's own page."""
    return states_affected_by_each([page])[page.pk]


def states_affected_by_each(pages: Sequence[Page]) -> dict[int, list[str]]:
    """The same of several pages, by primary key. The number of statements does not depend on how many they are."""
    roots = tree_paths({LIBRARY_ID})
    national = [page for page in pages if root_path_of(page) in roots]
    below = Page.objects.filter(is_below(page.path for page in national)).values_list("path", "translation_key")
    paths = [(path, str(key)) for path, key in below]
    adapting = _adapting({key for _, key in paths})
    affected = {
        page.pk: {name for path, key in paths if path.startswith(page.path) for name in adapting[key]}
        for page in national
    }
    return {page.pk: sorted(affected.get(page.pk, ())) for page in pages}


def states_with(condition: Q, keys: Collection[str]) -> Mapping[str, set[Tenant]]:
    """By key of the text, the states with an adaptation of it that meets a condition. Three statements at most."""
    adaptations = AdaptationPage.objects.filter(condition, adapts_key__in=keys).values_list("adapts_key", "path")
    roots = [(key, path[: Page.steplen * HOME_DEPTH]) for key, path in adaptations]
    states = states_at({root for _, root in roots})
    found: dict[str, set[Tenant]] = defaultdict(set)
    for key, root in roots:
        if root in states:
            found[key].add(states[root])
    return found


def _adapting(keys: Collection[str]) -> Mapping[str, set[str]]:
    """By key, the names of the states that have adapted the text."""
    adapting = states_with(Q(live=True) | Q(has_unpublished_changes=True), keys)
    return defaultdict(set, {key: {state.name for state in states} for key, states in adapting.items()})


def check_none_adapted(pages: Collection[Page]) -> None:
    """Refuse to delete pages of the library among which is the last one of a text that states have adapted.

    Raises:
        LibraryPageAdapted: it names the states.
    """
    adapting = _adapting({str(page.translation_key) for page in pages})
    for page in pages:
        if adapting[str(page.translation_key)]:
            check_not_adapted(page)


def check_not_adapted(page: Page) -> None:
    """Refuse to delete the library's last page of a text that states have adapted.

    Raises:
        LibraryPageAdapted: it names the states.
    """
    states = states_that_adapt([str(page.translation_key)])
    if not states:
        return
    in_library = pages_of([LIBRARY_ID]).filter(translation_key=page.translation_key)
    is_library = in_library.filter(pk=page.pk).exists()
    if is_library and not in_library.exclude(pk=page.pk).exists():
        raise LibraryPageAdapted(title=page.title, states=states)
