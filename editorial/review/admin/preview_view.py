"""How a new national edition would read in a state that has not accepted it yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views import View

from content_models import previews
from editorial.adapting.pages import library_page
from editorial.review.access import task_of
from publishing.errors import NotVisible
from publishing.models import ReviewReason
from tenants.models import User


class PreviewView(View):
    """The library's page as the state's portal would show it, the state's own changes included."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the page; what is another state's does not exist."""
        if not isinstance(request.user, User):
            raise Http404
        try:
            task = task_of(pk, request.user)
        except NotVisible as error:
            raise Http404 from error
        page = library_page(key=task.key, locale=task.locale) if task.reason == ReviewReason.ADOPTION else None
        if page is None:
            raise Http404
        return previews.rendered(page, request, task.tenant.code)
