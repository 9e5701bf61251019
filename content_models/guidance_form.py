"""The form of a guidance page: it asks whether a page without a text is to be published."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from .forms import ContentForm
from .questions import Question, QuestionedForm


class GuidanceForm(QuestionedForm, ContentForm):
    """The form of a guidance page.

    A draft may be without a text as long as it likes. What is published so is asked about; what people read so already
    is not asked about again.
    """

    answer_salt = "content_models.guidance_form.answer"

    def _post_clean(self) -> None:
        """Ask questions once everything else is valid: an open question does not suppress other checks."""
        super()._post_clean()
        question = self._about_body()
        if question is not None and not self.is_answered(question):
            self.ask(question)

    def subject(self) -> list[Any]:
        """Return the page, or where it is about to stand, and who fills in the form."""
        return [self.instance.pk or f"{self.parent_page.pk}/new", self.for_user.pk]

    def _about_body(self) -> Question | None:
        if "body" in self.errors or not self._leads_to_publication():
            return None
        if self.cleaned_data.get("body", self.instance.body) or self._is_read_without_body():
            return None
        text = _(
            "This page has no text: people would find only its question, the first step and the summary. Publish it so?"
        )
        return Question("body", "BODY_EMPTY", _("without text"), text)

    def _is_read_without_body(self) -> bool:
        """Whether what is published at present has no text either."""
        if self.instance.pk is None or not self.instance.live:
            return False
        return not type(self.instance).objects.get(pk=self.instance.pk).body
