"""Guided questions on a state's site: one a page, answers in the address, without a script in the browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.test import Client

from content_models.choices import Channel
from content_models.models import GuidancePage, ScriptPage, SectionPage
from content_models.paths import GUIDES_PATH, is_of_the_site
from portal.guides import expected_length
from publishing.services.publish import publish_page, unpublish_page
from tenants import identity_cache
from tenants.models import Tenant, TenantStatus
from tests.content_models.script_vectors import starter_scripts

from .conftest import Site, Visit, node, published
from .test_languages import east

__all__ = ["east"]

TABASCO = {"host": "tabasco.localhost"}
DETAINED = f"{GUIDES_PATH}familiar-detenido/"
TO_THE_END = ["q-donde.si-se-donde-esta", "q-horas.mas-de-48-horas", "w-48.sigo-con-la-orientacion", "q-menor.no"]
NO_LAWYER = [*TO_THE_END, "q-abogado.no"]


def at(path: str, answers: list[str], *more: str) -> str:
    return f"{path}?{'&'.join([*(f'r={one}' for one in answers), *more])}"


def asked(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers=TABASCO)
    assert answer.status_code == status
    return str(answer.content.decode())


def heading(page: str) -> str:
    return unescape(re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[0])


def worded(key: str, kind: str, text: str, **options: str) -> Any:
    made: Any = node(key, kind, text, **options)
    made["value"]["web_text"] = made["value"]["text"]
    for option in made["value"]["options"]:
        option["value"]["web_label"] = option["value"]["label"]
    return made


@pytest.fixture
def guide(section: SectionPage, guidance: GuidancePage, north: Site) -> ScriptPage:
    """A guide of the library on the situation of its guidance page."""
    scripts = published(section.get_parent(), SectionPage(title="Guiones de prueba", slug="prueba-guiones"))
    script = ScriptPage(
        title="Guía de prueba",
        slug="prueba-guia",
        role="VICTIM",
        channels=[Channel.PHONE, Channel.WEB],
        start="q",
        topic=guidance,
        nodes=[
            worded("q", "QUESTION", "¿Estás en tu casa?", a="Sí", b="No"),
            worded("a", "ANSWER", "Cierra la puerta.", b="Ya la cerré"),
            worded("b", "ANSWER", "Llama a un vecino."),
        ],
    )
    published(scripts, script)
    return script


def test_the_first_page_asks_one_question_in_a_plain_form(client: Client, db: None) -> None:
    page = asked(client, DETAINED)

    assert heading(page) == "¿Sabes dónde tienen a tu familiar?"
    assert f'<form class="asking" action="{DETAINED}" method="get">' in page
    assert re.findall(r'type="radio" name="r" value="([^"]*)" required', page) == [
        "q-donde.si-se-donde-esta",
        "q-donde.no-se-donde-esta",
        "q-donde.me-dicen-que-no-esta-ahi",
    ]
    assert re.search(r"1 de unas \d", page)
    assert 'href="tel:911"' in page
    assert "usted" not in page.lower()


def test_answers_are_carried_on_and_each_can_be_changed(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, TO_THE_END[:3]))

    assert heading(page) == "¿La persona detenida tiene menos de 18 años?"
    assert re.findall(r'type="hidden" name="r" value="([^"]*)"', page) == TO_THE_END[:3]
    ways = re.findall(r'<a href="([^"]*)" rel="nofollow">Cambiar', page)
    assert [unescape(way) for way in ways] == [DETAINED, *(at(DETAINED, TO_THE_END[:end]) for end in (1, 2))]
    assert f'href="{at(DETAINED, TO_THE_END[:2]).replace("&", "&amp;")}" rel="nofollow">← Atrás' in page


def test_a_warning_is_read_in_full_before_going_on(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, TO_THE_END[:2]))

    assert heading(page) == "Lee esto antes de seguir"
    assert 'ministerio-publico/">Ministerio Público</a> no puede retenerlo más de 48 horas' in page
    assert "¿Y ahora?" in page


def test_it_ends_with_what_to_do_deadlines_offices_and_the_page_on_it(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, NO_LAWYER))

    assert heading(page) == "Qué hacer ahora"
    assert "pide que le asignen un defensor público sin costo" in page
    assert '<span class="duration" lang="es-MX">48 horas</span>' in page
    assert "Confirma los días inhábiles" not in page
    assert page.count('<article class="office">') > 0
    assert 'href="/tercero/familiar-detenido/"' in page
    assert "Menos de 48 horas" not in page
    assert "Más de 48 horas" in page


def test_what_is_sent_on_says_nothing_of_what_was_answered(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, NO_LAWYER))

    text = unquote(re.findall(r'href="sms:\?&amp;body=([^"]*)"', page)[0])
    assert f'href="https://wa.me/?text={quote(text)}"' in page
    assert "pide que le asignen un defensor público sin costo" in text
    assert "48 horas: Anota la hora exacta" in text
    assert "Si estás en peligro, llama al 911." in text
    assert [word for word in ("Más de 48 horas", "No\n", "familiar-detenido", "http") if word in text] == []


@pytest.mark.parametrize(
    ("case", "answers", "question"),
    [
        ("an option that is gone", [TO_THE_END[0], "q-horas.ayer", "q-menor.no"], "¿Cuánto tiempo lleva detenido?"),
        ("another node's answer", [TO_THE_END[0], "q-menor.no"], "¿Cuánto tiempo lleva detenido?"),
        ("what was made up", ["<b>x</b>", ".", "", "q-donde"], "¿Sabes dónde tienen a tu familiar?"),
        ("ten thousand", ["q-donde.nada"] * 10_000, "¿Sabes dónde tienen a tu familiar?"),
    ],
)
def test_answers_that_do_not_hold_lead_to_the_last_question_that_does(
    client: Client, db: None, case: str, answers: list[str], question: str
) -> None:
    page = asked(client, at(DETAINED, answers))

    assert heading(page) == question
    assert "La guía cambió, o una de tus respuestas ya no está en ella: sigue desde aquí." in page
    assert "<b>x" not in page


def test_answers_are_kept_by_nobody(client: Client, db: None) -> None:
    answer = client.get(at(DETAINED, TO_THE_END[:1]), headers=TABASCO)
    page = answer.content.decode()

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="{DETAINED}">' in page
    assert 'id="quick-exit"' in page
    assert '<meta name="robots"' not in asked(client, DETAINED)


def test_a_sensitive_guide_takes_its_answers_out_of_the_address_bar(client: Client, db: None) -> None:
    assert " data-hides-query>" in asked(client, f"{GUIDES_PATH}violencia-pareja-ahora/")
    assert " data-hides-query>" not in asked(client, DETAINED)


def test_who_may_end_or_go_on_is_offered_both(visit: Visit, north: Site, guide: ScriptPage) -> None:
    path = f"{GUIDES_PATH}{guide.slug}/"
    between = visit(north, at(path, ["q.a"])).content.decode()
    ended = visit(north, at(path, ["q.a"], "fin=1")).content.decode()

    assert '<button class="primary" name="r" value="a.b">Ya la cerré</button>' in between
    assert f'<a href="{path}?r=q.a&amp;fin=1" rel="nofollow">Terminar aquí y ver el resumen</a>' in between
    assert heading(ended) == "Qué hacer ahora"
    assert "Cierra la puerta." in ended
    assert f'<a href="{path}?r=q.a" rel="nofollow">← Atrás' in ended


def test_an_end_is_not_reached_by_asking_for_it(visit: Visit, north: Site, guide: ScriptPage) -> None:
    page = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", [], "fin=1")).content.decode()

    assert heading(page) == "¿Estás en tu casa?"


def test_guides_are_listed_and_the_page_on_their_situation_leads_to_them(
    visit: Visit, north: Site, guide: ScriptPage
) -> None:
    listed = visit(north, GUIDES_PATH).content.decode()
    topic = visit(north, "/prueba-victimas/prueba-robo/").content.decode()

    assert f'<a href="{GUIDES_PATH}{guide.slug}/" lang="es-MX"><strong>Guía de prueba</strong>' in listed
    assert "visita-y-trato-en-penal" not in listed
    assert f'href="{GUIDES_PATH}{guide.slug}/">Te hacemos unas preguntas</a>' in topic
    assert f'<a href="{GUIDES_PATH}"><strong>Te hacemos unas preguntas' in visit(north, "/").content.decode()
    sitemap = visit(north, "/sitemap.xml").content.decode()
    assert f"<loc>http://norte.localhost{GUIDES_PATH}</loc>" in sitemap
    assert f"<loc>http://norte.localhost{GUIDES_PATH}{guide.slug}/</loc>" in sitemap


def test_a_guide_that_is_taken_down_while_somebody_walks_it_leads_on(
    visit: Visit, north: Site, guide: ScriptPage, caplog: pytest.LogCaptureFixture
) -> None:
    unpublish_page(page=ScriptPage.objects.get(pk=guide.pk))

    answer = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", ["q.a"]))
    page = answer.content.decode()

    assert answer.status_code == 410
    assert "La quitamos mientras contestabas; no guardamos nada de lo que contestaste." in page
    assert 'href="tel:' in page
    assert "/prueba-victimas/prueba-robo/" in page  # what cannot wait
    assert "q.a" not in caplog.text


def test_a_script_that_lost_its_words_leads_to_the_page_on_its_situation(
    visit: Visit, north: Site, guide: ScriptPage
) -> None:
    page = ScriptPage.objects.get(pk=guide.pk)
    page.channels = [Channel.PHONE]
    publish_page(page=page)

    answer = visit(north, f"{GUIDES_PATH}{guide.slug}/")

    assert answer.status_code == 410
    assert 'href="/prueba-victimas/prueba-robo/"' in answer.content.decode()


def test_a_guide_with_another_slug_keeps_the_answers(visit: Visit, north: Site, guide: ScriptPage) -> None:
    page = ScriptPage.objects.get(pk=guide.pk)
    page.slug = "prueba-otra"
    publish_page(page=page)

    answer = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", ["q.a"]))

    assert (answer.status_code, answer["Location"]) == (301, f"{GUIDES_PATH}prueba-otra/?r=q.a")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/guia", 301, GUIDES_PATH),
        ("/guia/familiar-detenido?r=q-donde.no", 301, f"{DETAINED}?r=q-donde.no"),
        ("/guia/no-hay/", 404, None),
        ("/guia/denuncie-y-no-avanza/", 410, None),
        ("/guia/a/b/", 404, None),
        ("/guia//evil.example/", 404, None),
        ("/guia/%00%0a/", 404, None),
    ],
)
def test_other_addresses_below_it(client: Client, db: None, path: str, status: int, location: str | None) -> None:
    answer = client.get(path, headers=TABASCO)

    assert (answer.status_code, answer.headers.get("Location")) == (status, location)


def test_a_suspended_state_asks_nobody(visit: Visit, north: Site, guide: ScriptPage) -> None:
    Tenant.objects.filter(pk=north.tenant.pk).update(status=TenantStatus.SUSPENDED)
    identity_cache.reset()

    assert visit(north, f"{GUIDES_PATH}{guide.slug}/").status_code == 503


def test_a_guide_is_asked_in_the_language_of_the_visit(client: Client, east: Tenant, guide: ScriptPage) -> None:
    page = client.get(f"/yua{GUIDES_PATH}{guide.slug}/?r=q.a", headers={"host": "oriente.localhost"}).content.decode()

    assert f'action="/yua{GUIDES_PATH}{guide.slug}/"' in page
    assert f'<a href="{GUIDES_PATH}{guide.slug}/?r=q.a" hreflang="es-MX"' in page


def test_no_page_of_a_state_can_take_its_place() -> None:
    assert is_of_the_site(GUIDES_PATH)


@pytest.mark.parametrize("slug", sorted(starter_scripts()))
def test_every_script_takes_about_so_many_pages(slug: str) -> None:
    script = starter_scripts()[slug]

    assert 2 <= round(expected_length({one["key"]: one for one in script["nodes"]}, script["start"])) <= 8


def test_circles_and_ways_to_nowhere_end_the_count() -> None:
    def leading(*targets: str) -> Any:
        return {"options": [{"to": target} for target in targets]}

    assert expected_length({"a": leading("b", "nowhere"), "b": leading("a", "b", "c"), "c": leading()}, "a") > 1
    chain = {str(n): leading(str(n + 1)) for n in range(5_000)}
    assert expected_length(chain, "0") == 5_000


def test_the_end_says_all_that_was_to_be_done_on_the_way(client: Client, db: None) -> None:
    way = "?r=q-donde.no-se-donde-esta&r=a-rnd.lo-encontre&r=q-horas.menos-de-48-horas&r=q-menor.no&r=q-abogado.no"

    page = client.get(f"{DETAINED}{way}", headers=TABASCO).content.decode()

    outcome, _, summary = page.partition('<textarea id="summary-text"')
    assert "Y lo que leíste en el camino" in outcome
    assert "Registro Nacional de Detenciones" in outcome.split("Y lo que leíste en el camino")[1].split("</section>")[0]
    assert "Registro Nacional de Detenciones" in summary.split("</textarea>")[0]
    assert "No sé dónde está" not in summary.split("</textarea>")[0]
