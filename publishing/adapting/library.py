"""What the library's editors must know of the states' adaptations before they withdraw a text."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from wagtail.models import Page

from content_models.models import AdaptationPage
from content_models.paths import root_path_of
from tenants.models import LIBRARY_ID, Tenant
from tenants.trees import pages_of, tree_paths

from .errors import LibraryPageAdapted


def states_that_adapt(keys: Collection[str]) -> list[str]:
    """The names of the states that have adapted one of these texts, drafts included, in alphabetical order.

    Whoever undid all of it, or let it go, has not.
    """
    has_changes = Q(live=True) | Q(has_unpublished_changes=True)
    adapting = AdaptationPage.objects.filter(has_changes, adapts_key__in=keys).values_list("path", flat=True)
    roots = {path[: Page.steplen * 2] for path in adapting}
    if not roots:
        return []
    homes = Page.objects.filter(path__in=roots).values("translation_key")
    states = Tenant.objects.states().filter(root_page__translation_key__in=homes)
    return sorted(states.values_list("name", flat=True))


def states_affected_by(page: Page) -> list[str]:
    """The names of the states that have adapted a library page or one below it; none for a state's own page."""
    if root_path_of(page) not in tree_paths({LIBRARY_ID}):
        return []
    below = page.get_descendants(inclusive=True)
    return states_that_adapt([str(key) for key in below.values_list("translation_key", flat=True)])


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
