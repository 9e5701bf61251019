"""Previews: drafts as readers would see them, for those who may edit the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamValue
from wagtail.models import Page

from content_models.models import GuidancePage, HomePage, OfficePage, ScriptPage, SectionPage
from tenants.models import StaffRole, Tenant, User
from tests.content_models.world import block, item
from tests.tenants.factories import member, person
from tests.thoroughness import tries

from .conftest import Site, node, published


def view_draft(page: Page) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=[page.pk])


def test_draft_of_an_office_is_seen_as_its_state(client: Client, north: Site) -> None:
    north.office.title = "Oficina que se mudó"
    north.office.save_revision()
    client.force_login(member(north.tenant, StaffRole.EDITOR))

    answer = client.get(view_draft(north.office))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "<h1>Oficina que se mudó</h1>" in page
    assert "Vista previa como Norte." in page
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_draft_of_the_library_is_seen_as_the_state_that_was_chosen(
    client: Client, north: Site, south: Site, national: Tenant, guidance: GuidancePage
) -> None:
    guidance.first_step = "Respira"
    guidance.save_revision()
    client.force_login(member(national, StaffRole.EDITOR))

    as_north = client.get(view_draft(guidance), {"mode": "ZZA"}).content.decode()
    as_south = client.get(view_draft(guidance), {"mode": "ZZB"}).content.decode()

    assert "<p>Respira</p>" in as_north
    assert "Acércate al mostrador de Norte." in as_north
    assert "Oficina de Norte" in as_north
    assert "Acércate al mostrador de Sur." in as_south
    assert "Oficina de Norte" not in as_south


def test_links_of_a_preview_open_the_states_own_portal_beside_it(
    client: Client, north: Site, national: Tenant, guidance: GuidancePage
) -> None:
    client.force_login(member(national, StaffRole.EDITOR))

    page = client.get(view_draft(guidance), {"mode": "ZZA"}).content.decode()

    assert '<base target="_blank">' in page
    assert 'href="http://norte.localhost:8000/prueba-victimas/nanduti/"' in page
    assert 'href="#note-1"' in page


def test_states_to_preview_as_begin_with_the_launched_ones(north: Site, guidance: GuidancePage) -> None:
    codes = [code for code, _ in guidance.preview_modes]

    launched = Tenant.objects.states().launched().order_by("name").values_list("code", flat=True)
    assert codes[: len(launched)] == list(launched)
    assert north.office.preview_modes == [("ZZA", "Norte")]


ACCESS: list[tuple[str, Callable[[Site, Site], User], int]] = [
    ("own editor", lambda north, south: member(north.tenant, StaffRole.EDITOR), 200),
    ("other state's editor", lambda north, south: member(south.tenant, StaffRole.EDITOR), 404),
    ("somebody without a state", lambda north, south: person("nadie"), 404),
    ("administrator", lambda north, south: person("jefa", is_superuser=True), 200),
]


@pytest.mark.parametrize(("who", "find", "status"), ACCESS, ids=[row[0] for row in ACCESS])
def test_draft_is_for_those_who_may_edit_it(
    client: Client, north: Site, south: Site, who: str, find: Callable[[Site, Site], User], status: int
) -> None:
    client.force_login(find(north, south))

    answer = client.get(view_draft(north.office))

    assert answer.status_code == status
    assert (b"Oficina de Norte" in answer.content) is (status == 200)


def test_visitor_is_sent_to_sign_in(client: Client, north: Site) -> None:
    answer = client.get(view_draft(north.office))

    assert answer.status_code == 302
    assert b"Oficina" not in answer.content


def test_incomplete_draft_says_what_is_missing(client: Client, north: Site) -> None:
    office = OfficePage.objects.get(pk=north.office.pk)
    office.phones = [{"type": "phone", "value": {"display": "no es un número"}, "id": "0" * 8}]
    office.save_revision()
    client.force_login(member(north.tenant, StaffRole.EDITOR))

    answer = client.get(view_draft(office))

    assert answer.status_code == 200
    assert "Esta página todavía no se puede mostrar" in answer.content.decode()


def test_script_reads_as_a_numbered_conversation(client: Client, north: Site, national: Tenant) -> None:
    home = HomePage.objects.get(pk=national.root_page_id)
    scripts = published(home, SectionPage(title="Guiones de prueba", slug="prueba-guiones"))
    question = node("q-a-salvo", "QUESTION", "¿Sabe a dónde ir?", fin="Sí", ninguna="No")
    end = node("fin", "ANSWER", "Vaya al mostrador.")
    script = ScriptPage(
        title="Guion de prueba",
        slug="prueba-guion",
        role="VICTIM",
        channels=["CHAT"],
        start="q-a-salvo",
        nodes=[end, question],
        locale=scripts.locale,
        live=False,
    )
    scripts.add_child(instance=script)
    client.force_login(member(national, StaffRole.EDITOR))

    page = client.get(view_draft(script), {"mode": "page", "state": "ZZA"}).content.decode()

    assert "Vista previa como Norte." in page
    assert '<option value="ZZA" selected>Norte</option>' in page
    assert page.index("Vaya al mostrador.") < page.index("¿Sabe a dónde ir?")
    assert '<a href="#node-1">' in page
    assert "todavía no lleva a ningún lado" in page


BLOCKS = sorted(GuidancePage._meta.get_field("body").stream_block.child_blocks)


@pytest.mark.parametrize("kind", BLOCKS[:: tries(3, long=1)])
def test_a_draft_with_an_empty_block_is_shown(
    client: Client, north: Site, national: Tenant, guidance: GuidancePage, kind: str
) -> None:
    body = GuidancePage._meta.get_field("body").stream_block
    empty = body.child_blocks[kind].get_default()
    guidance.body = StreamValue(body, [(kind, empty, "e" * 8), *((b.block_type, b.value, b.id) for b in guidance.body)])
    guidance.first_step = "Respira"
    guidance.save_revision()
    client.force_login(member(national, StaffRole.EDITOR))

    answer = client.get(view_draft(guidance), {"mode": "ZZA"})

    assert answer.status_code == 200
    needs_file = kind in {"image", "audio", "file"}
    assert ("Esta página todavía no se puede mostrar" if needs_file else "Respira") in answer.content.decode()
    assert needs_file or "72" in answer.content.decode()


def test_drafts_without_their_choices_are_shown(
    client: Client, north: Site, national: Tenant, guidance: GuidancePage
) -> None:
    guidance.stage, guidance.urgency, guidance.roles = "", "", []
    guidance.save_revision(clean=False)
    north.organization.organization_kind = ""
    north.organization.save_revision(clean=False)
    period = {"days": ["MONDAY"], "opens_at": None, "closes_at": None}
    hours = {"is_always_open": False, "periods": [item(period)], "holidays": "OPEN"}
    north.office.schedule = [block("schedule", hours)]  # type: ignore[assignment]  # as it is stored
    north.office.save_revision()
    client.force_login(member(north.tenant, StaffRole.EDITOR))

    assert client.get(view_draft(north.organization)).status_code == 200
    assert client.get(view_draft(north.office)).status_code == 200

    client.force_login(member(national, StaffRole.EDITOR))

    assert client.get(view_draft(guidance), {"mode": "ZZA"}).status_code == 200
