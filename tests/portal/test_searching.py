"""Looking for something on a state's site: in one's own words, without a script in the browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from api.limits import MAX_SEARCH_LENGTH
from content_models.models import GlossaryTerm, GuidancePage, NoticePage, ScriptPage, SectionPage
from content_models.paths import OF_THE_SITE, SEARCH_PATH, is_of_the_site
from delivery import suggestions
from delivery.search.results import SearchHit
from portal import offices, towns
from portal.opening import Opening
from portal.searching import LEAST_SHOWN, SHOWN, SITUATIONS, _count_of_likely
from portal.towns import SHOWN_NEAR
from publishing.models import UnansweredSearch
from tenants.days import today_of
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.tenants.factories import page_of

from .conftest import Site, Visit, node, published
from .test_languages import ask, east

__all__ = ["east"]

TABASCO = {"host": "tabasco.localhost"}


def found(visit: Visit, site: Site, query: str) -> str:
    """The page that answers a query."""
    answer = visit(site, f"{SEARCH_PATH}?q={quote(query)}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_page_has_the_field_and_the_answer_keeps_what_was_typed(
    visit: Visit, north: Site, guidance: GuidancePage
) -> None:
    for path in ("/", "/prueba-victimas/", "/no-hay/"):
        page = visit(north, path).content.decode()
        assert page.count(f'<form class="search" role="search" action="{SEARCH_PATH}" method="get"') == 1

    page = found(visit, north, '  "robaron"   <b>mi triciclo ')

    assert 'value="&quot;robaron&quot; &lt;b&gt;mi triciclo"' in page
    assert "<b>mi" not in page


def test_what_is_found_leads_to_its_page_and_says_the_first_step(
    visit: Visit, north: Site, guidance: GuidancePage
) -> None:
    page = found(visit, north, "me rovaron")

    assert '<a class="result" href="/prueba-victimas/prueba-robo/">' in page
    assert "Haz esto ahora" in page
    assert '<p class="step">Llama al 911</p>' in page
    assert "Buscamos <strong>me robaron</strong>." in page


def test_the_words_that_were_looked_for_are_marked_and_nothing_else_is_markup(visit: Visit, north: Site) -> None:
    text = "<p>Trae tu cachivache &lt;i&gt;azul&lt;/i&gt; mañana.</p>"
    published_notice(north, "Aviso", text)

    page = found(visit, north, "cachivache")

    assert "Trae tu <mark>cachivache</mark> &lt;i&gt;azul&lt;/i&gt; mañana." in page


def test_offices_are_called_from_the_list_and_terms_are_explained_in_it(
    visit: Visit, north: Site, term: GlossaryTerm
) -> None:
    assert 'class="call" href="tel:+529933136550,5030"' in found(visit, north, "oficina de norte")
    assert "Tejido fino." in found(visit, north, "encaje")


def test_a_state_finds_nothing_of_another_one(visit: Visit, north: Site, south: Site) -> None:
    published_notice(south, "Zurumbático", "<p>Sólo aquí.</p>")

    assert 'class="result"' not in found(visit, north, "zurumbático")
    assert 'class="result"' in found(visit, south, "zurumbático")


def test_scripts_are_for_operators(visit: Visit, north: Site, section: SectionPage) -> None:
    scripts = published(section.get_parent(), SectionPage(title="Cosas zurumbáticas", slug="prueba-guiones"))
    script = ScriptPage(
        title="Guion zurumbático",
        slug="prueba-guion",
        role="VICTIM",
        channels=["CHAT"],
        start="fin",
        nodes=[node("fin", "ANSWER", "Ve al mostrador.")],
    )
    published(scripts, script)

    assert 'class="result"' not in found(visit, north, "zurumbático")


def test_notices_that_are_over_are_not_found(visit: Visit, north: Site) -> None:
    published_notice(north, "Cachivache", "<p>Ayer.</p>", ends_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert 'class="result"' not in found(visit, north, "cachivache")


@pytest.mark.parametrize("query", ["", "   ", "\x00"])
def test_who_typed_nothing_is_shown_what_cannot_wait(
    visit: Visit, north: Site, guidance: GuidancePage, query: str
) -> None:
    page = found(visit, north, query)

    assert "Si está pasando ahora" in page
    assert "¿Qué hago si me robaron?" in page
    assert "resultado" not in page


def test_who_finds_nothing_is_told_how_to_say_it_and_where_else_to_look(
    visit: Visit, north: Site, guidance: GuidancePage
) -> None:
    page = found(visit, north, "qzxwv")

    assert "No encontramos nada para «<bdi>qzxwv</bdi>»." in page
    assert "Dilo con otras palabras, o con menos" in page
    assert 'href="/prueba-victimas/prueba-robo/"' in page


def test_what_nothing_is_found_for_is_recorded_without_who_asked(visit: Visit, north: Site) -> None:
    found(visit, north, "qzxwv de la esquina")

    assert suggestions.flush() == 1
    with tenant_scope([north.tenant.pk]):
        assert [row.days for row in UnansweredSearch.objects.all()] == [[today_of(north.tenant)]]


def test_too_long_a_query_is_given_back_with_the_limit(visit: Visit, north: Site) -> None:
    page = found(visit, north, "ayuda " * 200)

    assert f"Escribiste 1199 caracteres; se pueden buscar hasta {MAX_SEARCH_LENGTH}." in page
    assert f'value="{("ayuda " * 200).strip()}"' in page
    assert 'class="in-danger"' not in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("me kiero morir", "No tienes que pasar por esto a solas."),
        ("estoy en peligro", "¿Estás en peligro?"),
        ("ayuda y me intentó ahorcar", "¿Estás en peligro?"),
    ],
)
@pytest.mark.parametrize("place", ["first", "last"])
def test_danger_is_answered_however_long_the_query_is(
    committed_db: None, client: Client, told: str, said: str, place: str
) -> None:
    story = "iba caminando " * 80
    query = f"{told} {story}" if place == "first" else f"{story}{told}"

    page = client.get(f"{SEARCH_PATH}?q={quote(query)}", headers=TABASCO).content.decode()

    danger = page[page.index('class="in-danger"') : page.index("<h1")]
    assert said in danger
    assert 'href="tel:911"' in danger
    assert "se pueden buscar hasta" in page


def test_nobody_keeps_what_somebody_looked_for(visit: Visit, north: Site) -> None:
    answer = visit(north, f"{SEARCH_PATH}?q=ayuda")

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert 'autocomplete="off"' in answer.content.decode()


def test_the_search_page_can_be_left_quickly(visit: Visit, north: Site) -> None:
    for path in (SEARCH_PATH, f"{SEARCH_PATH}?q=ayuda"):
        page = visit(north, path).content.decode()

        assert page.index('id="quick-exit"') < page.index('class="skip"')


def test_the_address_without_its_slash_leads_to_the_one_with_it(visit: Visit, north: Site) -> None:
    answer = visit(north, "/buscar?q=robo%20a%20casa")

    assert (answer.status_code, answer["Location"]) == (301, "/buscar/?q=robo+a+casa")


def test_searching_stays_in_the_language_and_offers_the_others(client: Client, east: Tenant) -> None:
    page = ask(client, "/yua/buscar/?q=kʼaas").content.decode()

    assert 'action="/yua/buscar/"' in page
    assert 'href="/yua/avisos/kaas/"' in page
    assert 'href="/buscar/?q=k%CA%BCaas" hreflang="es-MX"' in page


def test_a_few_of_the_real_content_s_many_are_shown_best_first(committed_db: None, client: Client) -> None:
    query = quote("me robaron el triciclo y no me atendieron en la fizcalia")

    page = client.get(f"{SEARCH_PATH}?q={query}", headers=TABASCO).content.decode()

    assert page.count("<li lang=") == SHOWN
    likely, _, others = page.partition("Ver otros resultados")
    shown = likely.count("<li lang=") + likely.partition('class="which"')[2].partition("</section>")[0].count("<li>")
    assert f"Los {shown} mejores de " in page
    assert LEAST_SHOWN <= shown < SHOWN - others.count("<li lang=") + 1
    assert "Buscamos <strong>me robaron el triciclo y no me atendieron en la fiscalía</strong>." in page
    assert page.index("Cómo denunciar un delito") < page.index("<mark>")


def test_words_that_say_nothing_lead_to_the_sections(committed_db: None, client: Client) -> None:
    page = client.get(f"{SEARCH_PATH}?q=hola", headers=TABASCO).content.decode()

    assert "No encontramos nada para «<bdi>hola</bdi>»." in page
    assert 'id="more-title"' in page
    assert "¿Qué está pasando?" not in page


def test_a_town_alone_shows_the_offices_in_it_or_the_nearest(
    committed_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def near(town: str) -> str:
        return client.get(f"{SEARCH_PATH}?q={quote(town)}", headers=TABASCO).content.decode()

    without, within, another = near("comalcalco"), near(" Villahermosa "), near("Saltillo")
    directory = client.get("/directorio/", headers=TABASCO).content.decode()
    central = "sede central"
    monkeypatch.setattr(offices, "opening_of", lambda _, item, now: Opening(central in item["name"] or None, "", ""))
    opened = near("Jonuta").partition('id="search-found"')[2]
    monkeypatch.setattr(
        offices, "opening_of", lambda _, item, now: Opening(central in item["name"] or None, "", "", is_assured=False)
    )
    unconfirmed = near("Jonuta")
    monkeypatch.setattr(towns, "centres_of", lambda _code: {})
    unmeasured = near("Jonuta")

    assert f'action="{SEARCH_PATH}" method="get">\n<label for="town">' in directory
    assert len(re.findall("<option>", directory)) == 17
    assert "<option>Comalcalco</option>" in directory
    assert opened.index("La más cercana que está abierta") < opened.index(central) < opened.index("Por distancia")
    assert "La más cercana que está abierta" not in unconfirmed
    assert "El directorio no tiene ninguna oficina en Jonuta, y nadie ha anotado cuál es la más cercana." in unmeasured
    assert "El directorio no tiene ninguna oficina en Comalcalco." in without
    assert "llama antes de ir" in without
    distances = [int(found) for found in re.findall(r"A unos (\d+) km en línea recta", without)]
    assert len(distances) == SHOWN_NEAR
    assert distances == sorted(distances)
    assert "¿Qué está pasando?" not in without
    assert "Oficinas en Villahermosa y cerca." in within
    assert within.index("En ese municipio") < within.index("km en línea recta")
    assert "línea recta" not in another


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("fiscalía en Comalcalco", "Fiscalía"),
        ("ministerio publico abierto ahora en cardenas", "Fiscalía"),
        ("el MP de Centla", "Fiscalía General del Estado, Frontera"),
        ("juzgado huimanguillo", "Juzgado"),
    ],
)
def test_a_town_with_a_kind_of_office_shows_the_nearest_of_it_before_the_rest(
    committed_db: None, client: Client, query: str, first: str
) -> None:
    page = (
        client.get(f"{SEARCH_PATH}?q={quote(query)}", headers=TABASCO).content.decode().partition('"search-found"')[2]
    )

    assert "Buscamos" not in page
    assert "línea recta" in page
    assert page.index(first) < (page + 'class="result"').index('class="result"')


def found_in(client: Client, query: str, host: str = "tabasco") -> str:
    """What real content answers to a query, below the field."""
    page = client.get(f"{SEARCH_PATH}?q={quote(query)}", headers={"host": f"{host}.localhost"}).content.decode()
    return str(page.partition('"search-found"')[2])


@pytest.mark.parametrize(
    ("host", "queries"),
    [
        ("tabasco", ["me robaron en Comalcalco", "detuvieron a mi hermano huimanguillo"]),
        ("coahuila", ["Torreón me robaron"]),
        ("estado-de-mexico", ["me robaron en ecatepec", "ecatepec me robaron el carro"]),
    ],
)
def test_a_town_with_what_happened_shows_the_page_on_it_and_the_nearest_offices_that_it_sends_to(
    committed_db: None, client: Client, host: str, queries: list[str]
) -> None:
    for query in queries:
        guidance, _, near = found_in(client, query, host).partition('<section class="near"')

        assert "<article" not in guidance
        assert "Cómo denunciar" in guidance or "Mi familiar está detenido" in guidance
        assert "Fiscalía" in near.partition("</h2>")[0]
        assert "línea recta" in near or "En ese municipio" in near


@pytest.mark.parametrize(
    "query", ["mi esposo me está golpeando en Comalcalco", "me quieren matar fiscalía en Comalcalco"]
)
def test_in_danger_the_offices_near_a_town_stand_below_for_when_one_is_safe(
    committed_db: None, client: Client, query: str
) -> None:
    page = client.get(f"{SEARCH_PATH}?q={quote(query)}", headers=TABASCO).content.decode()
    before, _, after = page.partition("<h2>Cuando estés a salvo</h2>")

    assert before.index('class="in-danger"') < before.index("Estoy en peligro en este momento")
    assert "línea recta" not in before
    assert ": Comalcalco</h3>" in after
    assert "línea recta" in after or "En ese municipio" in after
    assert "Cuando estés a salvo" not in found_in(client, "me robaron en Comalcalco")


def test_a_word_or_a_street_within_what_happened_is_no_town(committed_db: None, client: Client) -> None:
    for query in ("me llevaron al centro", "robo en la calle Cunduacán", "centro de justicia para las mujeres"):
        page = found_in(client, query)
        assert 'class="near"' not in page
        assert "En ese municipio" not in page


@pytest.mark.parametrize(
    ("query", "is_town"),
    [
        ("Miguel Hidalgo me robó", False),
        ("mi vecino Benito Juárez me robó", False),
        ("me robó Cuauhtémoc", False),
        ("me robaron en Miguel Hidalgo", True),
        ("me robaron por la Benito Juárez", True),
        ("soy de Cuauhtémoc y me robaron", True),
        ("Coyoacán me robaron", True),
    ],
)
def test_what_a_person_may_be_called_is_a_town_only_behind_a_word_of_places(
    committed_db: None, client: Client, query: str, is_town: bool
) -> None:
    assert ('class="near"' in found_in(client, query, "ciudad-de-mexico")) is is_town


def test_whoever_names_a_town_that_nobody_knows_is_given_the_state_s_own_telephone(
    committed_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(towns, "centres_of", lambda _code: {})

    for query in ("Jonuta", "fiscalía Jonuta", "me robaron en Jonuta"):
        page = found_in(client, query)
        assert "Llama a una de éstas, del estado: te dicen a dónde ir." in page
        assert 'href="tel:+529933136550' in page


def alike(section: SectionPage, count: int) -> None:
    """Publish guidance pages that are as likely meant as one another."""
    for number in range(count):
        page = GuidancePage(
            title=f"Cosa zurumbática {number}",
            slug=f"prueba-cosa-{number}",
            roles=["VICTIM"],
            question=f"¿Qué hago con la cosa {number}?",
            first_step=f"Apunta el folio {number}",
        )
        published(section, page)


def test_who_may_mean_several_situations_is_asked_which_before_the_rest(
    visit: Visit, north: Site, section: SectionPage
) -> None:
    alike(section, SITUATIONS + 2)

    page = found(visit, north, "zurumbática")
    asked, rest = page.split('<ol class="results">')

    assert '<h2 id="which-title">¿Qué está pasando?</h2>' in asked
    assert asked.count("¿Qué hago con la cosa") == asked.count("Apunta el folio") == SITUATIONS
    assert rest.count('class="result"') == 2
    assert f"{SITUATIONS + 2} resultados." in asked
    assert all(page.count(f'href="/prueba-victimas/prueba-cosa-{number}/"') == 1 for number in range(SITUATIONS + 2))


def test_who_means_one_situation_or_asks_for_something_else_is_not_asked(
    visit: Visit, north: Site, section: SectionPage
) -> None:
    alike(section, 1)
    for place in ("Uno", "Dos", "Tres"):
        published_notice(north, f"Aviso quimérico {place}", "<p>Hoy no.</p>", slug=f"aviso-{place.lower()}")

    for query in ("zurumbática", "quimérico"):
        page = found(visit, north, query)
        assert 'class="result"' in page
        assert "¿Qué está pasando?" not in page


@pytest.mark.parametrize("query", ["", "zurumbática", "qzxwv", "ayuda " * 200])
def test_the_emergency_number_can_be_called_from_above_the_results(
    visit: Visit, north: Site, section: SectionPage, query: str
) -> None:
    alike(section, 1)

    page = found(visit, north, query).split('id="content"')[1]

    line = page.split('<p class="danger slim">')[1].split("</p>")[0]
    assert '<a class="call" href="tel:911"><strong>Llama al 911</strong></a>' in line
    assert page.index("danger slim") < page.index('id="search-found"')


def test_danger_shows_the_emergency_number_above_all_else(committed_db: None, client: Client) -> None:
    def searched(query: str) -> str:
        return client.get(f"{SEARCH_PATH}?q={quote(query)}", headers=TABASCO).content.decode()

    page, returns = searched("me quieren matar"), searched("mi esposo me pega y puede regresar")

    assert "danger slim" not in page
    assert page.index('class="in-danger"') < page.index('class="call" href="tel:911"') < page.index("<h1")
    assert "Llama ahora. Después, ven aquí." in page
    assert 'class="in-danger"' in returns
    assert "Estoy en peligro en este momento" in returns.partition('class="result"')[0] + returns.split("<h2>")[1]
    for query in ("visita reclusorio", "no hablo español", "que hora abre la fiscalia"):  # 911, and no alarm
        assert ('class="in-danger"' in (asked := searched(query)), "danger slim" in asked) == (False, True), query


@pytest.mark.parametrize(
    "query",
    ["mi hijo se quiere suicidar", "me quiero matar", "ya no quiero vivir", "mi papá se quiere quitar la vida",
     "mi hermana se quiere matar en Comalcalco", "mi hijo dice que se va a matar", "me kiero morir",
     "ya no kiero vivir", "kiero matarme", "ya no kero bibir", "mi hijo dise que se ba a matar"],
)  # fmt: skip
def test_whoever_tells_of_wanting_to_die_reads_no_page_on_something_else(
    committed_db: None, client: Client, query: str
) -> None:
    page = client.get(f"{SEARCH_PATH}?q={quote(query)}", headers=TABASCO).content.decode()
    shown, _, folded = page.partition('<details class="others">')
    leads = re.findall(r'href="(/[^"?]+/)"', shown.partition('id="search-found"')[2])

    assert page.index('class="in-danger"') < page.index("<h1")
    assert "No tienes que pasar por esto a solas." in page[page.index('class="in-danger"') : page.index("<h1")]
    assert "Llama ahora. Después, ven aquí." not in shown
    assert set(leads) <= {"/victima/peligro-ahora/"}
    assert 'class="result"' in folded


def test_whoever_tells_of_wanting_to_die_and_of_what_was_done_to_them_finds_the_page_on_it(
    committed_db: None, client: Client
) -> None:
    query = quote("mi padrastro me violó y me quiero morir")
    page = client.get(f"{SEARCH_PATH}?q={query}", headers=TABASCO).content.decode()

    assert "No tienes que pasar por esto a solas." in page.partition("<h1")[0]
    assert "/victima/delito-sexual/" in page.partition('id="search-found"')[2].partition('<details class="others">')[0]


def test_no_page_can_stand_where_the_site_itself_answers() -> None:
    assert is_of_the_site(SEARCH_PATH)
    assert all(is_of_the_site(f"/{name}/") and is_of_the_site(f"/{name}/abajo/") for name in OF_THE_SITE)
    assert not is_of_the_site("/")
    assert not is_of_the_site("/buscar-a-alguien/")
    assert not is_of_the_site("/victima/buscar/")


def published_notice(site: Site, title: str, text: str, **fields: Any) -> NoticePage:
    """A notice that a state has published."""
    given = {"slug": "prueba", **fields}
    return published(page_of(site.tenant, "avisos"), NoticePage(title=title, text=text, **given))


def test_what_is_hardly_meant_is_folded() -> None:
    def hits(*likely: float) -> list[SearchHit]:
        return [SearchHit(SimpleNamespace(key="", kind=""), 0.0, Any, one) for one in likely]  # type: ignore[arg-type]

    assert _count_of_likely(hits(0.5, 0.3, 0.1, 0.06, 0.04)) == 4
    assert _count_of_likely(hits(0.99, 0.005, 0.004, 0.001)) == LEAST_SHOWN
    assert _count_of_likely(hits(0.2, 0.2, 0.2, 0.005)) == LEAST_SHOWN
    assert _count_of_likely(hits(0.2, 0.2, 0.2, 0.2)) == 4
    assert _count_of_likely([]) == 0


@pytest.mark.parametrize("half", [0, 300, 450, 1200])
def test_danger_amid_a_story_is_danger_however_long_it_is(committed_db: None, client: Client, half: int) -> None:
    story = ("ayer fui al mercado con mi hermana y luego regresamos a la casa " * 20)[:half]

    page = client.get(f"{SEARCH_PATH}?q={quote(f'{story} estoy en peligro {story}')}", headers=TABASCO)

    assert 'class="in-danger"' in page.content.decode()


def test_a_long_story_without_danger_is_none(committed_db: None, client: Client) -> None:
    story = "ayer fui al mercado con mi hermana y luego regresamos a la casa " * 12

    page = client.get(f"{SEARCH_PATH}?q={quote(story)}", headers=TABASCO)

    assert 'class="in-danger"' not in page.content.decode()
