"""The start page's panels: each asks one selector and shows what it says; what has nothing to say is collapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from assistance.operators.rights import answering
from editorial.launching.suspensions import suspension_of
from tenants.admin_access.acts import Act, may
from tenants.edge import viewer_for_user
from tenants.models import StaffRole

from .actions import actions_of
from .decisions import decisions_for
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


class Link(NamedTuple):
    """A way from a sentence to a screen."""

    url: str
    words: str | Promise


class _Panel(Component):
    """What somebody who may do one act sees of some trees."""

    act = Act.REVIEW
    """Translators write none of what most panels name."""

    def __init__(self, request: HttpRequest, trees: tuple[Tree, ...] = ()) -> None:
        self.request = request
        self.trees = trees


class WorkPanel(_Panel):
    """Work that waits; while there is none, the panel is not shown, and `QuietPanel` has its sentence."""

    quiet: str | Promise
    """What is said when there is nothing."""

    @cached_property
    def found(self) -> Any:
        """What the selector found."""
        raise NotImplementedError

    @property
    def quiet_link(self) -> Link | None:
        """Where the sentence leads."""
        return None

    @property
    def has_work(self) -> bool:
        """Whether something was found."""
        return bool(self.found.total)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what was found."""
        return {"found": self.found}

    def render_html(self, parent_context: Any = None) -> SafeString:
        """Return the panel; nothing when there is no work."""
        return super().render_html(parent_context) if self.has_work else SafeString()


class LeftUnsavedPanel(Component):
    """What the person has typed in any form and not saved; only the browser knows what it is."""

    name = "left_unsaved"
    template_name = "cms/dashboard/left_unsaved.html"
    order = 15


class ActionsPanel(_Panel):
    """What the person begins with."""

    act = Act.READ
    name = "actions"
    template_name = "cms/dashboard/actions.html"
    order = 20

    def __init__(self, request: HttpRequest, trees: tuple[Tree, ...], reviews: OpenReviewsPanel) -> None:
        super().__init__(request, trees)
        self.reviews = reviews

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the acts of the person's role."""
        user = self.request.user
        corrections = self.reviews.found.corrections if may(user, self.reviews.act) else ()
        return {"name": getattr(user, "first_name", ""), "actions": actions_of(user, self.trees, corrections)}


class TreePanel(_Panel):
    """The editor's sections."""

    act = Act.READ
    name = "own_tree"
    template_name = "cms/dashboard/tree.html"
    order = 160

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the sections of each tree."""
        return {"trees": sections_of(self.trees)}


class OpenReviewsPanel(WorkPanel):
    """What the library, or a law, has changed of one's texts."""

    name = "open_reviews"
    template_name = "cms/dashboard/open_reviews.html"
    order = 90
    quiet = _("No national change waits for a decision.")

    @cached_property
    def found(self) -> Any:
        """The reviews that wait for the person."""
        return open_reviews(self.request.user, timezone.now())

    @property
    def quiet_link(self) -> Link:
        """To what was decided before."""
        return Link(reverse("reviews:history"), _("What was decided"))


class SuspensionPanel(_Panel):
    """That citizens do not see the state now, and who decided it."""

    act = Act.MANAGE_SETTINGS
    name = "suspension"
    template_name = "cms/dashboard/suspension.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return how the person's state is suspended, if it is."""
        return {"suspension": suspension_of(getattr(self.request.user, "tenant", None))}


class DecisionsPanel(WorkPanel):
    """What others decided about what the person sent for review."""

    act = Act.READ
    name = "decisions"
    template_name = "cms/dashboard/decisions.html"
    order = 60
    quiet = _("Nothing was decided lately about what you sent for review.")

    @cached_property
    def found(self) -> Any:
        """The decisions of the last days; None for whoever publishes, and sends nothing."""
        user = self.request.user
        return None if may(user, Act.PUBLISH) else decisions_for(user, self.trees, timezone.now())

    @property
    def has_work(self) -> bool:
        """Whether something was decided."""
        return self.found is not None and super().has_work


