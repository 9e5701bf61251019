"""The addresses of imports, below `oficinas-por-archivo/` in the admin."""

from django.urls import path

from .views import ActView, ColumnsView, ExportView, ImportView, ListView, ProgressView, StatesView

app_name = "imports"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", ListView.as_view(), name="list"),
    path("<slug:code>/descargar/<slug:file_format>/", ExportView.as_view(), name="export"),
    path("<slug:code>/<int:pk>/", ImportView.as_view(), name="import"),
    path("<slug:code>/<int:pk>/columnas/", ColumnsView.as_view(), name="columns"),
    path("<slug:code>/<int:pk>/avance/", ProgressView.as_view(), name="progress"),
    path("<slug:code>/<int:pk>/<slug:act>/", ActView.as_view(), name="act"),
]
