"""Files kept in an S3-compatible store, chosen by the environment alone; the store is real and spoken to over HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.conf import settings
from moto.server import ThreadedMotoServer

BUCKET = "justicia"
SAVES_A_FILE = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
name = default_storage.save("documentos/derechos.txt", ContentFile("Tienes derecho a un defensor.".encode()))
again = default_storage.save("documentos/derechos.txt", ContentFile(b"Otra."))
print(name, again != name, sep="|")
"""

HAS_TWO = """
from media.models import CustomImage, CustomRendition
from media.picture_origins import picture_origins
original, rendition = (model._meta.get_field("file").storage for model in (CustomImage, CustomRendition))
print(original.url("original_images/foto.jpg"), rendition.url("images/foto.webp"), *picture_origins(), sep="|")
"""

SENDS_PARTS = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory
from cms.ranges import file_response
def sent(name, asked):
    request = RequestFactory().get("/", headers={"range": asked})
    response = file_response(request, default_storage.open(name), content_type="audio/mpeg", etag='"a"')
    return f"{response.status_code} {b''.join(response)}"
name = default_storage.save("documents/aviso.mp3", ContentFile(b"0123456789"))
empty = default_storage.save("documents/nada.mp3", ContentFile(b""))
parts = [sent(name, asked) for asked in ("", "bytes=2-4", "bytes=-2", "bytes=10-")]
print(*parts, sent(empty, ""), sep="|")
"""


@pytest.fixture
def store() -> Iterator[str]:
    """The address of a store with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    _client(address).create_bucket(Bucket=BUCKET)
    yield address
    server.stop()


def test_files_go_to_the_store_that_the_environment_names(store: str, django_db_setup: None) -> None:
    answer = _shell(SAVES_A_FILE, S3_BUCKET=BUCKET, S3_ENDPOINT_URL=store)

    name, kept_both = answer.strip().splitlines()[-1].split("|")
    assert (name, kept_both) == ("documentos/derechos.txt", "True")
    assert _client(store).get_object(Bucket=BUCKET, Key=name)["Body"].read() == b"Tienes derecho a un defensor."


def test_only_renditions_have_an_address_for_everybody(store: str, django_db_setup: None) -> None:
    answer = _shell(HAS_TWO, S3_BUCKET=BUCKET, S3_ENDPOINT_URL=store, S3_CUSTOM_DOMAIN="imagenes.example.mx")

    original, rendition, origin = answer.strip().splitlines()[-1].split("|")
    assert original == ""
    assert rendition == "https://imagenes.example.mx/images/foto.webp"
    assert origin == "https://imagenes.example.mx"


def test_a_file_is_sent_in_parts_from_there(store: str, django_db_setup: None) -> None:
    answer = _shell(SENDS_PARTS, S3_BUCKET=BUCKET, S3_ENDPOINT_URL=store)

    assert answer.strip().splitlines()[-1] == "200 b'0123456789'|206 b'234'|206 b'89'|416 b''|200 b''"


def _client(address: str) -> Any:
    return boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret", region_name="us-east-1"
    )


def _shell(program: str, **environment: str) -> str:
    credentials = {"S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", "S3_REGION": "us-east-1"}
    # The settings of development: those of the tests keep files on the disk, whatever the environment says.
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, **credentials, **environment, "DJANGO_SETTINGS_MODULE": "cms.settings.dev"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout
