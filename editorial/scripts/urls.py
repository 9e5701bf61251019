"""The addresses that the form of a script asks, below `guiones/` in the admin."""

from django.urls import path

from .form_views import FormOnCreateView, FormOnEditView

app_name = "script_forms"
SCRIPT = {"content_type_app_name": "content", "content_type_model_name": "scriptpage"}
urlpatterns = [
    path("<int:page_id>/formulario/", FormOnEditView.as_view(), name="form_on_edit"),
    path("nuevo/<int:parent_page_id>/formulario/", FormOnCreateView.as_view(), SCRIPT, name="form_on_create"),
]
