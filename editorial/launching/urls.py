"""The addresses of states' settings, below `estados/` in the admin."""

from django.urls import path, re_path

from . import preview_views, settings_views, views

app_name = "states"
urlpatterns = [
    path("", views.StatesView.as_view(), name="list"),
    path("<slug:code>/", views.OverviewView.as_view(), name="overview"),
    path("<slug:code>/nombre/", settings_views.PlaceView.as_view(), name="place"),
    path("<slug:code>/direcciones/", settings_views.HostsView.as_view(), name="hosts"),
    path("<slug:code>/telefonos/", settings_views.PhonesView.as_view(), name="phones"),
    path("<slug:code>/apariencia/", settings_views.ThemeView.as_view(), name="theme"),
    path("<slug:code>/idiomas/", settings_views.LanguagesView.as_view(), name="languages"),
    path("<slug:code>/vista/", preview_views.PreviewView.as_view(), name="preview"),
    re_path(
        r"^(?P<code>[-\w]+)/vista/(?P<look>[-\w]+)/(?P<path>.*)$",
        preview_views.SitePageView.as_view(),
        name="site_page",
    ),
    path("<slug:code>/lanzar/", views.LaunchView.as_view(), name="launch"),
    path("<slug:code>/suspender/", views.SuspendView.as_view(), name="suspend"),
]
