"""The field of what people say, with the place below it where a sentence is tried out."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.panels import Panel

from content_models.previews import states_for


class TryOutPanel(Panel):
    """Shows what search finds with the phrases as they stand in the form; it is filled by its script."""

    class BoundPanel(Panel.BoundPanel):
        """The place in one form."""

        template_name = "editorial/examples/try_out.html"

        @property
        def media(self) -> Media:
            """The script that fills it, and its style."""
            return Media(js=["editorial/try_out.js"], css={"all": ["editorial/try_out.css"]})

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Return the address that is asked, and the states in which a national page can be tried."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            states = states_for(self.instance)
            choices = [(state.code, state.name) for state in states] if len(states) > 1 else []
            return {**context, "url": self._url, "states": choices, "input_id": "try-out"}

        @property
        def _url(self) -> str:
            if self.instance.pk:
                return reverse("examples:on_edit", args=[self.instance.pk])
            kind = self.instance._meta
            return reverse("examples:on_create", args=[kind.app_label, kind.model_name, self.form.parent_page.pk])
