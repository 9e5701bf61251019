"""The addresses of adapting, below `adaptar/` in the admin."""

from django.urls import path

from editorial.adapting.draft import EXAMPLES

from .acts import ActView
from .examples_views import ExamplesView, TryExamplesView
from .history_views import HistoryView, VersionView
from .list_view import StatesView, TextsView
from .local_view import AddLocalView
from .piece_views import InsertView, PieceView
from .schedule_view import ScheduleView
from .typed_view import WritingScreen
from .withdrawn_view import TextView
from .workbench_view import PreviewView

app_name = "adapting"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", TextsView.as_view(), name="list"),
    path("<slug:code>/local/", AddLocalView.as_view(), name="local"),
    path("<slug:code>/<uuid:key>/", TextView.as_view(), name="text"),
    path("<slug:code>/<uuid:key>/piece/", WritingScreen.as_view(screen=PieceView), name="piece"),
    path("<slug:code>/<uuid:key>/insert/", WritingScreen.as_view(screen=InsertView), name="insert"),
    path(
        "<slug:code>/<uuid:key>/examples/",
        WritingScreen.as_view(screen=ExamplesView, address=EXAMPLES),
        name="examples",
    ),
    path("<slug:code>/<uuid:key>/examples/try/", TryExamplesView.as_view(), name="try_examples"),
    path("<slug:code>/<uuid:key>/preview/", PreviewView.as_view(), name="preview"),
    path("<slug:code>/<uuid:key>/schedule/", ScheduleView.as_view(), name="schedule"),
    path("<slug:code>/<uuid:key>/history/", TextView.as_view(screen=HistoryView), name="history"),
    path("<slug:code>/<uuid:key>/history/<int:number>/", TextView.as_view(screen=VersionView), name="version"),
    path("<slug:code>/<uuid:key>/<slug:act>/", ActView.as_view(), name="act"),
]
