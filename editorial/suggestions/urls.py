"""The addresses of suggestions, below `busquedas/` in the admin."""

from django.urls import path

from .views import ActView, AddView, ListView, StatesView

app_name = "suggestions"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", ListView.as_view(), name="list"),
    path("<slug:code>/<int:pk>/add/", AddView.as_view(), name="add"),
    path("<slug:code>/<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
]
