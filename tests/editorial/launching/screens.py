"""What the tests of the screens of a state have in common."""

from __future__ import annotations

from django.urls import reverse


def url(name: str, code: str = "JAL") -> str:
    return reverse(f"states:{name}", args=[code])
