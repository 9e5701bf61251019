"""The addresses of campaigns, below `campanas/` in the admin."""

from django.urls import path

from .views import ListView, StatesView

app_name = "campaigns"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", ListView.as_view(), name="list"),
]
