"""Choosers that the administration's Content-Security-Policy lets work."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.images.widgets import AdminImageChooser


class BegunByFile(BaseChooser):
    """Before one of Wagtail's choosers among the bases: it begins with an inline script, this by one of this host."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the widget's HTML."""
        attributes = attrs or {}
        chosen = self.get_value_data(value)
        # First, so that its buttons are found before a menu hides them: controllers begin in the order of the page.
        return format_html(
            '<template data-controller="chooser" data-chooser-widget-value="{}" data-chooser-input-value="{}"'
            ' data-chooser-options-value="{}"></template>{}',
            self.js_constructor,
            attributes["id"],
            json.dumps(self.get_js_init_options(attributes["id"], name, chosen)),
            self.render_html(name, chosen, attributes),
        )

    @property
    def media(self) -> forms.Media:
        """Wagtail's scripts, and the one that begins."""
        return super().media + forms.Media(js=["content_models/chooser.js"])


class PageChooser(BegunByFile, AdminPageChooser):
    """Chooses a page."""


class ImageChooser(BegunByFile, AdminImageChooser):
    """Chooses an image."""
