"""The addresses of the matrix, below `matriz/` in the admin."""

from django.urls import path

from .citations_view import CitationsView
from .csv_view import MatrixCsvView
from .mark_view import MarkView
from .matrix_view import MatrixView

app_name = "matrix"
urlpatterns = [
    path("", MatrixView.as_view(), name="matrix"),
    path("csv/", MatrixCsvView.as_view(), name="csv"),
    path("citas/", CitationsView.as_view(), name="citations"),
    path("citas/marcar/", MarkView.as_view(), name="mark"),
]
