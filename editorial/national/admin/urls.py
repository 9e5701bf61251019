"""The addresses of national texts, below `biblioteca/` in the admin."""

from django.urls import path

from .editions_view import EditionsView
from .impact_view import ImpactView

app_name = "national"
urlpatterns = [
    path("<int:page_id>/efecto/", ImpactView.as_view(), name="impact"),
    path("<int:page_id>/ediciones/", EditionsView.as_view(), name="editions"),
]
