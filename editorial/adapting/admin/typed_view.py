"""What was typed for a text that has gone, or that the user may no longer change: shown, so that it can be copied."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from editorial.adapting.forms import form_for_typed
from tenants.models import User

from .forms import ValueForm
from .workbench_view import OfOneText


class TypedView(WagtailAdminTemplateMixin, TemplateView):
    """The form as it was sent, which leads nowhere."""

    template_name = "editorial/adapting/typed.html"
    page_title = _("What you wrote was not saved")
    header_icon = "warning"
    form: ValueForm | None = None
    status = 404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what was sent."""
        return self.render_to_response(self.get_context_data(**kwargs), status=self.status)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("adapting:states"), "label": gettext("Adapt national texts")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the form with what was typed."""
        return {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "media": self.form.media if self.form is not None else "",
            "is_field": not self.request.POST.get("block_type"),
            "back_url": reverse("adapting:states"),
        }


class WritingScreen(View):
    """A screen with a form for one piece; what it refuses is shown to the user who typed it.

    Whether the text is gone, or was another's from the beginning, is not said: the answer is the same.
    """

    screen: type[OfOneText] = OfOneText
    address = ""
    """What the screen is always about; empty: its address says it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        return self.screen.as_view()(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save what was typed, or give it back."""
        try:
            return self.screen.as_view()(request, **kwargs)
        except (Http404, PermissionDenied) as refusal:
            form = _form_of(request, str(kwargs["key"]), self.address)
            if form is None:
                raise
            status = 403 if isinstance(refusal, PermissionDenied) else 404
            return TypedView.as_view(form=form, status=status)(request, **kwargs)


def _form_of(request: HttpRequest, key: str, address: str) -> ValueForm | None:
    """Return the form with what was sent; None when nothing was typed, or it is of no form that there is."""
    if not any(name.startswith("value") for name in request.POST):
        return None
    address, block_type = address or request.GET.get("address", ""), request.POST.get("block_type", "")
    piece_form = form_for_typed(key=key, address=address, block_type=block_type)
    if piece_form is None:
        return None
    form = ValueForm(request.POST, piece_form=piece_form, place=_place_of(request))
    try:
        form.full_clean()
    except MultiValueDictKeyError:  # what was sent belongs to another form
        return None
    return form


def _place_of(request: HttpRequest) -> Page | None:
    """Return where the pages of the person's own state stand; None for administrators, who see everything."""
    tenant = request.user.tenant if isinstance(request.user, User) else None
    return None if tenant is None else tenant.root_page
