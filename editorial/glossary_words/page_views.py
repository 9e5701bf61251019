"""Wagtail's own views of pages whose text is marked, with the panel of words beside the form."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView


class GlossaryWordsSidePanel(BaseSidePanel):
    """Lists the words that will be marked, and lets the editor choose. It is filled by its script."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        """Counts the words that wait for a choice."""

        aria_label = _("Show or hide the words marked in the text")
        icon_name = "openquote"
        counter_classname = "w-bg-critical-200"

    class Media:
        css = {"all": ("editorial/glossary_words.css",)}
        js = ("editorial/glossary_words.js",)

    name = "glossary-words"
    title = _("Words marked in the text")
    template_name = "editorial/glossary_words/side_panel.html"
    order = 350

    def __init__(self, page: Any, request: Any, *, url: str) -> None:
        super().__init__(page, request)
        self.url = url

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {**super().get_context_data(parent_context), "url": self.url}


class EditWithWords(EditView):
    """Editing a page."""

    def get_side_panels(self) -> MediaContainer:
        """Return Wagtail's panels and that of the words; parts of a page that is open already have none."""
        panels = super().get_side_panels()
        if not self.expects_json_response and not self.hydrate_create_view and not self.page.alias_of_id:
            url = reverse("glossary_words:on_edit", args=[self.page.pk])
            panels.append(GlossaryWordsSidePanel(self.page, self.request, url=url))
        return panels


class CreateWithWords(CreateView):
    """Beginning a page."""

    def get_side_panels(self) -> MediaContainer:
        """Return Wagtail's panels and that of the words."""
        panels = super().get_side_panels()
        kind = self.page_content_type
        url = reverse("glossary_words:on_create", args=[kind.app_label, kind.model, self.parent_page.pk])
        panels.append(GlossaryWordsSidePanel(self.page, self.request, url=url))
        return panels
