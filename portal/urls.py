"""Addresses of a state's pages: whatever no other part of the project answers."""

from django.urls import re_path

from . import views

urlpatterns = [re_path(r"", views.page, name="portal_page")]
