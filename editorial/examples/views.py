"""What the form asks beside the phrases: what a sentence finds, and which phrases stand on another page, too."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from content_models.documents.examples import examples_of_page
from content_models.keys import key_of
from content_models.models import ContentPage
from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import Examples
from delivery.view import StateView
from tenants.limits import Limit, LimitReached, take
from tenants.models import LIBRARY_ID

from .repeated import repeated_in_other_items, screens_of
from .trying import LONGEST_SENTENCE, has_phrases, try_out
from .typed import NotTried, document_with, typed_examples, view_of

TRIES = Limit("examples.try-out", most=30, seconds=60)
SENTENCE = "try-out-sentence"
"""The field of the form that has the sentence; without one only phrases are looked for."""
MOST_REPEATED = 20
MOST_TOLD = 3
"""Of them, once a page is saved."""


class TryOutOnEditView(PreviewOnEditView):
    """Beside the form of a page that stands in the tree. As for its preview, one must be able to edit it."""

    http_method_names = ("post",)

    def get_object(self) -> ContentPage:
        """Return the page as it was saved last.

        Raises:
            Http404: no such page, or one of a kind that has no phrases.
        """
        return _with_phrases(super().get_object())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer by what stands in the form, saved or not. Nothing is stored."""
        page = self.object
        form = PreviewOnEditView.get_form(self, request.POST)
        try:
            said = typed_examples(form)
            view = view_of(page, request.user, request.GET.get("state", ""))
            of_tenant = view_of(page, request.user)
            shown: dict[str, Any] = {"repeated": repeated_in(of_tenant, page.kind, key_of(page), said)}
            if sentence_in(request):
                if page.live:
                    check_served(view, key_of(page))
                draft = document_with(page, view, form)
                own: list[Examples] | None = None if of_tenant.tenant.id == LIBRARY_ID else []
                shown["tried"] = tried(request, view, draft, own, said=said)
        except NotTried as refusal:
            return refused(request, refusal)
        return answered(request, shown)


class TryOutOnCreateView(TryOutOnEditView, PreviewOnCreateView):
    """Beside the form of a page that is being begun."""

    def get_object(self) -> ContentPage:
        """Return the page as it would stand below its parent, in its language."""
        page = _with_phrases(PreviewOnCreateView.get_object(self))
        page.locale = Page.objects.get(pk=self.parent_object_id).locale
        return page


class Repeated(NamedTuple):
    """A phrase, and the other item that has it."""

    phrase: str
    title: str
    url: str


def sentence_in(request: HttpRequest) -> str:
    """Return the sentence that is to be tried; empty: none.

    Raises:
        NotTried: it is longer than anybody can search for.
    """
    sentence = " ".join(request.POST.get(SENTENCE, "").split())
    if len(sentence) > LONGEST_SENTENCE:
        raise NotTried(_("The sentence is too long: %(most)d characters at most.") % {"most": LONGEST_SENTENCE})
    return sentence


def check_served(view: StateView, key: str) -> None:
    """Refuse to try phrases that find nothing, whatever they are.

    Raises:
        NotTried: the state hides the page, or has not adopted it.
    """
    if view.path_of(key) is None:
        sentence = _("%(state)s does not serve this page: its phrases find nothing there.")
        raise NotTried(sentence % {"state": view.tenant.name})


def tried(
    request: HttpRequest,
    view: StateView,
    draft: ItemDocument,
    own: list[Examples] | None = None,
    *,
    said: list[Examples] | None = None,
) -> Any:
    """Return what the sentence finds, before and after; see `try_out`.

    Raises:
        NotTried: the person tries too often, or search has not learned anything yet.
    """
    try:
        take(TRIES.of(request.user.pk))
    except LimitReached as reached:
        sentence = _("You have tried many sentences. Try again in %(seconds)d seconds.")
        raise NotTried(sentence % {"seconds": reached.wait_seconds}, status=429) from reached
    return try_out(view, sentence_in(request), draft, own, said=said, now=timezone.now())


def repeated_in(view: StateView, kind: str, key: str, said: list[Examples]) -> list[Repeated]:
    """Return the phrases that another item of the kind has, too, with the way to it."""
    phrases = [phrase for group in said for phrase in group["phrases"]]
    found = repeated_in_other_items(view, str(kind), key, phrases)[:MOST_REPEATED]
    screens = screens_of(view, {other for _phrase, other in found})
    return [Repeated(phrase, str(view[other]["title"]), screens[other]) for phrase, other in found]


def sentences_of(repeated: list[Repeated]) -> list[str]:
    """Return in a sentence each which phrases stand on another page, too."""
    sentence = _(
        "“%(phrase)s” stands on “%(title)s”, too. Leave it where it belongs, or on both if people mean either."
    )
    return [sentence % {"phrase": one.phrase, "title": one.title} for one in repeated[:MOST_TOLD]]


def name_repeated_phrases(request: HttpRequest, page: Page) -> None:
    """Name the phrases of a page that was saved which another one has, too; what saves itself names none."""
    if not request.accepts("text/html") or not isinstance(page, ContentPage) or not has_phrases(page.kind):
        return
    try:
        view = view_of(page, request.user)
    except NotTried:  # nothing is served in its language, and so nothing is repeated
        return
    said = examples_of_page(page)
    for sentence in sentences_of(repeated_in(view, page.kind, key_of(page), said)):
        messages.warning(request, sentence)


def answered(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """Return the part of the screen that shows it."""
    return TemplateResponse(request, "editorial/examples/_tried.html", shown)


def refused(request: HttpRequest, refusal: NotTried) -> HttpResponse:
    """Return what to do first."""
    context = {"reasons": refusal.reasons}
    return TemplateResponse(request, "editorial/examples/_refused.html", context, status=refusal.status)


def _with_phrases(page: Any) -> ContentPage:
    if not isinstance(page, ContentPage) or not has_phrases(page.kind):
        raise Http404
    return page
