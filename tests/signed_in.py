"""Browsers in which somebody is signed in."""

from __future__ import annotations

from django.test import Client

from tenants.models import User


def browser_of(user: User) -> Client:
    """Return somebody's browser."""
    client = Client()
    client.force_login(user)
    return client
