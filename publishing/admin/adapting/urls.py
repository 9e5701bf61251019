"""The addresses of adapting, below `adaptar/` in the admin."""

from django.urls import path

from .acts import ActView
from .list_view import StatesView, TextsView
from .piece_views import InsertView, PieceView
from .workbench_view import PreviewView, WorkbenchView

app_name = "adapting"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", TextsView.as_view(), name="list"),
    path("<slug:code>/<uuid:key>/", WorkbenchView.as_view(), name="text"),
    path("<slug:code>/<uuid:key>/piece/", PieceView.as_view(), name="piece"),
    path("<slug:code>/<uuid:key>/insert/", InsertView.as_view(), name="insert"),
    path("<slug:code>/<uuid:key>/preview/", PreviewView.as_view(), name="preview"),
    path("<slug:code>/<uuid:key>/<slug:act>/", ActView.as_view(), name="act"),
]
