"""The addresses of states' settings, below `estados/` in the admin."""

from django.urls import path

from . import views

app_name = "states"
urlpatterns = [
    path("", views.StatesView.as_view(), name="list"),
    path("<slug:code>/", views.OverviewView.as_view(), name="overview"),
    path("<slug:code>/nombre/", views.PlaceView.as_view(), name="place"),
    path("<slug:code>/direcciones/", views.HostsView.as_view(), name="hosts"),
    path("<slug:code>/telefonos/", views.PhonesView.as_view(), name="phones"),
    path("<slug:code>/apariencia/", views.ThemeView.as_view(), name="theme"),
    path("<slug:code>/idiomas/", views.LanguagesView.as_view(), name="languages"),
    path("<slug:code>/lanzar/", views.LaunchView.as_view(), name="launch"),
    path("<slug:code>/suspender/", views.SuspendView.as_view(), name="suspend"),
]
