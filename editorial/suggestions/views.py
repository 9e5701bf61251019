"""What people searched for in vain: the list, and what is done with each phrase."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import AdaptationPage, ContentPage
from editorial.adapting.rights import rights_of
from editorial.review.admin.review_scope import review_scope_of
from publishing.errors import DomainError, LocaleNotServed, SuggestionUnknown
from publishing.models import SuggestionStatus

from . import services
from .forms import KINDS, AddForm

SHOWN = 25
STATUSES = {"": SuggestionStatus.OPEN, "added": SuggestionStatus.ADDED, "discarded": SuggestionStatus.DISCARDED}
TABS = (_("Waiting"), _("Phrases added"), _("Phrases discarded"))
ACTS = {"discard": SuggestionStatus.DISCARDED, "restore": SuggestionStatus.OPEN}


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to it."""

    template_name = "editorial/suggestions/states.html"
    page_title = _("What people searched for")
    header_icon = "search"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        states = review_scope_of(request).tenants
        if len(states) == 1:
            return redirect("suggestions:list", states[0].code)
        return self.render_to_response(self.get_context_data(states=states, **kwargs))


class _OfTenant(View):
    """Finds the tenant, and what the person may do; what is another's does not exist."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find both."""
        super().setup(request, *args, **kwargs)
        scope = review_scope_of(request)
        tenant = scope.tenant(kwargs["code"])
        if tenant is None:
            raise Http404
        self.tenant, self.user = tenant, scope.user
        self.can_change = rights_of(tenant=tenant, by=scope.user).can_edit
        self.list_url = reverse("suggestions:list", args=[tenant.code])


class _Screen(WagtailAdminTemplateMixin, _OfTenant, TemplateView):
    page_title = _("What people searched for")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": gettext("What people searched for")},
            {"url": "", "label": self.tenant.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the tenant, and whether the person may change anything."""
        shared = {"state": self.tenant, "can_change": self.can_change, "list_url": self.list_url}
        return {**super().get_context_data(**kwargs), **shared}


class ListView(_Screen):
    """The phrases of one status, what is asked most first, each with what is found for it now."""

    template_name = "editorial/suggestions/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of them."""
        shown = self.request.GET.get("show", "")
        shown = shown if shown in STATUSES else ""
        found = services.suggestions_of(tenant=self.tenant, by=self.user, status=STATUSES[shown])
        page = Paginator(found, SHOWN).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "rows": [{"suggestion": one, "found": self._found(one)} for one in page],
            "page": page,
            "shown": shown,
            "tabs": list(zip(STATUSES, TABS, strict=True)),
        }

    def _found(self, suggestion: services.Suggestion) -> list[dict[str, Any]]:
        try:
            view = services.view_of(self.tenant, suggestion.locale, self.user)
        except LocaleNotServed:
            return []
        hits = services.found_now(view, suggestion.phrase)[: services.SHOWN_HITS]
        return [
            {
                "title": view[hit.key]["title"],
                "kind": KINDS[ItemKind(view[hit.key]["kind"])],
                "percent": round(100 * hit.probability),
            }
            for hit in hits
        ]


class AddView(_Screen):
    """The question which text a phrase means, and the act."""

    template_name = "editorial/suggestions/add.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the phrase."""
        super().setup(request, *args, **kwargs)
        try:
            self.suggestion = services.suggestion_of(tenant=self.tenant, by=self.user, pk=kwargs["pk"])
            view = services.view_of(self.tenant, self.suggestion.locale, self.user)
        except (SuggestionUnknown, LocaleNotServed) as error:
            raise Http404 from error
        if not self.can_change:
            raise Http404  # whoever only reads of a state learns nothing of what is in its list
        self.form = AddForm(request.POST or None, view=view, suggestion=self.suggestion)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add it to the draft; what cannot be is said in the form."""
        if self.form.is_valid():
            key, pk = self.form.cleaned_data["key"], self.suggestion.pk
            try:
                page = services.add_example(tenant=self.tenant, by=self.user, pk=pk, key=key)
            except DomainError as error:
                self.form.add_error("key", error.message)
            else:
                sentence = gettext(
                    "“%(phrase)s” is in the draft of “%(title)s”. Search learns it once the draft is published."
                )
                button = messages.button(self._draft_url(page, key), gettext("Open the draft"))
                done = sentence % {"phrase": self.suggestion.phrase, "title": self.form.title_of(key)}
                messages.success(request, done, buttons=[button])
                return redirect(self.list_url)
        answer = self.render_to_response(self.get_context_data(**kwargs))
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the phrase and the form."""
        return {**super().get_context_data(**kwargs), "suggestion": self.suggestion, "form": self.form}

    def _draft_url(self, page: ContentPage, key: str) -> str:
        if not isinstance(page, AdaptationPage):
            return reverse("wagtailadmin_pages:edit", args=[page.pk])
        return f"{reverse('adapting:text', args=[self.tenant.code, key])}?locale={bcp47(page.locale.language_code)}"


class ActView(_OfTenant):
    """Discards a phrase, or lets it wait again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and say how it is undone."""
        status = ACTS.get(kwargs["act"])
        if status is None:
            raise Http404
        try:
            suggestion = services.decide(tenant=self.tenant, by=self.user, pk=kwargs["pk"], status=status)
        except SuggestionUnknown as error:
            raise Http404 from error
        except DomainError as error:
            raise PermissionDenied from error
        sentence = gettext("“%(phrase)s” is discarded: it does not come again. It stays under “Phrases discarded”.")
        if status is SuggestionStatus.OPEN:
            sentence = gettext("“%(phrase)s” waits in the list again.")
        messages.success(request, sentence % {"phrase": suggestion.phrase})
        return redirect(self.list_url)
