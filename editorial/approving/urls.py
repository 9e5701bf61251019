"""The address of what a draft changes, below `cambios/` in the admin."""

from django.urls import path

from .changes_view import ChangesView

app_name = "approving"
urlpatterns = [path("<int:page_id>/", ChangesView.as_view(), name="changes")]