class ReviewsPanel(WorkPanel):
    """What is due for review."""

    name = "due_reviews"
    template_name = "cms/dashboard/reviews.html"
    order = 110
    quiet = _("Nothing is due for review in the next 30 days.")

    @cached_property
    def found(self) -> Any:
        """The reviews that are due."""
        return due_reviews(self.trees, timezone.now())


class UnconfirmedPanel(WorkPanel):
    """What is unconfirmed."""

    name = "unconfirmed_offices"
    template_name = "cms/dashboard/unconfirmed.html"
    order = 120
    quiet = _("Every office has been confirmed.")

    @cached_property
    def found(self) -> Any:
        """The offices to confirm."""
        return unconfirmed_offices(self.trees)

    @property
    def has_work(self) -> bool:
        """Whether one is to be called, or waits for approval."""
        return bool(self.found.total or self.found.sent)


class MissingOfficesPanel(WorkPanel):
    """Kinds of office that the state does not have."""

    name = "missing_offices"
    template_name = "cms/dashboard/missing_offices.html"
    order = 125
    quiet = _("Your directory has an office of every kind.")

    @cached_property
    def found(self) -> Any:
        """The kinds that are missing; None for whoever works for no single state."""
        return missing_kinds(viewer_for_user(self.request.user), self.trees)

    @property
    def has_work(self) -> bool:
        """Whether a kind is missing."""
        return bool(self.found)


class DraftsPanel(WorkPanel):
    """What the person has not published yet."""

    name = "own_drafts"
    template_name = "cms/dashboard/drafts.html"
    order = 130
    quiet = _("Everything you wrote is published.")

    @cached_property
    def found(self) -> Any:
        """The person's drafts."""
        user: Any = self.request.user
        return drafts_of(user, self.trees)


class QuietPanel(Component):
    """The sentences of the panels without work, behind one line."""

    name = "quiet"
    template_name = "cms/dashboard/quiet.html"
    order = 150

    def __init__(self, panels: Iterable[WorkPanel]) -> None:
        self.panels = tuple(panels)

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the panels without work; one that does not concern the person found nothing at all."""
        return {"panels": [panel for panel in self.panels if not panel.has_work and panel.found is not None]}


class StatesPanel(_Panel):
    """Sums by state, for those who watch over all."""

    act = Act.SEE_ALL_STATES
    name = "states"
    template_name = "cms/dashboard/states.html"
    order = 170

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the sums, and whether the person works in the states' trees."""
        explores = bool(getattr(self.request.user, "is_superuser", False))
        return {"states": sums_by_state(self.trees, timezone.now()), "explores": explores}


class DeskPanel(Component):
    """What there is for those who answer citizens."""

    name = "desk"
    template_name = "cms/dashboard/desk.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return whether they answer for any state now."""
        operator = answering((parent_context or {})["request"].user)
        return {"is_assigned": operator is not None and bool(operator.tenants)}


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
        return [LeftUnsavedPanel(), DeskPanel()]
    trees = all_trees()
    own = trees_of(request.user, trees)
    shown = own if len(own) <= MOST_TREES_SHOWN else tuple(tree for tree in own if tree.is_library)
    reviews = OpenReviewsPanel(request)
    panels: tuple[_Panel, ...] = (
        SuspensionPanel(request),
        ActionsPanel(request, own, reviews),
        DecisionsPanel(request, own),
        reviews,
        ReviewsPanel(request, own),
        UnconfirmedPanel(request, own),
        MissingOfficesPanel(request, own),
        DraftsPanel(request, own),
        TreePanel(request, shown),
        StatesPanel(request, trees),
    )
    shown_to_them = [panel for panel in panels if may(request.user, panel.act)]
    quiet = QuietPanel(panel for panel in shown_to_them if isinstance(panel, WorkPanel))
    is_idle = not own and getattr(request.user, "role", "") == StaffRole.TRANSLATOR
    return [LeftUnsavedPanel(), *([NothingToTranslatePanel()] if is_idle else []), *shown_to_them, quiet]
