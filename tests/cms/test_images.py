"""Uploaded images are seen without a web server in front; originals and documents are not."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.jpg").write_bytes(b"picture")
    return tmp_path


@pytest.mark.usefixtures("media")
def test_a_rendition_is_served_to_be_shown_and_kept(client: Client) -> None:
    response: Any = client.get("/media/images/one.jpg")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"picture"
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    "path",
    [
        "/media/images/other.jpg",
        "/media/original_images/one.jpg",
        "/media/documents/one.jpg",
        "/media/images/",
    ],
)
def test_nothing_else_is(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("media")
def test_no_path_leads_out_of_the_folder(client: Client) -> None:
    assert client.get("/media/images/../documents/one.jpg").status_code == 400
