"""The addresses of holidays, below `inhabiles/` in the admin."""

from django.urls import path

from .views import ChangeView, ListView, RemoveView, StatesView

app_name = "holidays"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", ListView.as_view(), name="list"),
    path("<slug:code>/agregar/", ChangeView.as_view(), name="add"),
    path("<slug:code>/<int:holiday_id>/", ChangeView.as_view(), name="change"),
    path("<slug:code>/<int:holiday_id>/quitar/", RemoveView.as_view(), name="remove"),
]
