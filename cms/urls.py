"""Addresses served by Django: the admin, documents, and the pages of the portal."""

from django.urls import include, path
from wagtail.admin import urls as admin_urls

from tenants.account_views import SignOutView
from tenants.password_resets import ChoosePasswordView, ForgottenPasswordView
from tenants.sign_ins import SignInView

from .documents import document
from .images import FOLDER, rendition

handler400 = "cms.outage.bad_request"
handler404 = "cms.outage.not_found"
handler500 = "cms.outage.server_error"

urlpatterns = [
    # Before Wagtail's, in whose place they stand.
    path("admin/login/", SignInView.as_view(), name="wagtailadmin_login"),
    path("admin/logout/", SignOutView.as_view(), name="wagtailadmin_logout"),
    path("admin/password_reset/", ForgottenPasswordView.as_view(), name="wagtailadmin_password_reset"),
    path(
        "admin/password_reset/confirm/<uidb64>/<token>/",
        ChoosePasswordView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("admin/reports/", include("tenants.viewsets.reports")),
    path("admin/", include(admin_urls)),
    path("documents/<int:document_id>/<str:name>", document, name="wagtaildocs_serve"),
    path(f"media/{FOLDER}/<path:path>", rendition),
    path("", include("portal.urls")),
]
