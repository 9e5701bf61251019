"""The address of the counts, below `consultas/` in the admin."""

from django.urls import path

from .views import CountsView

app_name = "counts"
urlpatterns = [path("", CountsView.as_view(), name="page")]
