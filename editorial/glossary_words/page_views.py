"""Wagtail's own views of pages whose text is marked, with the panel of words beside the form."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

from .side_panel import GlossaryWordsSidePanel


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
