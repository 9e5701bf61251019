"""The views of pages, with those in which they are approved, and the words beside those whose text is marked."""

from __future__ import annotations

from wagtail.admin.viewsets.pages import PageViewSet

from content_models.models import GuidancePage, ScriptPage
from editorial.finding.views import Search
from editorial.glossary_words.page_views import CreateWithWords, EditWithWords
from tenants.viewsets.pages import OwnPageViewSet

from .decision_views import CollectingView, DecidingView
from .going_back import GoingBackView
from .history_view import HistoryView
from .page_form_views import DecidingCreateView, DecidingEditView


class DecidedPageViews(OwnPageViewSet):
    """The views of any page that has none of its own."""

    add_view_class = DecidingCreateView
    edit_view_class = DecidingEditView
    history_view_class = HistoryView
    revisions_revert_view_class = GoingBackView
    search_view_class = Search
    collect_workflow_action_data_view_class = CollectingView
    workflow_action_view_class = DecidingView


class CreateGuidance(CreateWithWords, DecidingCreateView):
    """Beginning a page whose text is marked."""


class EditGuidance(EditWithWords, DecidingEditView):
    """Editing a page whose text is marked."""


class GuidanceViews(DecidedPageViews):
    """The views of guidance pages."""

    model = GuidancePage
    name = "guidance_views"
    add_view_class = CreateGuidance
    edit_view_class = EditGuidance


class ScriptViews(GuidanceViews):
    """The views of scripts."""

    model = ScriptPage
    name = "script_views"


def page_views() -> list[PageViewSet]:
    """Return the views of all pages."""
    return [DecidedPageViews(), GuidanceViews(), ScriptViews()]
