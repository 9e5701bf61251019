"""What a form of a page says when it is refused, whatever kind of page it is."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages

from .wording import sentences_of

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
    form: Any
    action_name: str
    expects_json_response: bool

    def json_error_response(self, error_code: str, error_message: Any) -> HttpResponse:
        """Name the field that keeps the form from being saved by itself."""
        if error_code == "validation_error":
            error_message = first_refusal(self.form) or error_message
        answer: HttpResponse = super().json_error_response(error_code, error_message)  # type: ignore[misc]  # as below
        return answer

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


def first_refusal(form: BaseForm) -> str:
    """Return which field of a form is refused first, and why; empty where no field of its own is."""
    for name, errors in form.errors.as_data().items():
        sentences = [sentence for error in errors for sentence in sentences_of(error)]
        if name in form.fields and sentences:
            words = {"field": form[name].label, "problem": sentences[0]}
            return gettext("“%(field)s”: %(problem)s It goes on saving by itself once that is right.") % words
    return ""
