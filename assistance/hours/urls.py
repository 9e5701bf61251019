"""The addresses of hours of service, below `horarios/` in the admin."""

from django.urls import path

from assistance.chat.settings_views import ChatSettingsView

from .views import ChannelsView, HoursView, StatesView

app_name = "service_hours"
urlpatterns = [
    path("", StatesView.as_view(), name="states"),
    path("<slug:code>/", ChannelsView.as_view(), name="channels"),
    path("<slug:code>/chat/conversaciones/", ChatSettingsView.as_view(), name="chat"),
    path("<slug:code>/<slug:channel>/", HoursView.as_view(), name="hours"),
]
