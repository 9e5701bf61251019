"""Where a confidential place is stands nowhere any more: in no answer, no line of the log, no dump of the database."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from api.endpoint import Endpoint
from cms.backup import database
from content_models.models import OfficePage
from tenants.models import KeyKind, StaffRole, Tenant
from tests.api.client import Answer, send
from tests.editorial.test_confidential_places import PUBLISH, edit_url, sent
from tests.tenants.factories import key_of, member
from tests.world import World

from .test_confidential_places import MARK, WORDS, office_in

pytestmark = pytest.mark.usefixtures("search_index")

LONGEST_SECONDS = 35
QUERY = """{ state(code: TAB) {
  offices(first: 50) { edges { node { name slug path address { text neighborhood locality } municipality latitude } } }
} }"""


def asked(endpoint: Endpoint, key: str) -> Answer:
    query = urlencode({"query": QUERY})
    return send(endpoint, "GET", query_string=query, headers={"Authorization": f"Bearer {key}"})


def site_pages() -> list[Any]:
    client = Client(headers={"host": "tabasco.localhost"})
    paths = ("/", "/directorio/", "/directorio/p-red/", f"/directorio/p-red/casa-{MARK}-2/", "/sitemap.xml")
    return [client.get(path) for path in (*paths, "/directorio/p-red/casa-segura/", f"/buscar/?q={MARK}")]


def dumped(folder: Path, name: str) -> bytes:
    """The whole dump of the database, as text."""
    path = folder / name
    database.dump(path)
    program = database._program("pg_restore")
    return subprocess.run([program, "-f", "-", str(path)], capture_output=True, check=True).stdout


def words_in(content: bytes) -> list[str]:
    return [word for word in WORDS if word.encode() in content]


def test_it_is_nowhere(committed: World, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    committed.tenants["TAB"] = Tenant.objects.get(code="TAB")
    office = office_in(committed, "TAB")
    key = key_of(committed.tenants["TAB"], kind=KeyKind.PUBLISHABLE)[1]
    endpoint = Endpoint(lambda _environ, _start: [])
    before = asked(endpoint, key)
    assert len(words_in(before.body)) >= 2, before.body
    assert MARK in site_pages()[2].content.decode()
    assert len(words_in(dumped(tmp_path, "before"))) == len(WORDS)
    assert int(before.headers["Cache-Control"].partition("max-age=")[2]) <= LONGEST_SECONDS

    caplog.set_level(logging.DEBUG)
    client = Client()
    client.force_login(member(committed.tenants["TAB"], StaffRole.PUBLISHER))
    form = sent(office, title="Casa segura", slug="casa-segura", **PUBLISH)
    client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[office.pk]), form)
    assert client.post(edit_url(office), form).status_code == 302
    answer = asked(endpoint, key)
    pages = site_pages()

    assert OfficePage.objects.get(pk=office.pk).is_confidential
    assert "Casa segura" in answer.body.decode()
    assert words_in(answer.body) == []
    # Whoever asks for an address or a word gets it back; nothing else does.
    asked_for = [page.content.replace(f"casa-{MARK}-2".encode(), b"").replace(MARK.encode(), b"") for page in pages]
    assert [words_in(content) for content in asked_for] == [[]] * len(pages)
    assert [MARK in page.content.decode() for page in pages[:3]] == [False] * 3
    assert pages[3].status_code == 404
    assert words_in(dumped(tmp_path, "after")) == []
    assert [record for record in caplog.records if MARK in record.getMessage() and "/" not in record.getMessage()] == []
