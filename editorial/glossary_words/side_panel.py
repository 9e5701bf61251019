"""The panel beside the form in which a text with glossary marks is written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel


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
