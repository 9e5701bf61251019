"""A recording over HTTP, as a browser's player asks for it: in parts, from the server as it runs."""

from __future__ import annotations

import http.client
from contextlib import closing
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django import Settings

from content_models.models import GuidancePage
from media.models import CustomDocument
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.journeys.site import Site
from tests.tenants.factories import page_of
from tests.waiting import eventually
from tests.world import GUIDANCE

CONTENT = bytes(range(256)) * 4096
"""A megabyte, of which each part is told from the others."""


@pytest.fixture
def recording(site: Site, settings: Settings, tmp_path: Path) -> CustomDocument:
    """A recording that Tabasco's site plays."""
    settings.MEDIA_ROOT = tmp_path / "test-media"
    site.environment = {**site.environment, "VAR_DIR": str(tmp_path)}
    tabasco = Tenant.objects.get(code="TAB")
    with tenant_scope([tabasco.pk]):
        file = CustomDocument.objects.create(
            title="Aviso", file=ContentFile(CONTENT, name="aviso.mp3"), collection=tabasco.collection
        )
        value = {"file": file.pk, "title": "Aviso", "duration_seconds": 65, "transcript": "<p>Hola.</p>"}
        section = page_of(tabasco, "informacion-local")
        page = GuidancePage(title="Aviso", slug="p-aviso", roles=["VICTIM"], body=[block("audio", value)], **GUIDANCE)
        page.locale, page.live = section.locale, False
        section.add_child(instance=page)
        publish_page(page=page)
    return file


def fetch(
    site: Site, path: str, method: str = "GET", host: str = "tabasco.localhost", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)) as connection:
        connection.request(method, path, headers={"Host": host, **headers})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()


def test_a_recording_is_played_from_any_place(site: Site, recording: CustomDocument) -> None:
    with site.web_process():
        status, headers, body = fetch(site, recording.url)
        assert (status, headers["content-type"], headers["accept-ranges"]) == (200, "audio/mpeg", "bytes")
        assert body == CONTENT
        tag = headers["etag"]

        length = str(len(CONTENT))
        status, headers, body = fetch(site, recording.url, "HEAD")
        assert (status, headers["content-length"], body) == (200, length, b"")

        status, headers, body = fetch(site, recording.url, Range="bytes=1000-1999", **{"If-Range": tag})
        assert (status, headers["content-range"], body) == (206, f"bytes 1000-1999/{length}", CONTENT[1000:2000])
        status, headers, body = fetch(site, recording.url, Range="bytes=-700000")
        assert (status, headers["content-length"], body) == (206, "700000", CONTENT[-700000:])
        status, headers, body = fetch(site, recording.url, Range=f"bytes={length}-")
        assert (status, headers["content-range"], body) == (416, f"bytes */{length}", b"")
        status, headers, body = fetch(site, recording.url, **{"If-None-Match": tag})
        assert (status, body) == (304, b"")

        assert fetch(site, recording.url, host="coahuila.localhost")[0] == 404
        assert fetch(site, recording.url, host="localhost")[0] == 200
        unpublish_page(page=GuidancePage.objects.get(slug="p-aviso"))
        assert eventually(lambda: fetch(site, recording.url)[0] == 404, 10)
