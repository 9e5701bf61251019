"""The script for partners' pages, at an address that stays."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from tests.assistance.chat.client import built


@pytest.mark.usefixtures("db")
def test_the_launcher_has_an_address_that_stays_and_is_kept_for_minutes(client: Client) -> None:
    (file,) = built("src/launcher/launcher.ts")

    response = client.get(reverse("chat:launcher"))
    again = client.get(reverse("chat:launcher"), headers={"If-None-Match": response["ETag"]})

    assert reverse("chat:launcher") == "/chat/launcher.js"
    assert response.content == file.read_bytes()
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=600"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert again.status_code == HTTPStatus.NOT_MODIFIED
