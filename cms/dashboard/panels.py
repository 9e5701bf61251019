"""The start page's panels: each asks one selector and shows what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from assistance.operators.rights import answering
from editorial.launching.suspensions import suspension_of
from tenants.admin_access.acts import Act, may
from tenants.edge import viewer_for_user
from tenants.models import StaffRole

from .drafts import drafts_of
from .missing_offices import missing_kinds
from .open_reviews import open_reviews
from .reviews import due_reviews
from .sections import sections_of
from .states import sums_by_state
from .trees import Tree, all_trees, trees_of, who_adds_languages
from .unconfirmed import unconfirmed_offices

MOST_TREES_SHOWN = 4
"""With more trees than these (an administrator's) the table of states says more than the list of sections."""


class _Panel(Component):
    """A panel about some trees, for those who may do what it leads to."""

    act = Act.REVIEW
    """Translators write none of what these panels name."""

    def __init__(self, trees: tuple[Tree, ...]) -> None:
        self.trees = trees


class TreePanel(_Panel):
    """The editor's sections."""

    act = Act.READ
    name = "own_tree"
    template_name = "cms/dashboard/tree.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the sections of each tree."""
        return {"trees": sections_of(self.trees)}


class OpenReviewsPanel(Component):
    """What the library, or a law, has changed of one's texts."""

    act = Act.REVIEW
    name = "open_reviews"
    template_name = "cms/dashboard/open_reviews.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the reviews that wait for the person."""
        user = (parent_context or {})["request"].user
        return {"reviews": open_reviews(user, timezone.now())}


class SuspensionPanel(Component):
    """That citizens do not see the state now, and who decided it."""

    act = Act.MANAGE_SETTINGS
    name = "suspension"
    template_name = "cms/dashboard/suspension.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return how the person's state is suspended, if it is."""
        return {"suspension": suspension_of((parent_context or {})["request"].user.tenant)}


class ReviewsPanel(_Panel):
    """What is due for review."""

    name = "due_reviews"
    template_name = "cms/dashboard/reviews.html"
    order = 110

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the reviews that are due."""
        return {"reviews": due_reviews(self.trees, timezone.now())}


class UnconfirmedPanel(_Panel):
    """What is unconfirmed."""

    name = "unconfirmed_offices"
    template_name = "cms/dashboard/unconfirmed.html"
    order = 120

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the offices to confirm."""
        return {"offices": unconfirmed_offices(self.trees)}


class MissingOfficesPanel(_Panel):
    """Kinds of office that the state does not have."""

    name = "missing_offices"
    template_name = "cms/dashboard/missing_offices.html"
    order = 125

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the kinds that are missing."""
        return {"kinds": missing_kinds(viewer_for_user((parent_context or {})["request"].user), self.trees)}


class DraftsPanel(_Panel):
    """What the person has not published yet."""

    name = "own_drafts"
    template_name = "cms/dashboard/drafts.html"
    order = 130

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the person's drafts."""
        user = (parent_context or {})["request"].user
        return {"drafts": drafts_of(user, self.trees)}


class StatesPanel(_Panel):
    """Sums by state, for those who watch over all."""

    act = Act.SEE_ALL_STATES
    name = "states"
    template_name = "cms/dashboard/states.html"
    order = 140

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the sums, and whether the person works in the states' trees."""
        user = (parent_context or {})["request"].user
        return {"states": sums_by_state(self.trees, timezone.now()), "explores": user.is_superuser}


class DeskPanel(Component):
    """What there is for those who answer citizens."""

    name = "desk"
    template_name = "cms/dashboard/desk.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return whether they answer for any state now."""
        return {"is_assigned": answering((parent_context or {})["request"].user) is not None}


class NothingToTranslatePanel(Component):
    """What a translator is told while there is no tree in a language that they write."""

    name = "nothing_to_translate"
    template_name = "cms/dashboard/nothing_to_translate.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return whose texts there are in one language only, and who adds others."""
        tenant = (parent_context or {})["request"].user.tenant
        return {"tenant": tenant, "asked": who_adds_languages(tenant)}


def panels_for(request: HttpRequest) -> list[Component]:
    """Return the panels of the start page for the user."""
    if not may(request.user, Act.READ):
        return [DeskPanel()]
    trees = all_trees()
    own = trees_of(request.user, trees)
    shown = own if len(own) <= MOST_TREES_SHOWN else tuple(tree for tree in own if tree.is_library)
    panels = (
        SuspensionPanel(),
        OpenReviewsPanel(),
        ReviewsPanel(own),
        UnconfirmedPanel(own),
        MissingOfficesPanel(own),
        DraftsPanel(own),
        TreePanel(shown),
        StatesPanel(trees),
    )
    shown_to_them = [panel for panel in panels if may(request.user, panel.act)]
    is_idle = not own and getattr(request.user, "role", "") == StaffRole.TRANSLATOR
    return [NothingToTranslatePanel(), *shown_to_them] if is_idle else shown_to_them
