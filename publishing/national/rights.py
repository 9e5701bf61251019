"""Who sees what a national publish does, and who publishes: the library's people and administrators."""

from __future__ import annotations

from content_models.models import ContentPage
from content_models.paths import root_path_of
from publishing.errors import NotVisible
from tenants.models import LIBRARY_ID, User
from tenants.trees import tree_paths


def is_national(page: ContentPage) -> bool:
    """Whether a page stands in the library. One query."""
    return root_path_of(page) in tree_paths([LIBRARY_ID])


def check_may_see(*, page: ContentPage, by: User) -> None:
    """Refuse whoever is not of the library, and pages that are not.

    Raises:
        NotVisible: to a state's people none of this exists.
    """
    is_of_library = by.is_active and (by.is_superuser or by.tenant_id == LIBRARY_ID)
    if not is_of_library or not is_national(page) or not page.permissions_for_user(by).can_edit():
        raise NotVisible


def can_publish(*, page: ContentPage, by: User) -> bool:
    """Whether somebody may publish the page."""
    return bool(page.permissions_for_user(by).can_publish())
