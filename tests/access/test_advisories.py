"""Each of Wagtail's security advisories of 2026, replayed by a state's people on what is another's.

Source:
    https://github.com/wagtail/wagtail/security/advisories, and the release notes of Wagtail 7.0.4 to 7.0.9: what has
    an advisory and no CVE in them is named by its GHSA.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from http import HTTPStatus
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from media.models import CustomDocument
from tenants.scope import tenant_scope
from tests.tenants.conftest import World
from tests.tenants.factories import image_of, page_of

from .administration.crawl import content_of
from .administration.foreign_rows import digest
from .administration.planted import Planted, plant

MARKS = {"JAL": "zqmarcajal", "NAC": "zqmarcanac"}
SCRIPT = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True)
class Request:
    """One request of an attack; `{…}` is an id of what the attacked tenant has, `{own}` a page of the attacker.

    Attributes:
        is_list: whether it names nothing, so that it may be answered with what is one's own.
        is_closed: whether it is there for nobody.
    """

    method: str
    address: str
    data: Mapping[str, str] = field(default_factory=dict)
    is_json: bool = False
    is_list: bool = False
    is_closed: bool = False

    def send(self, client: Client, ids: Mapping[str, str]) -> Any:
        """Send it with some ids."""
        data = {name: value.format_map(ids) for name, value in self.data.items()}
        kind = {"content_type": "application/json"} if self.is_json else {}
        return getattr(client, self.method.lower())(self.address.format_map(ids), data, **kind)

    @property
    def names_file(self) -> bool:
        """Whether it is about a file; states choose the library's."""
        return "{image}" in self.address or "{document}" in self.address


API = "/admin/api/main"
ATTACKS: dict[str, tuple[Request, ...]] = {
    "CVE-2026-25517 previews": (
        Request("POST", "/admin/pages/{page}/edit/preview/", {"title": "x"}),
        Request("GET", "/admin/pages/{page}/edit/preview/"),
        Request("POST", "/admin/pages/add/content/guidancepage/{parent}/preview/", {"title": "x"}),
        Request("GET", "/admin/pages/add/content/guidancepage/{parent}/preview/"),
        Request("GET", "/admin/pages/{page}/revisions/{revision}/view/"),
    ),
    "CVE-2026-44197 comparing revisions": (
        Request("GET", "/admin/pages/{page}/revisions/compare/earliest...latest/"),
        Request("GET", "/admin/pages/{page}/revisions/compare/live...{revision}/"),
        Request("GET", "/admin/pages/{own}/revisions/compare/{revision}...latest/"),
    ),
    "CVE-2026-44198 history of a page": (
        Request("GET", "/admin/pages/{page}/history/"),
        Request("GET", "/admin/pages/{page}/history/results/"),
        Request("GET", "/admin/pages/{page}/workflow_history/"),
        Request("GET", "/admin/pages/{page}/workflow_history/detail/{workflow state}/"),
    ),
    "CVE-2026-44199 deleting what was sent by a form": (
        Request("GET", "/admin/forms/submissions/{page}/", is_closed=True),
        Request("POST", "/admin/forms/submissions/{own}/delete/", {"selected-submissions": "1"}, is_closed=True),
    ),
    "CVE-2026-44200 copying a page": (
        Request("GET", "/admin/pages/{page}/copy/"),
        Request(
            "POST",
            "/admin/pages/{page}/copy/",
            {"new_title": "Copia", "new_slug": "copia", "new_parent_page": "{own}", "copy_subpages": "on"},
        ),
        Request(
            "POST",
            f"{API}/pages/{{page}}/action/copy/",
            {"destination_page_id": "{own}", "slug": "copia"},
            is_json=True,
            is_closed=True,
        ),
    ),
    "CVE-2026-44201, GHSA-c2xx-cjmh-9q8f the API of images and documents": tuple(
        Request("GET", f"{api}/{kind}/{rest}", is_closed=True)
        for api in ("/api/v2", API)
        for kind, rest in (("images", ""), ("images", "{image}/"), ("documents", ""), ("documents", "{document}/"))
    ),
    "CVE-2026-54259 what was chosen": (
        Request("GET", "/admin/images/chooser/chosen/{image}/"),
        Request("GET", "/admin/images/chooser/chosen-multiple/?id={image}"),
        Request("GET", "/admin/images/chooser/{image}/select_format/"),
        Request("GET", "/admin/documents/chooser/chosen/{document}/"),
        Request("GET", "/admin/documents/chooser/chosen-multiple/?id={document}"),
    ),
    "CVE-2026-54261 preview of an image": (
        Request("GET", "/admin/images/{image}/preview/width-100/"),
        Request("GET", "/admin/images/{image}/generate_url/output/?filter_method=original", is_closed=True),
    ),
    "CVE-2026-54262 making translations": (
        Request("GET", "/admin/translation/submit/page/{page}/", is_closed=True),
        Request("GET", "/admin/localize/submit/page/{page}/"),
        Request("POST", "/admin/localize/submit/page/{page}/", {"locales": "{locale}"}),
    ),
    "CVE-2026-55468 pages in the API": (
        Request("GET", f"{API}/pages/{{page}}/?fields=*"),
        Request("GET", f"{API}/pages/?id={{page}}&fields=*"),
        Request("GET", f"{API}/pages/?child_of={{parent}}&fields=*"),
        Request("GET", f"{API}/pages/?descendant_of={{parent}}&fields=*"),
        Request("GET", f"{API}/pages/?type=content.GuidancePage&fields=*", is_list=True),
        Request("GET", f"{API}/pages/?search={{mark}}&fields=*", is_list=True),
    ),
    "GHSA-x5cx-w6p2-mxf2 copying what is no page": (
        Request("GET", "/admin/api-clients/copy/{client}/", is_closed=True),
        Request("GET", "/admin/sites/copy/{site}/"),
        Request("GET", "/admin/users/copy/{user}/", is_closed=True),
    ),
    "GHSA-jm5p-837g-rv8g copying for a translation": (
        Request(
            "POST",
            f"{API}/pages/{{page}}/action/copy_for_translation/",
            {"locale": "yua", "copy_parents": "true"},
            is_json=True,
            is_closed=True,
        ),
    ),
}

