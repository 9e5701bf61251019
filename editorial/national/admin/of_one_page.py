"""What the screens about one national page have in common."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from content_models.models import ContentPage
from editorial.national.rights import can_publish, check_may_see
from publishing.errors import NotVisible
from tenants.models import User


class OfOnePage(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one page of the library; to a state's people there is none."""

    header_icon = "globe"
    page: ContentPage
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the page.

        Raises:
            Http404: it is not the library's, or the user is not of the library.
        """
        super().setup(request, *args, **kwargs)
        found = Page.objects.filter(pk=kwargs["page_id"]).first()
        page = found.specific if found is not None else None
        if not isinstance(page, ContentPage) or not isinstance(request.user, User):
            raise Http404
        try:
            check_may_see(page=page, by=request.user)
        except NotVisible as refusal:
            raise Http404 from refusal
        self.page, self.user = page, request.user

    @property
    def edit_url(self) -> str:
        """Where the page is written."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": self.edit_url, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page, and the ways to its other screens."""
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "title": self.page.get_admin_display_title(),
            "can_publish": can_publish(page=self.page, by=self.user),
            "edit_url": self.edit_url,
            "impact_url": reverse("national:impact", args=[self.page.pk]),
            "editions_url": reverse("national:editions", args=[self.page.pk]),
            "preview_url": reverse("wagtailadmin_pages:view_draft", args=[self.page.pk]),
        }
