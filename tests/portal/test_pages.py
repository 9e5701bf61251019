"""What the portal of a state answers."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Page

from content_models.models import GlossaryTerm, GuidancePage, NoticePage, OfficePage, ScriptPage, SectionPage
from portal import rendering
from portal.maps import map_address
from portal.offices import address_withheld, contact_unknown
from portal.opening import script_of_hours
from publishing.services.publish import move_page, publish_page, unpublish_page
from tenants.models import TenantStatus
from tests.content_models.world import block

from .conftest import Site, Visit, node, published

OFFICES = "/directorio/fiscalia-norte/"
GUIDANCE = "/prueba-victimas/prueba-robo/"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_guidance_page_says_what_to_do_in_this_state(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    page = text_of(visit(north, GUIDANCE))

    assert "<h1>¿Qué hago si me robaron?</h1>" in page
    assert "Haz esto ahora" in page
    assert '<p>Llama al <a href="tel:911">911</a></p>' in page
    assert "Acércate al mostrador de Norte." in page
    assert "72 a 144 horas" in page
    assert "<dd>La audiencia</dd>" in page
    assert "<dd>El juez</dd>" in page
    assert '<a href="/prueba-victimas/nanduti/">Ñandutí</a>' in page


def test_a_word_of_a_plain_text_is_explained_below(visit: Visit, north: Site, guidance: Any) -> None:
    guidance.related_terms, guidance.first_step = [], "Teje un ñandutí."
    publish_page(page=guidance)

    assert '<a href="/prueba-victimas/nanduti/">Ñandutí</a>' in text_of(visit(north, GUIDANCE))


def test_a_word_from_which_a_time_limit_counts_is_explained_below(visit: Visit, north: Site, guidance: Any) -> None:
    deadline = next(one for one in guidance.body if one.block_type == "deadline")
    guidance.related_terms, deadline.value["event"] = [], "desde el encaje"
    publish_page(page=guidance)

    assert '<a href="/prueba-victimas/nanduti/">Ñandutí</a>' in text_of(visit(north, GUIDANCE))


def test_an_organization_explains_the_words_of_what_it_does(visit: Visit, north: Site, term: GlossaryTerm) -> None:
    organization: Any = north.organization
    organization.what_it_does = [block("sentence", "Revisa el encaje.")]
    publish_page(page=organization)

    assert '<a class="term" href="/prueba-victimas/nanduti/">Ñandutí</a>' in text_of(visit(north, OFFICES))


@pytest.mark.parametrize(("at", "is_overdue"), [("05:59", False), ("06:00", True)])
def test_a_review_is_overdue_from_the_states_midnight_on(
    visit: Visit, north: Site, guidance: GuidancePage, monkeypatch: pytest.MonkeyPatch, at: str, is_overdue: bool
) -> None:
    guidance.review_due_on = date(2030, 6, 15)
    publish_page(page=guidance)
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(f"2030-06-16T{at}:00Z"))

    page = text_of(visit(north, GUIDANCE))

    assert ("pregunta antes de confiar" in page) is is_overdue


def test_legal_references_are_numbered_notes_and_unverified_ones_say_so(
    visit: Visit, north: Site, guidance: GuidancePage
) -> None:
    page = text_of(visit(north, GUIDANCE))

    assert '<li id="note-1">CNPP art. 221</li>' in page
    assert '<li id="note-2">CPEUM art. 19</li>' in page
    assert (
        'LGV art. 7 <span aria-hidden="true">*</span><span class="unseen">(por comparar con la ley)</span></li>' in page
    )
    assert page.count("Falta que alguien compare con la ley lo que lleva *.") == 1
    assert 'href="#note-1"' in page


def test_offices_are_the_states_own(visit: Visit, north: Site, south: Site, guidance: GuidancePage) -> None:
    in_north, in_south = text_of(visit(north, GUIDANCE)), text_of(visit(south, GUIDANCE))

    assert "Oficina de Norte" in in_north
    assert "Oficina de Sur" not in in_north
    assert "Oficina de Sur" in in_south
    assert "Oficina de Norte" not in in_south


def test_office_page_has_phones_to_dial_and_says_whether_it_is_open(
    visit: Visit, north: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "RENEWED", "<h1>Oficina")  # at whatever hour this runs
    answer = visit(north, f"{OFFICES}oficina-norte/")
    page = text_of(answer)

    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert [one in answer["Content-Security-Policy"] for one in digests] == [True, True]
    assert scripts[1] == script_of_hours()
    assert re.fullmatch(r'now;desc="20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ"', answer["Server-Timing"])
    assert "<h1>Oficina de Norte</h1>" in page
    assert 'href="tel:+529933136550,5030"' in page
    assert '"opening unknown" lang="es-MX">Debería estar abierto día y noche</span>' in page
    assert "Por confirmar" in page
    assert "Falta confirmar con la oficina lo que dice aquí. Llama antes de ir." in page
    assert "Calle Uno 1" in page


def test_an_address_is_shown_with_its_neighborhood_and_municipality(visit: Visit, north: Site) -> None:
    north.office.neighborhood, north.office.postal_code, north.office.municipality = "Centro", "86500", "Cárdenas"
    publish_page(page=north.office)

    assert "Calle Uno 1<br>Centro<br>C.P. 86500, Cárdenas" in text_of(visit(north, f"{OFFICES}oficina-norte/"))
    assert "Calle Uno 1, Centro, C.P. 86500, Cárdenas" in text_of(visit(north, OFFICES))


def test_an_office_with_a_street_is_searched_for_on_a_map_in_a_new_tab(visit: Visit, north: Site) -> None:
    for path in (OFFICES, f"{OFFICES}oficina-norte/"):
        page = text_of(visit(north, path))

        (link,) = re.findall(r'<a href="https://www\.openstreetmap\.org/[^>]*>Ver en el mapa', page)
        assert "query=Calle+Uno+1%2C+" in link
        assert 'target="_blank" rel="noopener noreferrer"' in link
        assert "(busca el domicilio)" in page


STREET = {"text": "Calle 1", "postalCode": None, "neighborhood": None, "locality": None}
SEARCHED = "https://www.openstreetmap.org/search?query=Calle+1"


@pytest.mark.parametrize(
    ("said", "known", "address"),
    [
        ("a street", {}, f"{SEARCHED}%2C+Tabasco%2C+M%C3%A9xico"),
        ("an unknown town", {"municipality": "Tal"}, f"{SEARCHED}%2C+Tal%2C+Tabasco%2C+M%C3%A9xico"),
        ("a point", {"latitude": 18.1, "longitude": -92.5}, f"{SEARCHED}%2C+Tabasco%2C+M%C3%A9xico#map=17/18.1/-92.5"),
        ("an office of the country", {"origin": "LIBRARY"}, f"{SEARCHED}%2C+M%C3%A9xico"),
        ("a confidential office", {"isConfidential": True}, ""),
        ("no street", {"address": {**STREET, "text": " "}, "latitude": 18.1, "longitude": -92.5}, ""),
        ("no address", {"address": None, "latitude": 18.1, "longitude": -92.5}, ""),
    ],
)
def test_a_map_searches_for_the_street_and_for_nothing_else(said: str, known: dict[str, Any], address: str) -> None:
    unknown = {"municipality": None, "latitude": None, "longitude": None, "origin": "LOCAL", "isConfidential": False}
    office: Any = {**unknown, "address": STREET, **known}
    state: Any = SimpleNamespace(code="TAB", name="Tabasco")

    assert map_address(office, state) == address


def test_a_map_shows_the_town_of_an_office_without_a_point_and_names_no_state_across_the_border() -> None:
    office: Any = {"latitude": None, "longitude": None, "origin": "LOCAL", "isConfidential": False, "address": STREET}
    state: Any = SimpleNamespace(code="CMX", name="Ciudad de México")
    inside, across = (
        map_address({**office, "municipality": town}, state) for town in ("Cuauhtémoc", "Naucalpan de Juárez")
    )

    assert re.search(r"Cuauht%C3%A9moc%2C\+Ciudad\+de\+M%C3%A9xico%2C\+M%C3%A9xico#map=13/19\.\d+/-99\.\d+$", inside)
    assert re.search(r"Naucalpan\+de\+Ju%C3%A1rez%2C\+M%C3%A9xico#map=13/19\.\d+/-99\.\d+$", across)


def test_people_read_when_an_office_was_confirmed(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    north.office.needs_confirmation, north.office.assured_on = False, date(2026, 3, 3)
    publish_page(page=north.office)

    for path in ("/directorio/fiscalia-norte/oficina-norte/", "/directorio/fiscalia-norte/"):
        page = text_of(visit(north, path))

        assert "Confirmada el 3 de marzo de 2026." in page


def test_confidential_office_shows_no_address(visit: Visit, north: Site) -> None:
    north.office.is_confidential = True
    publish_page(page=north.office)

    page = text_of(visit(north, "/directorio/fiscalia-norte/oficina-norte/"))

    assert "Calle Uno 1" not in page
    assert "openstreetmap" not in page
    assert "Por seguridad no publicamos el domicilio." in page


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"phones": [{}]}, "Llama para saber cómo llegar."),
        ({"email": "casa@example.mx"}, "Escribe un correo para saber cómo llegar."),
        ({"website": "https://example.mx"}, "Busca en su sitio web cómo comunicarte."),
        ({}, "no sabemos de un teléfono. Si estás en peligro, llama al 911."),
    ],
)
def test_who_needs_a_confidential_place_is_told_what_there_is_to_do(known: dict[str, Any], said: str) -> None:
    office: Any = {"phones": [], "email": None, "website": None, **known}

    with translation.override("es-mx"):
        assert address_withheld(office).endswith(said)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"phones": [{}]}, ""),
        ({"email": "a@example.mx"}, ""),
        ({"address": {"text": "Calle 1"}}, ""),
        ({"isConfidential": True}, ""),
        ({"address": {"text": ""}, "website": "https://example.mx"}, "No se sabe su teléfono ni su domicilio. Busca"),
        ({"municipality": None, "website": "https://example.mx"}, "Es un servicio por internet:"),
        ({}, "No se sabe su teléfono ni su domicilio: no vayas"),
    ],
)
def test_an_office_that_nobody_knows_how_to_reach_says_so(known: dict[str, Any], said: str) -> None:
    unknown: dict[str, Any] = {"phones": [], "email": None, "address": None, "website": None, "isConfidential": False}
    office: Any = {**unknown, "municipality": "Centro", **known}

    with translation.override("es-mx"):
        found = contact_unknown(office)

    assert (found.startswith(said), bool(found)) == (True, bool(said))


def test_a_confidential_office_without_a_telephone_asks_nobody_to_call_it(visit: Visit, north: Site) -> None:
    north.office.is_confidential = True
    north.office.phones.clear()
    publish_page(page=north.office)

    page = text_of(visit(north, "/directorio/fiscalia-norte/oficina-norte/"))

    assert "Por seguridad no publicamos el domicilio" in page
    assert "Llama para saber cómo llegar" not in page
    assert "Llama antes de ir" not in page


def test_emergency_numbers_stand_on_every_page(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    for path in ("/", GUIDANCE, "/prueba-victimas/", "/no-hay/"):
        page = text_of(visit(north, path))

        assert 'href="tel:911"' in page
        assert 'href="tel:+525556581111"' in page


def test_home_leads_to_sections_and_to_what_cannot_wait(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    page = text_of(visit(north, "/"))

    assert 'href="/prueba-victimas/"' in page
    assert f'href="{GUIDANCE}"' in page


def test_cards_show_the_first_paragraph_of_an_introduction(visit: Visit, north: Site, section: SectionPage) -> None:
    section.introduction = "<p>Me pasó algo a mí</p><p>Quien sufrió el daño del delito.</p>"
    section.save_revision()
    publish_page(page=section)

    page = text_of(visit(north, "/"))

    assert "<span>Me pasó algo a mí</span>" in page
    assert "Quien sufrió" not in page


def test_section_with_terms_is_a_glossary_by_letter(visit: Visit, north: Site, term: GlossaryTerm) -> None:
    page = text_of(visit(north, "/prueba-victimas/"))

    assert 'href="#letter-Ñ"' in page
    assert "También se dice:</span> encaje" in page


def test_moved_page_leads_to_its_new_address(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    target = published(guidance.get_parent().get_parent(), SectionPage(title="Otra", slug="prueba-otra"))
    move_page(page=guidance, target=target)

    answer = visit(north, GUIDANCE)

    assert (answer.status_code, answer["Location"]) == (301, "/prueba-otra/prueba-robo/")


def test_withdrawn_page_says_so_and_offers_a_way_on(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    unpublish_page(page=guidance)

    answer = visit(north, GUIDANCE)

    assert answer.status_code == 410
    assert "Retiramos esta página" in text_of(answer)
    assert 'href="/prueba-victimas/"' in text_of(answer)


def test_draft_is_not_shown(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    guidance.question = "¿Algo que nadie ha revisado?"
    guidance.save_revision()

    page = text_of(visit(north, GUIDANCE))

    assert "¿Qué hago si me robaron?" in page
    assert "¿Algo que nadie ha revisado?" not in page


def test_scripts_are_for_operators(visit: Visit, north: Site, section: SectionPage) -> None:
    scripts = published(section.get_parent(), SectionPage(title="Guiones de prueba", slug="prueba-guiones"))
    published(
        scripts,
        ScriptPage(
            title="Guion de prueba",
            slug="prueba-guion",
            role="VICTIM",
            channels=["CHAT"],
            start="fin",
            nodes=[node("fin", "ANSWER", "Ve al mostrador.")],
        ),
    )

    answers = [visit(north, path) for path in ("/prueba-guiones/", "/prueba-guiones/prueba-guion/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Guiones de prueba" not in text_of(visit(north, "/"))


REFUSED = [
    ("an unknown host", "nadie.localhost", 404),
    ("a host that is served but nobody's", "127.0.0.1", 404),
    ("a known host with a port", "norte.localhost:8123", 200),
    ("a known host in capitals", "NORTE.localhost", 200),
]


@pytest.mark.parametrize(("host_is", "host", "status"), REFUSED, ids=[row[0] for row in REFUSED])
def test_host_decides_whose_pages_are_served(client: Client, north: Site, host_is: str, host: str, status: int) -> None:
    answer = client.get("/", headers={"host": host})

    assert answer.status_code == status
    assert ("No hay ningún portal en esta dirección" in text_of(answer)) is (status == 404)


def test_state_that_is_not_launched_is_refused_like_an_unknown_one(visit: Visit, client: Client, north: Site) -> None:
    north.tenant.status = TenantStatus.DRAFT
    north.tenant.save()

    assert text_of(visit(north, "/")) == text_of(client.get("/", headers={"host": "nadie.localhost"}))


def test_address_without_slash_leads_to_the_one_with_it(visit: Visit, north: Site, section: SectionPage) -> None:
    answer = visit(north, "/prueba-victimas")

    assert (answer.status_code, answer["Location"]) == (301, "/prueba-victimas/")


@pytest.mark.parametrize(
    "path", ["//prueba-victimas", "//prueba-victimas/", "///prueba-victimas//", "/prueba-victimas//"]
)
def test_however_an_address_is_written_it_leads_to_the_page_and_to_no_other_host(
    client: Client, north: Site, section: SectionPage, path: str
) -> None:
    answer = client.generic(
        "GET", "/", PATH_INFO=path, HTTP_HOST=north.host
    )  # the client's own way takes it for a host

    assert (answer.status_code, answer["Location"]) == (301, "/prueba-victimas/")


def test_pages_carry_one_script_and_a_strict_policy(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    answer = visit(north, GUIDANCE)

    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self' 'sha256-")
    assert f"script-src 'sha256-{digest_of_script(text_of(answer))}';" in policy
    assert "frame-ancestors 'none'" in policy
    assert 'style="' not in text_of(answer)
    assert "Set-Cookie" not in answer


def test_unchanged_page_is_not_sent_twice(visit: Visit, north: Site, guidance: GuidancePage) -> None:
    first = visit(north, GUIDANCE)

    again = visit(north, GUIDANCE, if_none_match=first["ETag"])

    assert again.status_code == 304
    assert again.content == b""


def test_a_page_that_says_no_first_step_and_is_in_no_hurry_has_no_box_for_it(
    visit: Visit, north: Site, guidance: GuidancePage
) -> None:
    guidance.first_step, guidance.urgency = "", "NORMAL"
    publish_page(page=guidance)

    assert 'class="first-step' not in text_of(visit(north, GUIDANCE))


def test_publishing_is_seen_at_the_next_visit(
    visit: Visit, north: Site, guidance: GuidancePage, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    first = visit(north, GUIDANCE)
    guidance.first_step = "Ponte a salvo"
    with django_capture_on_commit_callbacks(execute=True):
        publish_page(page=guidance)

    again = visit(north, GUIDANCE, if_none_match=first["ETag"])

    assert again.status_code == 200
    assert "<p>Ponte a salvo</p>" in text_of(again)


@pytest.mark.parametrize("path", ["/", "/no-hay/", "/robots.txt"])
def test_posting_is_not_allowed_and_said_in_plain_words(north: Site, path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"x": "1"}, headers={"host": north.host})

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "A esta página no se puede enviar nada" in text_of(answer)
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_offices_that_one_can_call_come_before_those_of_which_little_is_known(visit: Visit, north: Site) -> None:
    number = block("phone", {"display": "911"})
    published(north.organization, OfficePage(title="Aa sin nada", slug="aa-prueba"))
    published(north.organization, OfficePage(title="Zz con número", slug="zz-prueba", phones=[number]))

    page = text_of(visit(north, "/directorio/fiscalia-norte/"))

    assert page.index("Zz con número") < page.index("Aa sin nada")


def test_hours_known_in_words_only_are_shown_as_they_are(visit: Visit, north: Site) -> None:
    north.office.schedule.clear()
    north.office.hours_text = "De lunes a viernes, por la mañana"
    publish_page(page=north.office)

    page = text_of(visit(north, "/directorio/fiscalia-norte/oficina-norte/"))

    assert "De lunes a viernes, por la mañana" in page
    assert "Abierto" not in page


def test_a_card_names_its_situation_before_its_question(
    visit: Visit, north: Site, section: SectionPage, guidance: GuidancePage
) -> None:
    place = published(section, SectionPage(title="Más", slug="mas", role="VICTIM"))
    other = published(
        place,
        GuidancePage(
            title="Otra cosa",
            slug="otra",
            roles=["VICTIM"],
            question="¿Y qué?",
            related_pages=[block("page", guidance.pk)],
        ),
    )
    named_too = '<strong>Otra cosa</strong><span class="question">¿Y qué?</span>'
    named = '<strong>Prueba de robo</strong><span class="question">¿Qué hago si me robaron?</span>'

    home, listed, related = [
        text_of(visit(north, path)) for path in ("/", "/prueba-victimas/mas/", f"/prueba-victimas/mas/{other.slug}/")
    ]

    assert [named in home, named_too in listed, named in related] == [True, True, True]
    assert "<title>Prueba de robo · ¿Qué hago si me robaron? ·" in text_of(visit(north, GUIDANCE))


def test_a_sensitive_page_can_be_left_quickly_and_nobody_keeps_it(
    visit: Visit, north: Site, guidance: GuidancePage, settings: Any
) -> None:
    settings.QUICK_EXIT_URL = "https://clima.example.mx/"
    guidance.is_sensitive = True
    publish_page(page=guidance)

    answer = visit(north, GUIDANCE)
    page = text_of(answer)

    assert answer["Cache-Control"] == "private, no-store"
    assert f"script-src 'sha256-{digest_of_script(page)}';" in answer["Content-Security-Policy"]
    assert 'href="https://clima.example.mx/" rel="noreferrer noopener nofollow">Salir rápido de esta página</a>' in page
    assert page.index("quick-exit") < page.index('class="skip"')
    assert page.count("<noscript>") == 1
    assert "Cierra también la pestaña." in page
    assert "<noscript>" not in text_of(visit(north, "/"))


def test_every_page_can_be_left_quickly_as_no_script_may_bring_the_link_along(visit: Visit, north: Site) -> None:
    for path in ("/", "/avisos/", "/guia/", north.office.get_url_parts()[2], "/no-hay/"):
        page = visit(north, path)
        assert ('id="quick-exit"' in text_of(page), page["Cache-Control"]) == (True, "no-cache"), path


def test_no_cache_keeps_a_states_own_page_in_a_sensitive_national_section(
    visit: Visit, north: Site, section: SectionPage, django_capture_on_commit_callbacks: Any
) -> None:
    home = Page.objects.get(pk=north.tenant.root_page_id)
    hanger = SectionPage(title="Sin publicar", slug=section.slug, live=False, locale=home.locale)
    home.add_child(instance=hanger)
    own = published(hanger, GuidancePage(title="Propia", slug="propia", roles=["VICTIM"], question="¿Y aquí?"))
    path = f"/{section.slug}/{own.slug}/"
    before = visit(north, path)
    section.is_sensitive = True
    with django_capture_on_commit_callbacks(execute=True):
        publish_page(page=section)

    after = visit(north, path)

    assert (before["Cache-Control"], after["Cache-Control"]) == ("no-cache", "private, no-store")


def digest_of_script(page: str) -> str:
    """The digest by which a policy allows the one script of a page."""
    [script] = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert page.count("<script") == 1
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"starts_at": datetime(2020, 1, 2, 18, tzinfo=UTC)}, "Desde el 2 de enero de 2020."),
        ({"ends_at": datetime(2090, 1, 3, 5, tzinfo=UTC)}, "Hasta el 2 de enero de 2090."),
    ],
)
def test_a_notice_says_since_when_and_until_when_it_holds(
    north: Site, visit: Visit, days: dict[str, datetime], said: str
) -> None:
    notices = SectionPage.objects.child_of(north.tenant.root_page).get(slug="avisos")
    published(notices, NoticePage(title="Cierre", slug="cierre", text="<p>Cerrado.</p>", **days))

    for path in ("/", "/avisos/", "/avisos/cierre/"):
        assert said in text_of(visit(north, path)), path


def test_what_stands_before_the_content_is_in_landmarks(visit: Visit, north: Site) -> None:
    page = text_of(visit(north, "/buscar/"))

    for name in ('class="skip"', 'id="quick-exit"'):
        before = page[: page.index(name)]
        assert before.count("<nav") == before.count("</nav>") + 1, name


def test_of_a_kind_the_states_offices_stand_before_national_ones(committed_db: None, client: Client) -> None:
    page = client.get("/directorio/fiscalia/", headers={"host": "tabasco.localhost"}).content.decode()

    assert page.index("Fiscalía General del Estado de Tabasco") < page.index("Oficinas nacionales de este tipo")
    assert page.index("Oficinas nacionales de este tipo") < page.index("Fiscalía General de la República")


def test_who_cannot_speak_reads_what_there_is_where_the_state_has_no_chat(visit: Visit, north: Site) -> None:
    page = text_of(visit(north, "/buscar/?q=tiene+una+pistola+auxilio"))

    assert "Si no puedes hablar, llama y deja la llamada abierta" in page
    assert "Norte no tiene chat con una persona" in page


def test_a_first_step_that_names_an_office_the_state_lacks_says_where_to_turn_instead(
    committed_db: None, client: Client
) -> None:
    path, sentence = (
        "/victima/violencia-mujer/",
        "no hay ninguna oficina de este tipo: Centro de Justicia para las Mujeres",
    )
    without, having = (client.get(path, headers={"host": f"{state}.localhost"}) for state in ("tabasco", "coahuila"))
    step = text_of(without).partition('class="first-step')[2].partition("</section>")[0]

    assert f"En el directorio de Tabasco {sentence}." in step
    assert ">Fiscalía o Ministerio Público</a>." in step
    assert 'href="tel:079' in step
    assert sentence not in text_of(having)


def test_where_a_service_on_the_web_is_named_there_is_the_way_to_it(committed_db: None, client: Client) -> None:
    register = client.get(
        "/glosario/registro-nacional-de-detenciones/", headers={"host": "tabasco.localhost"}
    ).content.decode()
    complaint = client.get("/glosario/denuncia/", headers={"host": "tabasco.localhost"}).content.decode()
    another = client.get("/glosario/amparo/", headers={"host": "tabasco.localhost"}).content.decode()

    page, guide = (
        client.get(path, headers={"host": "tabasco.localhost"}).content.decode()
        for path in ("/tercero/familiar-detenido/", "/guia/familiar-detenido/?r=q-donde.no-se-donde-esta")
    )
    address = 'href="https://consultasdetenciones.sspc.gob.mx/"'

    assert [one.count(address) for one in (page, guide)] == [1, 1]
    assert [one.count('class="service" ') for one in (page, guide)] == [1, 1]
    assert address in register
    assert "No sabemos el horario" not in register.partition("</article>")[0]
    assert 'id="named-title"' not in another
    assert 'id="named-title"' not in complaint


@pytest.mark.parametrize(
    ("state", "website", "name"),
    [
        ("tabasco", "https://www.fiscaliatabasco.gob.mx", "Fiscalía General del Estado de Tabasco"),
        ("coahuila", "http://www.fiscaliageneralcoahuila.gob.mx", "Fiscalía General del Estado de Coahuila"),
    ],
)
def test_where_a_report_online_is_named_there_is_the_website_of_the_prosecutor(
    committed_db: None, client: Client, state: str, website: str, name: str
) -> None:
    page, guide = (
        client.get(path, headers={"host": f"{state}.localhost"}).content.decode()
        for path in (
            "/victima/como-denunciar/",
            "/guia/quiero-denunciar/?r=q-ahora.no&r=q-que.robo-fraude-lesiones-u-otro",
        )
    )
    buttons = [re.findall(r'class="service"[^>]*><a [^>]*href="([^"]*)"[^>]*>([^<]*)<', one) for one in (page, guide)]

    assert buttons == [[(website, f"Abrir el sitio web: {name}")]] * 2
