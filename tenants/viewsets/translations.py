"""wagtail-localize's screens that look up any page or translation, for one's own pages, and for administrators."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from tenants.admin_access.reach import reach_of

from .reports import OfAllStates


class WithinReach:
    """Before one of wagtail-localize's views among the bases; it asks whether somebody may translate, and not what."""

    request: HttpRequest

    def get_object(self) -> Any:
        """Return what the path names, if it is within reach."""
        found, reach = super().get_object(), reach_of(self.request.user)  # type: ignore[misc]  # of the view
        if reach is None or not reach.narrowed(type(found)._default_manager.filter(pk=found.pk)).exists():
            raise Http404
        return found


class SubmitPage(WithinReach, SubmitPageTranslationView):
    """Begins the translation of a page."""


class UpdateTranslations(WithinReach, UpdateTranslationsView):
    """Brings translations up to date."""


class Translations(OfAllStates, TranslationsReportView):
    """What is translated."""


urlpatterns = decorate_urlpatterns(
    [
        path("submit/page/<int:page_id>/", never_cache(SubmitPage.as_view())),
        path("update/<int:translation_source_id>/", never_cache(UpdateTranslations.as_view())),
        *(
            path(f"reports/translations/{part}", never_cache(Translations.as_view(results_only=bool(part))))
            for part in ("", "results/")
        ),
    ],
    require_admin_access,
)
