"""Screens of Wagtail's admin for people's accounts and for API clients."""
