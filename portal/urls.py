"""Addresses of a state's pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
