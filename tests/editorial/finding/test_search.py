"""The administration's search: national texts for a state's people, by titles and by what people say."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from content_models.kinds import ItemKind
from content_models.models import OfficePage
from editorial.finding.national_texts import line_saying
from tests.content_models.world import block
from tests.desk import Desk, desk
from tests.editorial.states import FAMILY, adapted, browser_of
from tests.tenants.factories import page_of

__all__ = ["desk"]

SEARCH = reverse("wagtailadmin_pages:search")
RESULTS = reverse("wagtailadmin_pages:search_results")


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("address", [SEARCH, RESULTS], ids=["the screen", "while it is typed"])
def test_a_title_leads_to_the_workbench_whatever_the_order_of_its_words(desk: Desk, address: str) -> None:
    bench = reverse("adapting:text", args=["TAB", desk.key(ItemKind.GUIDANCE, FAMILY)])

    shown = text(browser_of(desk, "TAB editor").get(address, {"q": "familiar DETUVIÉRON"}))

    assert f'<a href="{bench}">{FAMILY}' in shown
    assert reverse("adapting:list", args=["COA"]) not in shown


def test_what_people_say_finds_a_text_whose_title_has_other_words(desk: Desk) -> None:
    found = browser_of(desk, "TAB editor").get(SEARCH, {"q": "la policía se llevó a mi hermano"})

    assert found.context["texts_total"] == 0
    assert FAMILY in [listed.title for listed, _ in found.context["texts"]]


def test_words_within_a_text_find_it_and_say_where_they_stand(desk: Desk) -> None:
    found = browser_of(desk, "TAB editor").get(SEARCH, {"q": "registro DETENCIONES"})

    within = {one.text.title: (one.place, one.words) for one, _ in found.context["within"]}
    assert all("detenciones" in words.lower() for _place, words in within.values()), within
    assert within
    assert found.context["within"][0][0].place in text(found)


def test_what_stands_around_words_is_the_line_that_people_read() -> None:
    said = "web: Ya no está\nLleva a: 4 · Denuncia en línea\n- Puede hacer su denuncia en línea o ir a la agencia"

    assert line_saying(said, ["denuncia", "linea"]) == "Puede hacer su denuncia en línea o ir a la agencia"
    assert line_saying("Lleva a: 4 · Denuncia", ["denuncia"]) == "Lleva a: 4 · Denuncia"
    assert line_saying("", ["denuncia"]) == ""


def test_an_adapted_text_is_found_once_as_its_state_serves_it(desk: Desk) -> None:
    key = adapted(desk)

    of_state = browser_of(desk, "TAB editor").get(SEARCH, {"q": FAMILY})
    of_other = browser_of(desk, "COA editor").get(SEARCH, {"q": FAMILY})

    assert next((one.title, one.key) for one, _ in of_state.context["texts"]) == (f"{FAMILY} aquí", key)
    assert "Adaptado aquí" in text(of_state)
    assert list(of_state.context["object_list"]) == []
    assert "aquí" not in of_other.context["texts"][0][0].title


def test_ones_own_pages_are_found_first_and_lead_to_the_national_texts(desk: Desk) -> None:
    shown = text(browser_of(desk, "TAB editor").get(SEARCH, {"q": "Fiscalía General del Estado de Tabasco"}))

    assert '<a href="#national-texts">Textos nacionales, como los lee la gente de Tabasco ↓</a>' in shown
    assert shown.index('href="#national-texts"') < shown.index("sede central") < shown.index('id="national-texts"')


def test_the_librarys_people_find_pages_alone(desk: Desk) -> None:
    found = browser_of(desk, "NAC editor").get(SEARCH, {"q": FAMILY})

    assert FAMILY in text(found)
    assert " None" not in text(found).partition("<thead")[2].partition("</thead")[0]
    assert "texts" not in found.context


def test_what_nobody_wrote_is_said_with_what_to_do(desk: Desk) -> None:
    assert "Prueba con menos palabras" in text(browser_of(desk, "TAB editor").get(SEARCH, {"q": "xqzzwv"}))


@pytest.mark.usefixtures("search_index")
@pytest.mark.parametrize(
    "typed", ["tunel zurumbatico", "TÚNEL Zurumbático", "zurumbatico tún", "993 316 0707", "9933160707"]
)
def test_an_office_is_found_without_accents_and_by_its_number(desk: Desk, typed: str) -> None:
    office = OfficePage.objects.filter(path__startswith=page_of(desk.tenants["TAB"], "directorio").path).first()
    assert office is not None
    office.title = "Módulo del túnel zurumbático"
    office.phones = [block("phone", {"display": "993 316 0707"})]
    office.save()
    editor = browser_of(desk, "TAB editor")

    found = editor.get(SEARCH, {"q": typed})
    listed = editor.get(reverse("offices:index"), {"q": typed})

    assert [page.pk for page in found.context["object_list"]] == [office.pk]
    assert [page.pk for page in listed.context["object_list"]] == [office.pk]