NOT_INSTALLED = {
    "CVE-2026-28222 classes of a table": "wagtail.contrib.table_block",
    "CVE-2026-28223 title of a translated page": "wagtail.contrib.simple_translation",
    "CVE-2026-44199 forms": "wagtail.contrib.forms",
    "CVE-2026-44201, GHSA-c2xx-cjmh-9q8f the public API": "wagtail.api.v2",
    "CVE-2026-54262 translations": "wagtail.contrib.simple_translation",
}


@pytest.fixture
def planted(world: World) -> dict[str, Planted]:
    """What Jalisco and the library have, with marks."""
    return {
        tenant.code: plant(tenant, world.person(who), MARKS[tenant.code], f"zqvista{tenant.code.lower()}")
        for tenant, who in ((world.jalisco, "other publisher"), (world.library, "library publisher"))
    }


@contextmanager
def undone() -> Iterator[None]:
    """Undo at the end what is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("advisory", ATTACKS)
def test_nothing_of_another_is_shown_or_changed(world: World, planted: dict[str, Planted], advisory: str) -> None:
    """The attack of each advisory, by an editor and a publisher, on another state and on the library."""
    own = str(page_of(world.tabasco, "informacion-local").pk)
    before = digest([world.jalisco, world.library]), Page.objects.count()

    for who in ("own editor", "own publisher"):
        for code, foreign in planted.items():
            client = world.client(who)
            for request in ATTACKS[advisory]:
                if request.names_file and code == "NAC" and not request.is_closed:
                    continue
                answer = request.send(client, {**foreign.ids, "own": own, "mark": foreign.mark})

                assert foreign.mark not in content_of(answer).decode(errors="replace"), (who, code, request)
                assert answer.status_code == (HTTPStatus.OK if request.is_list else HTTPStatus.NOT_FOUND), (
                    who,
                    request,
                )

    assert (digest([world.jalisco, world.library]), Page.objects.count()) == before


@pytest.mark.parametrize("advisory", ATTACKS)
def test_attack_is_alive(world: World, planted: dict[str, Planted], advisory: str) -> None:
    """The control: whoever has the thing gets an answer to the same request, unless it is there for nobody."""
    owners = (("other publisher", "JAL"), ("library publisher", "NAC"), ("administrator", "JAL"))

    for request in ATTACKS[advisory]:
        statuses = []
        for who, code in owners:
            ids = {**planted[code].ids, "own": planted[code].ids["page"], "mark": planted[code].mark}
            with undone():
                answer = request.send(world.client(who), ids)
                content_of(answer)
            statuses.append(answer.status_code)
        assert all(status < HTTPStatus.INTERNAL_SERVER_ERROR for status in statuses), (request, statuses)
        assert all(status == HTTPStatus.NOT_FOUND for status in statuses) == request.is_closed, (request, statuses)


@pytest.mark.parametrize("advisory", NOT_INSTALLED)
def test_what_an_advisory_is_about_is_not_installed(advisory: str) -> None:
    assert not apps.is_installed(NOT_INSTALLED[advisory])


def test_title_of_a_translated_page_is_text(world: World) -> None:
    """The same as in simple_translation, in the application that translates here.

    Source:
        CVE-2026-28223.
    """
    page = page_of(world.library, "victima")
    page.title = page.draft_title = SCRIPT
    page.save()
    english = Locale.objects.get_or_create(language_code="en")[0]

    answer = world.client("library publisher").post(
        reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [english.pk]}, follow=True
    )

    assert "&lt;img src=x onerror" in answer.content.decode()
    assert SCRIPT not in answer.content.decode()


@pytest.mark.parametrize("spec", ["width-100|format-avif", "jpegquality-100", "bgcolor-fff"])
def test_preview_of_an_image_has_few_filters(world: World, spec: str) -> None:
    """Costly filters are refused, for one's own image as well.

    Source:
        CVE-2026-54260.
    """
    client, image = world.client("own editor"), image_of(world.tabasco, "Mapa")

    assert client.get(reverse("wagtailimages:preview", args=[image.pk, "width-100"])).status_code == HTTPStatus.OK
    assert client.get(reverse("wagtailimages:preview", args=[image.pk, spec])).status_code == HTTPStatus.BAD_REQUEST


def test_address_of_an_image_repeats_no_script(world: World) -> None:
    """Images have no addresses that somebody could generate; a filter that is refused is repeated as plain text.

    Source:
        CVE-2026-54263.
    """
    image = image_of(world.tabasco, "Mapa")
    output = reverse("wagtailimages:url_generator_output", args=[image.pk])

    for who in ("own editor", "administrator"):
        generated = world.client(who).get(output, {"filter_method": SCRIPT})
        previewed = world.client(who).get(reverse("wagtailimages:preview", args=[image.pk, SCRIPT]))

        assert (generated.status_code, previewed.status_code) == (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
        assert SCRIPT not in generated.content.decode()
        assert previewed["Content-Type"] == "text/plain"


@pytest.mark.parametrize("who", ["visitor", "own editor", "own publisher"])
def test_hash_of_a_document_is_no_oracle(world: World, planted: dict[str, Planted], who: str) -> None:
    """Whoever knows the hash of a file is not told that another has it.

    Source:
        GHSA-92hv-j533-69wc.
    """
    with tenant_scope([world.jalisco.pk]):
        document = CustomDocument.objects.get(pk=planted["JAL"].ids["document"])
        digests = [sha1(document.file.read()).hexdigest(), document.get_file_hash(), "0" * 40]
    client = world.client(who)

    for name in (document.filename, "otro.pdf"):
        address = reverse("wagtaildocs_serve", args=[document.pk, name])
        plain = client.get(address)
        for each in digests:
            answer = client.get(address, headers={"If-None-Match": f'"{each}"'})
            assert (answer.status_code, answer.content) == (HTTPStatus.NOT_FOUND, plain.content), (name, each)
            assert "ETag" not in answer.headers
    assert world.client("other editor").get(document.url).status_code == HTTPStatus.OK
