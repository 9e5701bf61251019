"""Adding an office in one step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView

from content_models.models import OfficePage, OrganizationPage
from content_models.office_panels import map_of
from editorial.refused_forms import RefusedInOwnWords
from editorial.review.admin.review_scope import review_scope_of
from editorial.reviewers import show_reviewers
from tenants.built_frontend import is_built
from tenants.models import Tenant

from .forms import entry_form_class
from .frontend import frontend_words
from .states_view import state_of

ADD_SCRIPT = "src/offices/add.ts"

STILL_LACKING = _("Whoever looks for “%(office)s” will need these, too, which are not written yet:")


def _needed_facts(office: OfficePage) -> Iterator[tuple[str, str, bool]]:
    """Yield what people need of an office: where it stands in the whole form, its name there, and if it is said."""
    yield "phones-root", gettext("Telephones"), bool(office.phones)
    yield "office-hours", gettext("Hours"), bool(office.schedule or office.hours_text)
    yield "id_address", gettext("Place"), office.is_confidential or bool(office.address and office.municipality)


class AddView(RefusedInOwnWords, CreateView):
    """An office in one step. It is Wagtail's view for a new page, with a form that also names the page above it."""

    template_name = "editorial/offices/add.html"
    page_title = _("Add an office")
    header_icon = "home"

    def dispatch(self, request: HttpRequest, code: str) -> Any:
        """Find the state and its organizations; the page above is the chosen one, or the first until one is chosen."""
        self.tenant = tenant = state_of(review_scope_of(request), code)
        self.organizations = _organizations_of(tenant, request.user)
        if not self.organizations:
            return self._without_organizations(request)
        named = request.POST.get("organization") or request.GET.get("institucion", "")
        self.chosen = next((one for one in self.organizations if str(one.pk) == named), None)
        above = self.chosen or self.organizations[0]
        return super().dispatch(request, OfficePage._meta.app_label, OfficePage._meta.model_name, above.pk)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form."""
        self._use_form()
        return super().get(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save what was sent; what cannot be stays in the form, with the reason at its field."""
        self._use_form()
        return super().post(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form with its map."""
        context: dict[str, Any] = super(CreateView, self).get_context_data(**kwargs)
        return {
            **context,
            **map_of(self.tenant.code),
            "form": self.form,
            "media": self.form.media,
            "state": self.tenant,
            "box_at": {name: self.form.box_at(name) for name in self.form.fields},
            "can_publish": self.parent_page_perms.can_publish_subpage(),
            "has_workflow": self.parent_page.has_workflow,
            "list_url": reverse("offices:index"),
            "week": {"url": reverse("state_offices:hours")},
            "words": frontend_words(),
            "is_built": is_built(ADD_SCRIPT),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("offices:index"), "label": gettext("Offices")},
            {"url": "", "label": self.page_title, "sublabel": self.tenant.name},
        ]

    def get_page_subtitle(self) -> str:
        """Return the state's name."""
        return self.tenant.name

    def save_action(self) -> HttpResponse:
        """Save a draft, and say what it still lacks: its whole form, which follows, has many more fields."""
        answer: HttpResponse = super().save_action()
        lacking = [(anchor, label) for anchor, label, is_said in _needed_facts(self.page) if not is_said]
        if lacking and not self.expects_json_response:
            edit = self.get_edit_url()
            links = [messages.button(f"{edit}#{anchor}", label) for anchor, label in lacking]
            messages.warning(self.request, STILL_LACKING % {"office": self.page.title}, buttons=links)
        return answer

    def submit_action(self) -> HttpResponse:
        """Send the office for review, and say who reads it."""
        answer: HttpResponse = super().submit_action()
        show_reviewers(self.request, self.page)
        return answer

    def redirect_away(self) -> HttpResponse:
        """Go back to the list; from there the next one is added."""
        return redirect("offices:index")

    def _use_form(self) -> None:
        organizations = self.organizations

        def form(*args: Any, **options: Any) -> Any:
            initial = {"organization": self.chosen.pk} if self.chosen else {}
            return entry_form_class()(*args, organizations=organizations, initial=initial, **options)

        self.form_class = form

    def _without_organizations(self, request: HttpRequest) -> HttpResponse:
        self.request = request
        context = super(CreateView, self).get_context_data()
        return self.render_to_response({**context, "state": self.tenant, "list_url": reverse("offices:index")})


def _organizations_of(tenant: Tenant, user: Any) -> list[OrganizationPage]:
    """The tenant's organizations in its first language below which somebody may add an office, by name."""
    if tenant.root_page is None:
        return []
    found = OrganizationPage.objects.filter(path__startswith=tenant.root_page.path).order_by("title")
    return [one for one in found if one.permissions_for_user(user).can_add_subpage()]
