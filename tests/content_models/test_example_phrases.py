"""Phrases that people say: what may be in them, and what is refused with a reason."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail.test.utils.form_data import streamfield

from content_models.blocks import ExamplesBlock
from content_models.documents import document_of
from content_models.documents.examples import examples_of_page
from content_models.example_phrases import LONGEST_PHRASE, MOST_PHRASES, MOST_PROBLEMS, may_be_kept, problems_of
from content_models.models import GuidancePage
from tests.content_models.test_forms import form_of, guidance_data
from tests.content_models.world import World, add, block


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("llámame al 55 1234 5678", "55 1234 5678"),
        ("mi número es 993.313.65.50", "993.313.65.50"),
        ("escriban a ana.ruiz@correo.com.mx", "ana.ruiz@correo.com.mx"),
        ("se llevaron a Juan Pérez", "Juan Pérez"),
        ("SE LLEVARON A JUAN PEREZ", "JUAN PEREZ"),
        ("me pegó José", "José"),
        ("fue Rosa María López Hernández", "Rosa María López Hernández"),
        ("mi cuñado Pedro Hidalgo me amenaza", "Pedro Hidalgo"),
        ("Doña María la de la tienda", "Doña María"),
        ("mi esposo se llama ernesto", "ernesto"),
        ("me llamo jennifer y vivo con mi suegra", "jennifer"),
        ("mi nombre es Zuleyka", "Zuleyka"),
        ("juan perez lopez me robo", "juan perez"),
        ("Xóchitl Balam me amenaza", "Xóchitl Balam"),
        ("ahí anda maría de la luz garcía", None),
        ("el comandante Ramírez me golpeó", "comandante Ramírez"),
        ("el lic hernandez me pidió dinero", "lic hernandez"),
        ("me golpeó J. Pérez", "J. Pérez"),
        ("mi curp es GOMC900101HTCMRL09", "GOMC900101HTCMRL09"),
        ("gomc900101htcmrl09", "gomc900101htcmrl09"),
        ("mi rfc GOMC900101AB1", "GOMC900101AB1"),
        ("me escribe @juanperez99", "@juanperez99"),
        ("me amenaza en facebook.com/juan.x", "facebook.com/juan.x"),
        ("993/123/4567", "993/123/4567"),
        ("993,123,4567", "993,123,4567"),
        ("993 / 123 / 45 67", "993 / 123 / 45 67"),
        ("llamen al 312 65 50", "312 65 50"),
        ("٩٩٣١٢٣٤٥٦٧ es mi número", "٩٩٣١٢٣٤٥٦٧"),
        ("marquen nueve nueve tres uno dos tres cuatro cinco", "nueve nueve tres uno dos tres cuatro cinco"),
        (
            "es el noventa y nueve treinta y uno veintitrés cuarenta",
            "noventa y nueve treinta y uno veintitrés cuarenta",
        ),
        ("un carro placas WLC-123-A", "placas WLC-123-A"),
        ("un carro vxy1234 me chocó", "vxy1234"),
        ("carpeta CI-VHSA-1234/2024", "carpeta CI-VHSA-1234/2024"),
        ("es la CI-VHSA-1234/2024", "CI-VHSA-1234/2024"),
        ("mi expediente 345/2023", "expediente 345/2023"),
        ("carpeta de investigación número 20211", "carpeta de investigación número 20211"),
        ("me pegó un ve\u200bcino", "me pegó un vecino"),
        ("993\u200b123\u200b4567", None),
    ],
)
def test_nobody_can_be_known_by_a_phrase(phrase: str, found: str | None) -> None:
    problems = _problems(phrase)

    assert problems
    assert found is None or any(f"“{found}”" in problem for problem in problems)
    assert not may_be_kept(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "me robaron en San Juan Chamula",
        "soy de Benito Juárez",
        "en la delegación Miguel Hidalgo me chocaron",
        "vivo por Lázaro Cárdenas",
        "ASALTO EN SAN JUAN DEL RÍO",
        "en Guadalupe, Nuevo León",
        "me asaltaron en Playa del Carmen",
        "choqué en la calle Juan Aldama",
        "afuera de la Virgen de Guadalupe",
        "marqué al 911 y nada",
        "me deben 15,000 pesos desde el 12/05/2025",
        "artículos 16, 19 y 20",
        "mi hijo se llama igual que el acusado",
        "juana de arco",
        "carpeta de 2021, sin avance",
        "me llamó el licenciado y me llamó la atención",
        "son las diez y media, llevo tres días y dos noches, cuatro veces",
        "la del 3-B. Nos cambiaron el horario",
        "debo 150000 pesos desde 2019-2020",
        "el doctor del penal no me recibe",
        "mi hijo de 12 años y mi hija de 9",
        "un asalto en la calle 5 de mayo número 12",
    ],
)
def test_places_amounts_and_articles_name_nobody(phrase: str) -> None:
    assert _problems(phrase) == []


def test_a_phrase_is_no_story() -> None:
    assert _problems("a" * LONGEST_PHRASE) == []
    assert [f"{LONGEST_PHRASE} characters" in one for one in _problems("a" * (LONGEST_PHRASE + 1))] == [True]


def test_many_phrases_are_refused_in_one_sentence() -> None:
    phrases = [f"me robaron {number}" for number in range(MOST_PHRASES + 1)]

    assert _problems(*phrases[:-1]) == []
    assert ["1001 phrases" in one for one in _problems(*phrases)] == [True]


def test_what_is_wrong_is_told_a_few_times_and_not_a_thousand() -> None:
    assert len(_problems(*(f"se llevaron a Juan {word}" for word in "abcdefghijklmn"))) == MOST_PROBLEMS


def test_each_phrase_is_kept_once_without_empty_lines() -> None:
    said = "  me  robaron \r\n\r\nme robaron\nme asaltaron\n"

    cleaned = ExamplesBlock().child_blocks["phrases"].clean(said)

    assert cleaned == "me robaron\nme asaltaron"


def test_some_phrase_there_is() -> None:
    with pytest.raises(ValidationError):
        ExamplesBlock().child_blocks["phrases"].clean(" \n ")


@pytest.mark.parametrize("phrases", ["me pegó José", "55 1234 5678", "\n".join(map(str, range(MOST_PHRASES + 1))), ""])
def test_the_form_refuses_at_the_field(world: World, phrases: str) -> None:
    form = form_of(GuidancePage(), world.section, guidance_data(examples=streamfield([("phrases", _group(phrases))])))

    assert list(form.errors) == ["examples"]


def test_all_groups_together_have_no_more_phrases_than_one_item_may(world: World) -> None:
    groups = [_group("\n".join(f"me robaron {number} de {one}" for number in range(MOST_PHRASES // 2))) for one in "ab"]
    most, more = (streamfield([("phrases", one) for one in some]) for some in (groups, [*groups, _group("otra")]))

    assert "examples" not in form_of(GuidancePage(), world.section, guidance_data(examples=most)).errors
    errors = form_of(GuidancePage(), world.section, guidance_data(examples=more)).errors.as_data()["examples"]
    assert ["1001" in str(error.non_block_errors) for error in errors] == [True]


@pytest.mark.parametrize("change", [{"voice": "SUNG"}, {"source": "HEARSAY"}])
def test_the_form_refuses_an_unknown_way(world: World, change: dict[str, str]) -> None:
    group = {**_group("me robaron"), **change}
    form = form_of(GuidancePage(), world.section, guidance_data(examples=streamfield([("phrases", group)])))

    assert list(form.errors) == ["examples"]


def test_a_page_without_examples_has_none(world: World) -> None:
    page = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?"))
    empty = block("phrases", {"phrases": None, "voice": "TYPED", "source": "EDITOR"})
    half = add(world.section, GuidancePage(title="B", slug="b", roles=["VICTIM"], question="¿?", examples=[empty]))

    assert (examples_of_page(page), document_of(page)["examplesSummary"]) == ([], None)
    assert [group["phrases"] for group in examples_of_page(half)] == [[]]
    assert document_of(half)["examplesSummary"]["phrases"] == 0


def test_a_document_says_by_a_digest_that_its_examples_are_others(world: World) -> None:
    said = [block("phrases", {"phrases": "me robaron", "voice": "TYPED", "source": "EDITOR", "is_danger": True})]
    page = add(world.section, GuidancePage(title="A", slug="a", roles=["VICTIM"], question="¿?", examples=said))
    before = document_of(page)["examplesSummary"]

    page.examples = [block("phrases", {**said[0]["value"], "phrases": "me asaltaron"})]  # type: ignore[assignment]  # a stream takes what it stores
    after = document_of(page)["examplesSummary"]

    assert (before["phrases"], before["dangers"]) == (after["phrases"], after["dangers"]) == (1, 1)
    assert before["digest"] != after["digest"]


def _group(phrases: str) -> dict[str, str]:
    return {"phrases": phrases, "voice": "TYPED", "source": "EDITOR", "is_danger": ""}


def _problems(*phrases: str) -> list[str]:
    with translation.override("en"):
        return problems_of(list(phrases))
