"""The way to a page of the state's own: where it stands and what it is; then Wagtail's editor opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from content_models.kinds import ItemKind
from editorial.adapting.local_pages import KINDS, Place, places_of, prepare_place
from publishing.errors import DomainError

from .editing_context import EditingContext, editing_context_of
from .languages import language_links
from .places import list_of

SHOWN_NEIGHBOURS = 8
LABELS = {ItemKind.GUIDANCE: _("Guidance"), ItemKind.NOTICE: _("Notice"), ItemKind.SECTION: _("Section")}


class LocalForm(forms.Form):
    """Where, and what."""

    def __init__(self, *args: Any, places: tuple[Place, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {place.path: place for place in places}
        self.fields["kind"] = forms.ChoiceField(
            label=_("What do you want to add?"), choices=list(LABELS.items()), error_messages={"required": _CHOOSE_KIND}
        )
        self.fields["path"] = forms.ChoiceField(
            label=_("Where does it stand?"),
            choices=[(place.path, place.title) for place in places],
            error_messages={"required": _CHOOSE_PLACE, "invalid_choice": _CHOOSE_PLACE},
        )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot stand there."""
        given: dict[str, Any] = super().clean() or {}
        place = self._places.get(given.get("path", ""))
        if place is not None and given.get("kind") and given["kind"] not in place.kinds:
            self.add_error("path", gettext("Only sections stand at the top. Choose a section for this page."))
        return given


class AddLocalView(WagtailAdminTemplateMixin, TemplateView):
    """Choose the section and the kind; the state's tree gets the section it needs, as a draft."""

    template_name = "editorial/adapting/local.html"
    page_title = _("Add a local page")
    header_icon = "plus"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the sections; only the state's own people add to them."""
        super().setup(request, *args, **kwargs)
        self.editing: EditingContext = editing_context_of(request, kwargs["code"], request.GET.get("locale"))
        if not self.editing.rights.can_edit:
            raise PermissionDenied
        self.places = places_of(tenant=self.editing.tenant, locale=self.editing.locale, by=self.editing.user)
        initial = {"path": request.GET.get("in", ""), "kind": request.GET.get("kind", ItemKind.GUIDANCE)}
        self.form = LocalForm(places=self.places, initial=initial)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Create the sections that are missing and open the editor there."""
        self.form = LocalForm(request.POST, places=self.places)
        if self.form.is_valid():
            try:
                return self._opened(**self.form.cleaned_data)
            except DomainError as error:
                self.form.add_error(error.field or None, error.message)
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("adapting:states"), "label": gettext("Adapt national texts")},
            {"url": list_of(self.editing), "label": self.editing.tenant.name},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form, the sections with what stands in each, and the state's languages."""
        return {
            **super().get_context_data(**kwargs),
            "editing": self.editing,
            "form": self.form,
            "places": self.places,
            "kinds": [(kind, LABELS[ItemKind(kind)], model.page_description) for kind, model in KINDS.items()],
            "chosen_kind": self.form["kind"].value(),
            "chosen_path": self.form["path"].value(),
            "language_links": language_links(self.editing, self.request),
            "back_url": list_of(self.editing),
            "action_url": self.request.get_full_path(),
        }

    def _opened(self, kind: str, path: str) -> HttpResponse:
        parent = prepare_place(tenant=self.editing.tenant, locale=self.editing.locale, path=path, by=self.editing.user)
        place = next(place for place in self.places if place.path == path)
        messages.info(self.request, _place_sentence(place))
        model = KINDS[kind]._meta
        return redirect("wagtailadmin_pages:add", model.app_label, model.model_name, parent.pk)


_CHOOSE_KIND = _("Choose what you want to add.")
_CHOOSE_PLACE = _("Choose a section.")


def _place_sentence(place: Place) -> str:
    """Return the sentence on the new page's neighbours, and on what decides its place among them."""
    if not place.neighbours:
        return gettext("It will be the first page in “%(section)s”.") % {"section": place.title}
    shown = [f"“{each.title}”" for each in place.neighbours[:SHOWN_NEIGHBOURS]]
    more = len(place.neighbours) - len(shown)
    if more > 0:
        shown.append(gettext("and %(count)s more") % {"count": more})
    return gettext(
        "In “%(section)s” stand: %(pages)s. Your page will stand after them. Drag your own pages in the section’s list "
        "to order them, or choose in the page, under “Address and order”, which national page it stands after."
    ) % {"section": place.title, "pages": ", ".join(shown)}
