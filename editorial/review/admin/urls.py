"""The addresses of review, below `revisiones/` in the admin."""

from django.urls import path

from .accept_view import AcceptAllView
from .acts import ActView
from .list_view import HistoryView, OpenView
from .preview_view import PreviewView
from .settings_view import AdoptionView
from .task_view import TaskView

app_name = "reviews"
urlpatterns = [
    path("", OpenView.as_view(), name="list"),
    path("historial/", HistoryView.as_view(), name="history"),
    path("<int:pk>/", TaskView.as_view(), name="task"),
    path("<int:pk>/vista/", PreviewView.as_view(), name="preview"),
    path("<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
    path("<slug:code>/aceptar/", AcceptAllView.as_view(), name="accept_all"),
    path("<slug:code>/ajustes/", AdoptionView.as_view(), name="settings"),
]
