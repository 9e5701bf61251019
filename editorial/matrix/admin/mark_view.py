"""The confirmation before all texts that cite an article are marked for review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.all_states import may_ask_for_review
from editorial.citations.errors import CitationsChanged
from editorial.citations.services import laws_cited, mark_for_review, texts_citing
from editorial.citations.types import Citations, Marked
from editorial.sender_messages import MOST_CHARACTERS
from publishing.errors import DomainError
from tenants.date_fields import DayField
from tenants.models import User

from .citations_view import CitationForm, as_query
from .over_all_states import OverAllStates, person_of


class MarkForm(forms.Form):
    """Why the texts are to be reviewed, and until when."""

    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What changed, and where it is published. Whoever reviews each text reads this."),
    )
    due_on = DayField(
        label=gettext_lazy("Review until"),
        required=False,
        help_text=gettext_lazy("Empty: as long as reviews usually take."),
    )
    digest = forms.CharField(widget=forms.HiddenInput)


class MarkView(OverAllStates, WagtailAdminTemplateMixin, TemplateView):
    """Shows how many texts of which states are about to be marked, and asks for the reason."""

    template_name = "editorial/matrix/mark.html"
    page_title = gettext_lazy("Mark all for review")
    header_icon = "clipboard-list"
    citations: Citations

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the texts; without any there is nothing to confirm."""
        self.user: User = person_of(request)
        if not may_ask_for_review(self.user):
            raise PermissionDenied
        form = CitationForm(request.GET, laws_cited(by=self.user))
        if not form.is_valid():
            return redirect("matrix:citations")
        self.citations = texts_citing(**form.cleaned_data, by=self.user)
        if not self.citations.total:
            return redirect(self._back_url())
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Mark them, or say why not."""
        form = MarkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            marked = mark_for_review(
                law=self.citations.law,
                article=self.citations.article,
                note=form.cleaned_data["note"],
                due_on=form.cleaned_data["due_on"],
                expected_digest=form.cleaned_data["digest"],
                by=self.user,
            )
        except DomainError as error:
            return self._refused(form, error)
        messages.success(request, _result_sentence(marked))
        return redirect(self._back_url())

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        citations = {"url": self._back_url(), "label": _("Citations of laws")}
        return [*self.breadcrumbs_items, citations, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what is about to be marked, owner by owner."""
        return {
            "form": MarkForm(initial={"digest": self.citations.digest}),
            **super().get_context_data(**kwargs),
            "citations": self.citations,
            "new": self.citations.total - self.citations.marked,
            "owners": [
                (owner.name, count)
                for owner in self.citations.owners
                if (count := sum(not text.is_marked for text in owner.texts))
            ],
            "back_url": self._back_url(),
        }

    def _refused(self, form: MarkForm, error: DomainError) -> HttpResponse:
        form.add_error(error.field or None, error.message)
        if isinstance(error, CitationsChanged):
            form.data = {**form.data.dict(), "digest": self.citations.digest}  # type: ignore[attr-defined]  # a QueryDict
        return self.render_to_response(self.get_context_data(form=form))

    def _back_url(self) -> str:
        return f"{reverse('matrix:citations')}?{as_query(self.citations)}"


def _result_sentence(marked: Marked) -> str:
    words = ngettext("%(count)s text is marked for review", "%(count)s texts are marked for review", marked.opened)
    sentence = words % {"count": marked.opened}
    if marked.owners:
        sentence += f" ({', '.join(marked.owners)})"
    if marked.already:
        words = ngettext("%(count)s was marked already", "%(count)s were marked already", marked.already)
        sentence += "; " + words % {"count": marked.already}
    return f"{sentence}."
