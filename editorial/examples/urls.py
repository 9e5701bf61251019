"""The addresses that the form asks beside the phrases, below `frases/` in the admin."""

from django.urls import path

from .views import TryOutOnCreateView, TryOutOnEditView

app_name = "examples"
urlpatterns = [
    path("<int:page_id>/probar/", TryOutOnEditView.as_view(), name="on_edit"),
    path(
        "<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/probar/",
        TryOutOnCreateView.as_view(),
        name="on_create",
    ),
]
