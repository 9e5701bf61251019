"""Addresses served by Django: the admin, documents, and the pages of the portal."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from .images import FOLDER, rendition

handler400 = "cms.outage.bad_request"
handler404 = "cms.outage.not_found"
handler500 = "cms.outage.server_error"

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path(f"media/{FOLDER}/<path:path>", rendition),
    path("", include("portal.urls")),
]
