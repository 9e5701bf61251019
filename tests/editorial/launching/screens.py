"""What the tests of the screens of a state have in common."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tenants.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, code: str = "JAL") -> str:
    return reverse(f"states:{name}", args=[code])
