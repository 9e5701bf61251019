"""The addresses of what drafts change, below `cambios/` in the admin."""

from django.urls import path

from .changes_view import ChangesView
from .concurrent_edits import PartsChangedView
from .confirmations_view import ConfirmationsView

app_name = "approving"
urlpatterns = [
    path("<int:page_id>/", ChangesView.as_view(), name="changes"),
    path("<int:page_id>/entre/", PartsChangedView.as_view(), name="parts_changed"),
    path("oficinas/", ConfirmationsView.as_view(), name="confirmations"),
]
