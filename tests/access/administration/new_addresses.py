"""The project's addresses, with two of the administration that nobody has thought of, as an upgrade brings them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms import urls

handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


def new_view(request: HttpRequest, page_id: int = 0) -> HttpResponse:
    """Answer whoever asks."""
    return HttpResponse("secret")


urlpatterns = [
    path("admin/brand-new/", new_view, name="brand_new"),
    path("admin/brand-new/<int:page_id>/", new_view, name="brand_new_one"),
    *urls.urlpatterns,
]
