"""What the panel asks for while somebody writes: the words of the text as it stands in the form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from content_models.languages import bcp47
from content_models.models import ContentPage

from .form_words import FIELDS, TextUnreadable, take_text, view_of, words_of
from .presenting import cards_of, list_of, pages_of_terms, terms_below

UNREADABLE = 422


class WordsOnEditView(PreviewOnEditView):
    """The words of a page that stands in the tree. As for its preview, one must be able to edit it."""

    http_method_names = ("post",)

    def get_object(self) -> ContentPage:
        """Return the page as it was saved last.

        Raises:
            Http404: no such page, or one whose text is not marked.
        """
        return _with_marks(super().get_object())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the list; 422 and the reasons when the text cannot be read yet."""
        page = self.object
        try:
            take_text(page, PreviewOnEditView.get_form(self, request.POST))
            view = view_of(page, request.user)
            words = words_of(page, view)
        except TextUnreadable as problem:
            context = {"reasons": problem.reasons}
            return TemplateResponse(request, "editorial/glossary_words/_unreadable.html", context, status=UNREADABLE)
        cards = cards_of(words, view, pages_of_terms(words, view.tenant.id, bcp47(page.locale.language_code)))
        lock = page.get_lock()
        can_choose = not (lock and lock.for_user(request.user))
        return TemplateResponse(
            request,
            "editorial/glossary_words/_list.html",
            {
                **list_of(cards, can_choose=can_choose),
                "terms_below": terms_below(cards),
                "open_count": sum(card.word.is_open for card in cards),
                "can_choose": can_choose,
            },
        )


class WordsOnCreateView(WordsOnEditView, PreviewOnCreateView):
    """The words of a page that is being begun."""

    def get_object(self) -> ContentPage:
        """Return the page as it would stand below its parent, in its language."""
        page = _with_marks(PreviewOnCreateView.get_object(self))
        page.locale = Page.objects.get(pk=self.parent_object_id).locale
        return page


def _with_marks(page: Any) -> ContentPage:
    if not isinstance(page, ContentPage) or page.kind not in FIELDS:
        raise Http404
    return page
