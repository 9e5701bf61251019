"""Guided questions on a state's site: one a page, answers in the address, without a script in the browser."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.conf import settings
from django.test import Client

from content_models.choices import Channel
from content_models.models import GuidancePage, OfficePage, ScriptPage, SectionPage
from content_models.paths import GUIDES_PATH, SEARCH_PATH, is_of_the_site
from portal.guides import longest_way
from portal.offices import Card, rank_of
from portal.opening import Opening
from publishing.services.publish import publish_page, unpublish_page
from tenants import identity_cache
from tenants.models import Tenant, TenantStatus
from tests.content_models.script_vectors import starter_scripts
from tests.content_models.world import block, item, law

from .conftest import Site, Visit, node, published
from .test_languages import east

__all__ = ["east"]

TABASCO = {"host": "tabasco.localhost"}
DETAINED = f"{GUIDES_PATH}familiar-detenido/"
VIOLENCE = f"{GUIDES_PATH}violencia-pareja-ahora/"
TO_THE_END = ["q-donde.si-se-donde-esta", "q-horas.mas-de-48-horas", "w-48.sigo-con-la-orientacion", "q-menor.no"]
UNABLE = ["q-ahora.si", "w-911.no-puedo-llamar-comuniqueme"]
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
        channels=[Channel.CHAT, Channel.WEB],
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
    assert "paso 1 de 9 como máximo" in page
    assert 'href="tel:911"' in page
    assert "usted" not in page.lower()


def test_answers_are_carried_on_and_each_can_be_changed(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, TO_THE_END[:3]))

    assert heading(page) == "¿La persona detenida tiene menos de 18 años?"
    assert re.findall(r'type="hidden" name="r" value="([^"]*)"', page) == TO_THE_END[:3]
    ways = [unescape(way) for way in re.findall(r'<a href="([^"]*)" rel="nofollow">Cambiar', page)]
    assert ways == [going_back(TO_THE_END[:end], TO_THE_END[end:3]) for end in (0, 1, 2)]
    assert f'href="{ways[2].replace("&", "&amp;")}" rel="nofollow">← Atrás' in page


def going_back(answers: list[str], former: list[str]) -> str:
    return f"{DETAINED}?{'&'.join([*(f'r={one}' for one in answers), *(f'antes={one}' for one in former)])}"


def test_a_question_asked_again_has_the_former_answer_selected_and_later_ones_are_kept(
    client: Client, db: None
) -> None:
    page = asked(client, going_back(TO_THE_END[:1], TO_THE_END[1:3]))

    assert re.findall(r'value="([^"]*)" required checked>', page) == [TO_THE_END[1]]
    assert re.findall(r'type="hidden" name="antes" value="([^"]*)"', page) == TO_THE_END[2:3]
    assert f'href="{going_back([], TO_THE_END[:3]).replace("&", "&amp;")}" rel="nofollow">← Atrás' in page


def test_a_former_answer_that_does_not_exist_is_forgotten(client: Client, db: None) -> None:
    page = asked(client, going_back([], ["q-donde.<b>", "x", "q-horas.ayer", *["q-donde.nada"] * 1_000]))

    assert " checked>" not in page
    assert 'name="antes"' not in page


def test_back_from_the_first_question_leads_to_where_one_came_from(client: Client, db: None) -> None:
    topic = "/tercero/familiar-detenido/"
    page = asked(client, f"{DETAINED}?de=tema")
    second = asked(client, f"{at(DETAINED, TO_THE_END[:1])}&de=tema")

    assert f'href="{DETAINED}?de=tema"' in asked(client, topic)
    assert f'<a href="{topic}" rel="nofollow">← Atrás' in page
    assert '<input type="hidden" name="de" value="tema">' in page
    assert f'<a href="{DETAINED}?antes={TO_THE_END[0]}&amp;de=tema" rel="nofollow">← Atrás' in second
    assert f'<a href="{GUIDES_PATH}" rel="nofollow">← Atrás' in asked(client, DETAINED)


def test_a_warning_is_read_in_full_before_going_on(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, TO_THE_END[:2]))

    assert heading(page) == "Lee esto antes de seguir"
    assert "El Ministerio Público no puede retenerlo más de 48 horas" in page
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
    assert f'href="mailto:?subject={quote("Mi familiar está detenido")}&amp;body={quote(text)}"' in page
    assert set(re.findall(r'href="(https?://[^"]*)', page)) == {settings.QUICK_EXIT_URL}
    assert "pide que le asignen un defensor público sin costo" in text
    assert "48 horas: Anota la hora exacta" in text
    assert "Si estás en peligro, llama al 911." in text
    assert [word for word in ("Más de 48 horas", "No\n", "r=", "q-") if word in text] == []


def test_what_is_sent_on_begins_with_what_to_do_now(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, NO_LAWYER))

    paragraphs = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0]).split("\n\n")
    assert "pide que le asignen un defensor público sin costo" in paragraphs[1]
    assert paragraphs[-1] == f"http://tabasco.localhost{DETAINED}"


def test_the_end_can_be_printed_and_copied_where_a_script_runs(client: Client, db: None) -> None:
    answer = client.get(at(DETAINED, NO_LAWYER), headers=TABASCO)
    page = answer.content.decode()

    assert re.findall(r'data-act="(\w+)" hidden>', page) == ["share", "print", "copy"]
    assert [
        script
        for script in re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
        if b64encode(sha256(script.encode()).digest()).decode() not in answer["Content-Security-Policy"]
    ] == []
    assert "lo puede encontrar otra persona" not in page


def test_a_printed_end_names_the_guide_its_address_and_the_day(client: Client, db: None) -> None:
    page, sensitive = (asked(client, at(*one)) for one in ((DETAINED, NO_LAWYER), (VIOLENCE, UNABLE)))

    printed = [re.findall(r'<p class="printed">(.*?)</p>', one)[0] for one in (page, sensitive)]
    day = r"\d+ de \w+ de \d{4}"
    assert re.fullmatch(rf"Mi familiar está detenido · http://tabasco\.localhost{DETAINED} · {day}", printed[0])
    assert re.fullmatch(rf"http://tabasco\.localhost/ · {day}", printed[1])


def test_a_number_in_a_warning_dials(client: Client, db: None) -> None:
    page = asked(client, at(VIOLENCE, ["q-ahora.si"]))

    assert '<a href="tel:911">911</a>' in re.findall(r'<div class="saying[^"]*warning">(.*?)</div>', page, re.DOTALL)[0]


def test_whoever_cannot_call_reads_first_how_the_emergency_number_helps_without_words(client: Client, db: None) -> None:
    unable = [asked(client, at(path, UNABLE)) for path in (VIOLENCE, f"{GUIDES_PATH}quiero-denunciar/")]

    for page in unable:
        first = page.index('<a class="call" href="tel:911">')
        silent = page.index("Si no puedes hablar, llama y deja la llamada abierta, o escribe a alguien")
        assert first < silent < page.index('class="saying outcome')
        assert 'href="tel:089"' not in page.partition("</main>")[0]
    womens_line = [page.partition("</header>")[2].partition("</main>")[0].count('href="tel:079"') for page in unable]
    assert womens_line == [1, 0]


def test_what_is_sent_on_of_a_sensitive_guide_does_not_name_it(client: Client, db: None) -> None:
    page = asked(client, at(VIOLENCE, UNABLE))

    text = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0])
    assert text.startswith("Justicia para Ti\n\n")
    assert text.endswith("\n\nhttp://tabasco.localhost/")
    assert f'href="mailto:?subject={quote("Justicia para Ti")}&amp;body=' in page
    assert "lo puede encontrar otra persona: hazlo solo si nadie revisa tus cosas." in page


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
    assert " data-hides-query>" in asked(client, VIOLENCE)
    assert " data-hides-query>" not in asked(client, DETAINED)


def test_the_title_of_a_sensitive_guide_tells_nothing(client: Client, db: None) -> None:
    path = f"{GUIDES_PATH}violencia-pareja-ahora/"

    titles = [
        re.findall(r"<title>(.*?)</title>", asked(client, one))[0]
        for one in (path, at(path, ["q-ahora.no-ya-esta-a-salvo"]))
    ]

    assert titles == [
        "Preguntas guiadas · Justicia para Ti Tabasco",
        "Preguntas guiadas · pregunta 2 · Justicia para Ti Tabasco",
    ]
    assert "<title>Mi familiar está detenido" in asked(client, DETAINED)


def test_terms_stand_apart_from_what_is_to_be_done(client: Client, db: None) -> None:
    page = asked(client, at(DETAINED, ["q-donde.no-se-donde-esta"]))

    saying, _, after = page.partition('<div class="saying')[2].partition("</div>")
    assert "Consulta el Registro Nacional de Detenciones con los datos" in saying
    assert 'class="term"' not in saying
    assert re.findall(r'<a class="term" href="([^"]*)">(.*?)</a>', after) == [
        ("/glosario/registro-nacional-de-detenciones/", "Registro Nacional de Detenciones"),
        ("/glosario/fiscalia/", "Fiscalía"),
    ]


def test_who_may_end_or_go_on_is_offered_both(visit: Visit, north: Site, guide: ScriptPage) -> None:
    path = f"{GUIDES_PATH}{guide.slug}/"
    between = visit(north, at(path, ["q.a"])).content.decode()
    ended = visit(north, at(path, ["q.a"], "fin=1")).content.decode()

    assert '<button class="primary" name="r" value="a.b">Ya la cerré</button>' in between
    assert f'<a href="{path}?r=q.a&amp;fin=1" rel="nofollow">Terminar aquí y ver el resumen</a>' in between
    assert heading(ended) == "Qué hacer ahora"
    assert "Cierra la puerta." in ended
    assert f'<a href="{path}?r=q.a" rel="nofollow">← Atrás' in ended


def test_who_is_open_now_stands_first_at_the_end(visit: Visit, north: Site, guide: ScriptPage) -> None:
    numbers = [block("phone", {"display": "993 313 0001"})]
    published(north.organization, OfficePage(title="Aa sin horario", slug="aa-prueba", address="Uno 1", phones=numbers))
    elsewhere = {"municipality": "Naucalpan de Juárez", "note": "Recibe denuncias de hechos de los dos estados."}
    open_all_day = {"address": "Dos 2", "schedule": north.office.schedule}
    published(north.organization, OfficePage(title="Agencia vecina", slug="vecina", **open_all_day, **elsewhere))
    nodes = guide.nodes.get_prep_value()
    nodes[2]["value"] |= {"kind": "REFERRAL", "organization_kind": "PROSECUTOR"}
    guide.nodes = nodes
    publish_page(page=guide)

    listed = visit(north, "/directorio/fiscalia-norte/").content.decode()
    ended = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", ["q.b"])).content.decode()

    assert listed.index("Oficina de Norte") < listed.index("Aa sin horario")
    assert ended.index("Oficina de Norte") < ended.index("Aa sin horario")
    assert listed.index("Aa sin horario") < listed.index("Agencia vecina") < listed.index("Dos 2")
    assert listed.index("Recibe denuncias de hechos") < listed.index("Dos 2")
    # Open now, but three others come before those of another state: on paper only.
    assert ended.index('<ul class="on-paper">') < ended.index("Agencia vecina")
    sent = unescape(ended.partition('<textarea id="summary-text"')[2].partition("</textarea>")[0])
    offices = "Oficina de Norte: 993 313 6550 ext. 5030\nCalle Uno 1\nTodos los días las 24 horas\n\nAa sin horario: "
    assert f"\n\n{offices}" in sent
    assert "Agencia vecina" not in sent


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"phones": ["993"], "is_open": None}, {"origin": "LIBRARY", "is_open": True, "phones": ["911"]}),
        ({"origin": "LIBRARY", "phones": ["55"]}, {"is_across_border": True, "is_open": True, "phones": ["993"]}),
        ({"is_open": True, "phones": ["993"]}, {"is_open": None, "phones": ["994"]}),
        # One that is shut and can be called tomorrow, before whatever cannot be called today either.
        ({"is_open": False, "phones": ["993"]}, {"is_open": True, "address": {"text": "Calle Uno 1"}}),
        ({"is_open": False, "phones": ["993"]}, {"is_open": True, "phones": ["994"], "is_assured": False}),
        ({"is_open": False, "address": {"text": "Uno 1"}}, {"is_open": True, "phones": ["994"], "is_assured": False}),
        ({"phones": ["911"]}, {"website": "https://denuncia.example.mx"}),
        ({"is_across_border": True, "phones": ["993"]}, {"website": "https://denuncia.example.mx", "is_open": True}),
        ({"origin": "LIBRARY", "is_open": False, "phones": ["55"]}, {"is_open": True}),
        ({"address": {"text": "Calle Uno 1"}}, {"website": "https://denuncia.example.mx"}),
        ({"website": "https://denuncia.example.mx"}, {}),
    ],
)
def test_which_office_comes_first(first: dict[str, Any], second: dict[str, Any]) -> None:
    def rank(
        origin: str = "LOCAL",
        is_open: bool | None = None,
        is_across_border: bool = False,
        is_assured: bool = True,
        **fields: Any,
    ) -> Any:
        unknown = {"email": None, "address": None, "isConfidential": False}
        office: Any = {"origin": origin, "phones": [], "website": None, **unknown, **fields}
        opening = Opening(is_open, "", "", is_assured=is_assured)
        return rank_of(Card(office, "", opening), is_across_border=is_across_border)

    assert rank(**first) < rank(**second)


def test_the_address_of_a_sensitive_guide_has_no_words_of_what_was_answered(
    visit: Visit, north: Site, guide: ScriptPage
) -> None:
    path = f"{GUIDES_PATH}{guide.slug}/"
    ScriptPage.objects.filter(pk=guide.pk).update(is_sensitive=True)
    guide.refresh_from_db()
    publish_page(page=guide)

    begun = visit(north, path).content.decode()
    codes = re.findall(r'name="r" value="([^"]*)"', begun)
    by_code = [visit(north, f"{path}?r={code}").content.decode() for code in codes]
    by_key = visit(north, f"{path}?r=q.a").content.decode()

    assert [bool(re.fullmatch("[a-z2-7]{6}", code)) for code in codes] == [True, True]
    assert heading(by_key) == heading(by_code[0]) != heading(begun)
    assert "r=q.a" not in by_key
    assert f"r={codes[0]}" in by_key or f'value="{codes[0]}"' in by_key
    assert "queda la dirección de esta guía, que dice de qué trata, pero sin lo que contestas" in begun


def test_what_nobody_has_compared_with_the_law_is_said_once(visit: Visit, north: Site, guide: ScriptPage) -> None:
    nodes = guide.nodes.get_prep_value()
    nodes[2]["value"]["legal_references"] = [item(law("LGV", one, verified=False)) for one in ("7", "8")]
    guide.nodes = nodes
    publish_page(page=guide)

    page = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", ["q.b"])).content.decode()
    compared = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", ["q.a"], "fin=1")).content.decode()

    assert "LGV art. 8" in page
    assert "por verificar" not in page
    assert [one.count("Todavía se compara esta página con la ley.") for one in (page, compared)] == [1, 0]


def test_an_end_is_not_reached_by_asking_for_it(visit: Visit, north: Site, guide: ScriptPage) -> None:
    page = visit(north, at(f"{GUIDES_PATH}{guide.slug}/", [], "fin=1")).content.decode()

    assert heading(page) == "¿Estás en tu casa?"


def test_guides_are_listed_and_the_page_on_their_situation_leads_to_them_as_does_search(
    visit: Visit, north: Site, guide: ScriptPage
) -> None:
    listed = visit(north, GUIDES_PATH).content.decode()
    topic = visit(north, "/prueba-victimas/prueba-robo/").content.decode()
    found = visit(north, f"{SEARCH_PATH}?q=me+robaron").content.decode()

    assert f'Preguntas guiadas: <a href="{GUIDES_PATH}{guide.slug}/" lang="es-MX">Guía de prueba</a>' in found
    assert f'<a href="{GUIDES_PATH}{guide.slug}/" lang="es-MX"><strong>Guía de prueba</strong>' in listed
    assert "visita-y-trato-en-penal" not in listed
    assert f'href="{GUIDES_PATH}{guide.slug}/?de=tema">Te hacemos unas preguntas</a>' in topic
    assert f'<a href="{GUIDES_PATH}"><strong>Te hacemos unas preguntas' in visit(north, "/").content.decode()
    sitemap = visit(north, "/sitemap.xml").content.decode()
    assert f"<loc>http://norte.localhost{GUIDES_PATH}</loc>" in sitemap
    assert f"<loc>http://norte.localhost{GUIDES_PATH}{guide.slug}/</loc>" in sitemap


def test_a_guide_is_found_by_its_own_words_and_not_twice(
    visit: Visit, north: Site, guide: ScriptPage, section: SectionPage, guidance: GuidancePage
) -> None:
    further = ScriptPage(
        title="Presta-gota zurumbático",
        slug="prueba-gota",
        role="VICTIM",
        channels=[Channel.WEB],
        start="q",
        topic=guidance,
        nodes=[worded("q", "ANSWER", "Bloquea el número.")],
    )
    published(guide.get_parent(), further)

    by_title = visit(north, f"{SEARCH_PATH}?q=presta-gota+zurumbático").content.decode()
    by_situation = visit(north, f"{SEARCH_PATH}?q=me+robaron").content.decode()
    topic = visit(north, "/prueba-victimas/prueba-robo/").content.decode()

    assert by_title.index(f'<a class="result" href="{GUIDES_PATH}prueba-gota/">') < by_title.index("</ol>")
    assert "Preguntas guiadas" in by_title
    for slug in ("prueba-guia", "prueba-gota"):
        assert by_situation.count(f'href="{GUIDES_PATH}{slug}/"') == 1
        assert topic.count(f'href="{GUIDES_PATH}{slug}/?de=tema"') == 1


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
    page.channels = [Channel.CHAT]
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
        ("/guia/denuncie-y-no-avanza/", 404, None),  # an operators' script
        ("/guia/a/b/", 404, None),
        ("/guia//evil.example/", 404, None),
        ("/guia/%00%0a/", 404, None),
    ],
)
def test_other_addresses_below_it(client: Client, db: None, path: str, status: int, location: str | None) -> None:
    answer = client.get(path, headers=TABASCO)

    assert (answer.status_code, answer.headers.get("Location")) == (status, location)


@pytest.mark.parametrize("path", ["/guia/familiar-detenido", "/guia/no-hay", "/yua/guia/familiar-detenido", "/buscar"])
def test_a_redirect_keeps_no_answers(client: Client, east: Tenant, caplog: pytest.LogCaptureFixture, path: str) -> None:
    caplog.set_level(logging.DEBUG)

    answer = client.get(f"{path}?r=q-donde.no&q=golpes", headers={"host": "oriente.localhost"})

    assert (answer.status_code, answer["Location"]) == (301, f"{path}/?r=q-donde.no&q=golpes")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "q-donde" not in caplog.text
    assert "golpes" not in caplog.text


def test_an_operators_script_reads_as_absent(visit: Visit, north: Site, guide: ScriptPage) -> None:
    """Served, moved or withdrawn: neither its address as a guide nor its own says that there is, or was, one."""
    script = published(
        guide.get_parent(),
        ScriptPage(
            title="De operadores",
            slug="de-operadores",
            role="VICTIM",
            channels=[Channel.CHAT],
            start="q",
            nodes=guide.nodes,
        ),
    )
    own = f"/{script.get_parent().slug}/"

    def answers(slug: str) -> list[tuple[int, str]]:
        found = [visit(north, path) for path in (f"{GUIDES_PATH}{slug}/", f"{own}{slug}/")]
        return [(one.status_code, one.content.decode().replace(slug, "")) for one in found]

    absent = answers("no-hay")
    served = answers("de-operadores")
    script.slug = "movido"
    publish_page(page=script)
    moved = answers("de-operadores")
    unpublish_page(page=ScriptPage.objects.get(pk=script.pk))
    withdrawn = answers("movido")

    assert [status for status, _ in absent] == [404, 404]
    assert served == moved == withdrawn == absent


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
def test_how_many_steps_there_are_at_most_never_grows(slug: str) -> None:
    script = starter_scripts()[slug]
    nodes = {one["key"]: one for one in script["nodes"]}

    assert 2 <= longest_way(nodes, script["start"]) <= 9
    assert [
        (key, option["to"])
        for key, one in nodes.items()
        for option in one["options"]
        if longest_way(nodes, option["to"]) >= longest_way(nodes, key)
    ] == []


def test_circles_and_ways_to_nowhere_end_the_count() -> None:
    def leading(*targets: str) -> Any:
        return {"options": [{"to": target} for target in targets]}

    assert longest_way({"a": leading("b", "nowhere"), "b": leading("a", "b", "c"), "c": leading()}, "a") == 3
    chain = {str(n): leading(str(n + 1)) for n in range(5_000)}
    assert longest_way(chain, "0") == 5_000


def test_the_end_says_all_that_was_to_be_done_on_the_way(client: Client, db: None) -> None:
    way = "?r=q-donde.no-se-donde-esta&r=a-rnd.lo-encontre&r=q-horas.menos-de-48-horas&r=q-menor.no&r=q-abogado.no"

    page = client.get(f"{DETAINED}{way}", headers=TABASCO).content.decode()

    outcome, _, summary = page.partition('<textarea id="summary-text"')
    assert "Lo que leíste en el camino" in outcome
    assert "Registro Nacional de Detenciones" in outcome.split("Lo que leíste en el camino")[1].split("</section>")[0]
    assert "Registro Nacional de Detenciones" in summary.split("</textarea>")[0]
    assert "No sé dónde está" not in summary.split("</textarea>")[0]


@pytest.mark.parametrize(
    ("guide", "answers", "missing", "ways"),
    [
        pytest.param(
            "quiero-denunciar",
            ["q-ahora.no", "q-que.violencia-familiar-o-sexual"],
            "Centro de Justicia para las Mujeres",
            " Acude a: Fiscalía o Ministerio Público. Llama a: Línea de las Mujeres 079 opción 1.",
            id="the end's own kind",
        ),
        pytest.param(
            "persona-no-localizada",
            ["q-riesgo.no", "a-reporte.que-me-deben-entregar", "a-folio.listo"],
            "Comisión de Búsqueda de Personas",
            " Acude a: Fiscalía o Ministerio Público.",
            id="the end's own kind by a shorter name",
        ),
    ],
)
def test_an_end_that_names_an_office_the_state_lacks_says_where_to_turn_instead(
    client: Client, db: None, guide: str, answers: list[str], missing: str, ways: str
) -> None:
    page = asked(client, at(f"{GUIDES_PATH}{guide}/", answers))
    sentence = f"En el directorio de Tabasco no hay ninguna oficina de este tipo: {missing}.{ways}"

    assert instead_in(page) == sentence
    assert sentence in unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[0]).split("\n\n")


def test_a_step_on_the_way_that_names_an_office_the_state_lacks_in_full_says_so(client: Client, db: None) -> None:
    path = at(VIOLENCE, ["q-ahora.no-ya-esta-a-salvo", "q-lesiones.si"])
    here, elsewhere = (client.get(path, headers={"host": f"{state}.localhost"}) for state in ("tabasco", "coahuila"))

    assert "Centro de Justicia para las Mujeres. Acude a: Fiscalía" in instead_in(here.content.decode())
    assert instead_in(elsewhere.content.decode()) == ""


@pytest.mark.parametrize(
    ("kind", "text", "other"),
    [
        ("CONSULATE", "Avisa al consulado.", "Fiscalía o Ministerio Público"),
        ("VICTIMS_COMMISSION", "Pídelo en la comisión de víctimas.", "Fiscalía o Ministerio Público"),
        ("PUBLIC_DEFENDER", "Llama al defensor de oficio.", ""),
        ("COURT", "Ve al juzgado.", ""),
        ("COURT", "Ve a la defensoría.", None),
        ("PROSECUTOR", "Ve a la fiscalía.", None),
    ],
)
def test_nobody_is_sent_to_the_prosecutor_in_the_place_of_who_defends_or_decides(
    visit: Visit, north: Site, guide: ScriptPage, guidance: GuidancePage, kind: str, text: str, other: str | None
) -> None:
    guidance.office_kinds = ["PROSECUTOR"]
    publish_page(page=guidance)
    nodes: Any = [worded("q", "REFERRAL", text)]
    nodes[0]["value"]["organization_kind"] = kind
    guide.nodes = nodes
    publish_page(page=guide)

    said = instead_in(visit(north, f"{GUIDES_PATH}prueba-guia/").content.decode())

    assert ("no hay ninguna oficina de este tipo" in said) is (other is not None)
    assert said.partition("Acude a: ")[2] == (f"{other}." if other else "")


def instead_in(page: str) -> str:
    """What stands for an office that the state does not have; empty: nothing."""
    found = re.findall(r'<p class="instead"[^>]*>(.*?)</p>', page)
    return unescape(re.sub(r"<[^>]+>", "", found[0])) if found else ""
