"""The addresses of offices at work, below `oficinas/` in the admin."""

from django.urls import path

from .adding_view import AddView
from .confirming_view import ConfirmView
from .hours_view import HoursView
from .states_view import StatesView

app_name = "state_offices"
urlpatterns = [
    path("horario/", HoursView.as_view(), name="hours"),
    path("<str:act>/", StatesView.as_view(), name="states"),
    path("<slug:code>/agregar/", AddView.as_view(), name="add"),
    path("<slug:code>/confirmar/", ConfirmView.as_view(), name="confirm"),
]
