"""A state's site as citizens would see it, whatever its status: for those who may change its settings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content_models import previews
from publishing.services.change_tenant import published_logo

from .forms import ThemeForm
from .of_state import OfState

SAVED = "guardada"
"""Stands in an address of the preview in the place of a look that is not saved."""


class PreviewView(OfState):
    """The site in a frame as wide as a phone, and in one as wide as a desktop."""

    template_name = "editorial/launching/preview.html"
    page_title = _("Preview of the site")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return where the first page is."""
        return {**super().get_context_data(**kwargs), "site_url": site_url(self.tenant.code), "current": "preview"}


class SitePageView(OfState):
    """One page of the site, with the look that is saved or one that is not."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; of a look that would be refused say why."""
        look = kwargs["look"]
        theme = None
        if look != SAVED:
            form = ThemeForm(_typed(look), tenant=self.tenant)
            if not form.is_valid():
                return _refused(request, [str(error) for errors in form.errors.values() for error in errors])
            try:
                theme = _as_served(form.cleaned_data)
            except ValidationError as error:
                return _refused(request, error.messages)
        origin = site_url(self.tenant.code, look).removesuffix("/")
        return previews.site_page(request, self.tenant, f"/{kwargs['path']}", origin=origin, theme=theme)


def site_url(code: str, look: str = SAVED) -> str:
    """Return the address of the first page in the preview.

    Args:
        look: `SAVED`, or the two colours without their #, and the number of the logo if there is one, with `-` between.
    """
    return reverse("states:site_page", args=[code, look, ""])


def _typed(look: str) -> dict[str, str]:
    primary, secondary, logo, *_rest = [*look.split("-"), "", "", ""]
    return {"primary_color": f"#{primary}", "secondary_color": f"#{secondary}", "logo": logo}


def _as_served(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "primaryColor": values["primary_color"],
        "secondaryColor": values["secondary_color"],
        "logo": published_logo(values["logo"]),
    }


def _refused(request: HttpRequest, sentences: list[str]) -> HttpResponse:
    return render(request, "editorial/launching/look_refused.html", {"sentences": sentences})
