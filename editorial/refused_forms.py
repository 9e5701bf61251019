"""What a form of a page says when it is refused, whatever kind of page it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

NOT_DONE = {
    "publish": gettext_lazy("It is not published yet: mend first what is marked in red. What you wrote is still here."),
    "submit": gettext_lazy("It is not sent yet: mend first what is marked in red. What you wrote is still here."),
    "save": gettext_lazy("It is not saved yet: mend first what is marked in red. What you wrote is still here."),
}


class RefusedInOwnWords:
    """Before one of Wagtail's views among the bases: it says what was not done in the word of the button.

    Wagtail says of all that “the page” could not be created, or saved: of an office and of a notice, too.
    """

    request: Any
    action_name: str
    expects_json_response: bool

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is to be mended."""
        sentence = NOT_DONE.get(self.action_name)
        if sentence is None or self.expects_json_response or getattr(self, "locked_for_user", False):
            refused: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # of the view it is mixed into
            return refused
        messages.validation_error(self.request, sentence, form)
        self.has_unsaved_changes = True
        self.errors_debug = ""
        shown: HttpResponse = self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]  # as above
        return shown
