"""Addresses served by Django: the admin, documents, and the pages of the portal."""

from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from tenants.account_views import AccountView, Dismissibles, SignOutView
from tenants.password_resets import ChoosePasswordView, ForgottenPasswordView
from tenants.second_factor.views import STEP_URLS
from tenants.sign_ins import SignInView

from .documents import document
from .images import FOLDER, rendition

handler400 = "cms.outage.bad_request"
handler404 = "cms.outage.not_found"
handler500 = "cms.outage.server_error"

# In the place of Wagtail's own, which come after them.
account_patterns = decorate_urlpatterns(
    [
        path("login/", SignInView.as_view(), name="wagtailadmin_login"),
        path("logout/", SignOutView.as_view(), name="wagtailadmin_logout"),
        path("second-factor/", include((STEP_URLS, "second_factor"))),
        path("account/", require_admin_access(AccountView.as_view()), name="wagtailadmin_account"),
        path("dismissibles/", require_admin_access(Dismissibles.as_view()), name="wagtailadmin_dismissibles"),
        path("password_reset/", ForgottenPasswordView.as_view(), name="wagtailadmin_password_reset"),
        path(
            "password_reset/confirm/<uidb64>/<token>/",
            ChoosePasswordView.as_view(),
            name="wagtailadmin_password_reset_confirm",
        ),
    ],
    never_cache,
)

urlpatterns = [
    path("admin/", include(account_patterns)),
    path("admin/reports/", include("tenants.viewsets.reports")),
    path("admin/localize/", include("tenants.viewsets.translations")),
    path("admin/", include("tenants.viewsets.choosers")),
    path("admin/", include("tenants.viewsets.files")),
    path("admin/", include(admin_urls)),
    path("documents/<int:document_id>/<str:name>", document, name="wagtaildocs_serve"),
    path(f"media/{FOLDER}/<path:path>", rendition),
    path("mesa/", include("assistance.desk.urls")),
    path("chat/", include("assistance.chat.urls")),
    path("", include("portal.urls")),
]
