"""The addresses that the panel asks, below `glosario/palabras/` in the admin."""

from django.urls import path

from .views import WordsOnCreateView, WordsOnEditView

app_name = "glossary_words"
urlpatterns = [
    path("<int:page_id>/", WordsOnEditView.as_view(), name="on_edit"),
    path(
        "<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
        WordsOnCreateView.as_view(),
        name="on_create",
    ),
]
