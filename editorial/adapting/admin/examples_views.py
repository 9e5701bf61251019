"""What people of a state say when they need a national text: written as part of its draft, and tried out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from content_models.documents.examples import examples
from content_models.documents.parts import values_of
from content_models.models import AdaptationPage
from content_models.shapes.parts import Examples
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.draft import EXAMPLES
from editorial.adapting.errors import TargetGone
from editorial.adapting.types import PieceForm
from editorial.examples.typed import NotTried
from editorial.examples.views import answered, check_served, refused, repeated_in, sentence_in, tried
from editorial.examples.views import sentences_of as sentences_of_repeated
from editorial.wording import sentences_of

from .forms import ValueForm
from .piece_views import WritingView
from .places import address_of
from .workbench_view import OfOneText


class ExamplesView(WritingView):
    """The phrases of the state's own."""

    address = EXAMPLES

    def is_there(self) -> bool:
        """Whether texts of this kind have phrases."""
        return self.bench.national_phrases is not None

    def form_for_piece(self) -> PieceForm:
        """Return the form of the draft's phrases.

        Raises:
            Http404: texts of this kind have none.
        """
        return _form_of(self)

    def get_page_title(self) -> str:
        """Return what is written."""
        return gettext("How people say it here")

    def saved_message(self) -> str:
        """Return what is said once it is saved."""
        saved = gettext("Saved as a draft. Search learns from it once it is published.")
        repeated = repeated_in(self.editing.view, str(self.bench.library_item["kind"]), self.key, self._typed())
        return " ".join([saved, *sentences_of_repeated(repeated)])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also the national phrases, and where a sentence is tried out."""
        meanwhile = self.concurrent_change
        return {
            **super().get_context_data(**kwargs),
            "phrases_meanwhile": [phrase for one in meanwhile.value for phrase in one["phrases"]] if meanwhile else [],
            "try_out_url": address_of(self.editing, self.key, "try_examples"),
            "is_field": True,
        }

    def _typed(self) -> list[Examples]:
        return examples(values_of(self.form.cleaned_data["value"])) if self.form else []

    def _save(self, form: ValueForm, piece_form: PieceForm) -> AdaptationPage:
        return adapt.put_examples(
            self.editing.target(self.key), value=form.stored(), expected_revision=self.seen_revision(form)
        )


class TryExamplesView(OfOneText):
    """What a sentence finds with the phrases in the form, or else with those of the draft. Nothing is stored."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the part of the screen that shows it.

        Raises:
            PermissionDenied: the person does not write these texts.
        """
        if not self.editing.rights.can_edit:
            raise PermissionDenied
        view, kind = self.editing.view, str(self.bench.library_item["kind"])
        try:
            said = self._said()
            check_served(view, self.key)
            shown: dict[str, Any] = {"repeated": repeated_in(view, kind, self.key, said)}
            if sentence_in(request):
                shown["tried"] = tried(request, view, view.document(self.key), said)
        except NotTried as refusal:
            return refused(request, refusal)
        return answered(request, shown)

    def _said(self) -> list[Examples]:
        piece_form = _form_of(self)
        if "value-count" not in self.request.POST:
            return list(self.bench.own_examples)
        form = ValueForm(self.request.POST, piece_form=piece_form, place=self.editing.tenant.root_page)
        if not form.is_valid():
            errors = form.errors.as_data().get("value", ())
            raise NotTried(*(sentence for error in errors for sentence in sentences_of(error)))
        return examples(values_of(form.cleaned_data["value"]))


def _form_of(screen: OfOneText) -> PieceForm:
    try:
        return selectors.form_of_examples(screen.editing.target(screen.key))
    except TargetGone as error:
        raise Http404 from error
