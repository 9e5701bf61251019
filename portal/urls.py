"""Addresses of a state's pages: whatever no other part of the project answers."""

from django.urls import path, re_path

from . import views
from .site_files import SECURITY_PATH

urlpatterns = [
    path("robots.txt", views.robots, name="portal_robots"),
    path("sitemap.xml", views.sitemap, name="portal_sitemap"),
    path(SECURITY_PATH.removeprefix("/"), views.security_file, name="portal_security"),
    re_path(r"", views.page, name="portal_page"),
]
