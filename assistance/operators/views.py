"""The screens of who answers citizens, in the administration: the list, one person's assignments, and ending one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.models import Tenant, User

from .assigning import CHANNELS, assign, assignable_by, assigned_by, end_assignment
from .forms import AssignmentForm
from .rights import MOST_CONVERSATIONS
from .selectors import assignments_of, people_with_assignments

TITLE = _("Who answers")
ON_ONE_PAGE = 50


class AssigningScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of who assigns people to states."""

    page_title = TITLE
    header_icon = "group"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find who it is, and the states."""
        super().setup(request, *args, **kwargs)
        self.by = _signed_in(request)
        self.all_states = list(assigned_by(self.by).order_by("name"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": reverse("operators:list"), "label": TITLE}]


class ListView(AssigningScreen):
    """Those who answer, and for which states."""

    template_name = "assistance/operators/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of them."""
        code = self.request.GET.get("state", "")
        states = [state for state in self.all_states if state.code == code] or self.all_states
        pages = Paginator(people_with_assignments(by=self.by, states=states), ON_ONE_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "rows": assignments_of(people=page, by=self.by, states=states, now=timezone.now()),
            "page": page,
            "states": self.all_states,
            "code": code,
        }


class PersonView(AssigningScreen):
    """For which states one person answers."""

    template_name = "assistance/operators/person.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the person among those whom one assigns."""
        super().setup(request, *args, **kwargs)
        self.person = get_object_or_404(assignable_by(self.by).select_related("tenant"), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        """Return the person's name."""
        return self.person.display_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form."""
        return {
            **super().get_context_data(**kwargs),
            "person": self.person,
            "form": kwargs.get("form") or AssignmentForm(initial=self._initial(), states=self.all_states),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Assign, or say what to change."""
        form = AssignmentForm(request.POST, initial=self._initial(), states=self.all_states)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        states = list(form.cleaned_data["states"])
        assign(user=self.person, tenants=states, given=form.given, by=self.by)
        messages.success(request, _assignments_in_words(self.person, states))
        return redirect("operators:list")

    def _initial(self) -> dict[str, Any]:
        [found] = assignments_of(people=[self.person], by=self.by, states=self.all_states, now=timezone.now())
        first = next(iter(found.assignments), None)
        own = [state for state in self.all_states if state.pk == self.person.tenant_id]
        return {
            "states": [one.tenant for one in found.assignments] or (own if found.is_of_own_state else []),
            "languages": first.languages if first else [],
            "channels": first.channels if first else list(CHANNELS),
            "max_conversations": first.max_conversations if first else MOST_CONVERSATIONS,
            "ends_at": first.ends_at if first else None,
        }


def end(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """End an assignment to one state, whoever has made it."""
    by = _signed_in(request)
    state = get_object_or_404(assigned_by(by), code=code)
    person = get_object_or_404(people_with_assignments(by=by, states=[state]), pk=pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not end_assignment(user=person, tenant=state, by=by):
        raise Http404
    sentence = gettext("%(name)s no longer answers for %(state)s. A call that has begun can still be finished.")
    messages.success(request, sentence % {"name": person.display_name, "state": state.name})
    return redirect("operators:list")


URLS = [
    path("", ListView.as_view(), name="list"),
    path("<int:pk>/", PersonView.as_view(), name="person"),
    path("<int:pk>/end/<slug:code>/", end, name="end"),
]


def _assignments_in_words(person: User, states: list[Tenant]) -> str:
    if not states:
        return gettext("%(name)s no longer answers for these states.") % {"name": person.display_name}
    names = ", ".join(state.name for state in states)
    return gettext("%(name)s now answers for: %(states)s.") % {"name": person.display_name, "states": names}


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
