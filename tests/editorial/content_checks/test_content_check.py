"""The starter content has no errors, what is wrong is found, and what remains to be confirmed is counted."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from content_models.documents import document_of
from content_models.models import GlossaryTerm, GuidancePage, OfficePage
from editorial.content_checks import Severity, check_content
from publishing.services.publish import publish_page
from tests.content_models.world import block
from tests.thoroughness import tries

pytestmark = pytest.mark.slow


def _output(*arguments: str) -> str:
    out = StringIO()
    call_command("content", "check", *arguments, stdout=out)
    return out.getvalue()


def test_the_starter_content_has_no_errors(db: None) -> None:
    found = check_content()

    assert [one for one in found if one.severity == Severity.ERROR] == []
    unconfirmed = [one for one in found if one.code == "OFFICE_UNCONFIRMED"]
    assert len(unconfirmed) == OfficePage.objects.live().filter(needs_confirmation=True).count() == 141


def test_a_page_that_cannot_be_published_again_is_an_error(db: None) -> None:
    office = OfficePage.objects.live().filter(phones__isnull=False).exclude(phones="[]").first()
    phones: list[Any] = [{"type": "phone", "value": {"display": "no es un número", "dial": ""}, "id": "x"}]
    Page.objects.filter(pk=office.pk).update(title=office.title)
    OfficePage.objects.filter(pk=office.pk).update(phones=json.dumps(phones))

    errors = [one for one in check_content() if one.severity == Severity.ERROR]

    assert [(one.code, office.slug in one.where) for one in errors] == [("CONTENT_INCOMPLETE", True)]
    with pytest.raises(CommandError):
        _output()


def test_the_command_counts_what_is_to_be_confirmed(db: None) -> None:
    assert "OFFICE_UNCONFIRMED" in _output("--state", "TAB")
    assert {one["tenant"] for one in json.loads(_output("--state", "TAB", "--json"))} == {"TAB"}


def test_an_unknown_state_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="ZZZ"):
        _output("--state", "ZZZ")


def test_an_office_that_cannot_be_is_found(db: None) -> None:
    office = OfficePage.objects.live().filter(slug="tab-fge-villahermosa").get()
    OfficePage.objects.filter(pk=office.pk).update(
        latitude=17.98, longitude=92.93, municipality="Nacajucka", needs_confirmation=False
    )

    found = {(one.severity, one.code) for one in check_content(codes=["TAB"]) if office.slug in one.where}

    assert found == {
        (Severity.ERROR, "POINT_OUTSIDE_MEXICO"),
        (Severity.CONFIRM, "MUNICIPALITY_UNKNOWN"),
        (Severity.CONFIRM, "OFFICE_CONFIRMED_WITHOUT_DAY"),
        (Severity.CONFIRM, "VERIFIED_BY_NOBODY"),
    }
    answer = {"value": "Nacajucka", "by": "Ana Ruiz", "on": "2026-11-28"}
    OfficePage.objects.filter(pk=office.pk).update(answered_questions={"MUNICIPALITY_UNKNOWN": answer})
    assert "MUNICIPALITY_UNKNOWN" not in {one.code for one in check_content(codes=["TAB"]) if office.slug in one.where}


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Línea 911 (fuente secundaria citada en institutions.json)", True),
        ("24 horas (según fuente secundaria)", True),
        ("Según la fuente, abre a las 9.", True),
        ("Por verificar en la página oficial", True),
        ("Ver needs_confirmation", True),
        ("Pregunta en la escuela secundaria.", False),
        ("Pide el JSON", True),
        ("Descarga https://www.gob.mx/archivo_uno.html o escribe a una_persona@gob.mx", False),
        ("Llama al 911 y di primero dónde estás.", False),
    ][:: tries(5, long=1)],
)
def test_words_of_developers_are_found(db: None, text: str, is_found: bool) -> None:
    office = OfficePage.objects.live().filter(slug="tab-fge-villahermosa").get()
    office.note = text
    office.save_revision()
    publish_page(page=office)

    found = [one.code for one in check_content(codes=["TAB"]) if one.where.endswith("· note")]

    assert found == (["WORDS_OF_DEVELOPERS"] if is_found else [])


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Domicilio y teléfono por completar.", True),
        ("Prensa 2017; teléfono por confirmar.", True),
        ("Confirmar teléfono antes de publicar.", True),
        ("Anunciado en octubre de 2017; confirmar operación actual.", True),
        ("La fuente da la oficina de Cancún.", True),
        ("La nota (2018) da 222 63 15.", True),
        ("Se omitió el teléfono.", True),
        ("Horario sin verificar.", True),
        ("Llama para confirmar tu cita.", False),
        ("Fuente de Trevi 4, junto a la oficina de prensa.", False),
        ("Acepta reporte anónimo; para querella hay que dejar datos.", False),
    ][:: tries(4, long=1)],
)
def test_words_that_speak_to_editors_are_found(db: None, text: str, is_found: bool) -> None:
    office = OfficePage.objects.live().filter(slug="tab-fge-villahermosa").get()
    office.note, office.editor_note = text, "Confirmar teléfono antes de publicar."
    office.save_revision()
    publish_page(page=office)

    found = [
        one.code for one in check_content(codes=["TAB"]) if "tab-fge-villahermosa" in one.where and "WORDS" in one.code
    ]

    assert found == (["WORDS_FOR_EDITORS"] if is_found else [])


def test_people_may_say_what_nobody_reads(db: None) -> None:
    topic = GuidancePage.objects.live().filter(slug="victima-acuerdo-reparatorio").get()
    said = {"phrases": "según la fuente falta por confirmar", "voice": "TYPED", "source": "EDITOR", "is_danger": False}
    topic.examples = [block("phrases", said)]
    topic.save_revision()
    publish_page(page=topic)

    assert [one.code for one in check_content(codes=["NAC"]) if "WORDS" in one.code] == []


def test_notes_for_editors_are_kept_and_served_to_nobody(db: None) -> None:
    office = OfficePage.objects.get(slug="nacional-registro-detenciones")
    other = OfficePage.objects.get(slug="nacional-locatel")

    assert office.editor_note.startswith("Dirección publicada en 2019; comprobar que siga vigente.")
    assert office.note.startswith("Muestra qué autoridad detuvo")
    assert "2019" not in json.dumps(document_of(office), ensure_ascii=False)
    assert other.note == 'El mismo número atiende por WhatsApp; al escribir "Hablar" pasa con una persona.'
    assert OfficePage.objects.get(slug="nacional-911").editor_note == ""


def _of_glossary() -> list[str]:
    return [one.code for one in check_content(codes=["NAC"]) if "GLOSSARY" in one.code or "AMBIGUOUS" in one.code]


def test_the_starter_contents_choices_are_of_what_there_is(db: None) -> None:
    assert _of_glossary() == []


def test_a_choice_of_a_term_or_word_that_is_gone_is_found(db: None) -> None:
    page = GuidancePage.objects.live().filter(slug="amparo-detencion").get()
    [choice] = page.glossary_choices.raw_data
    GlossaryTerm.objects.filter(pk=choice["value"]["term"]).update(live=False)

    assert _of_glossary() == ["GLOSSARY_CHOICE_WITHOUT_TERM"]

    gone = {**choice, "value": {"form": "palabra ausente", "term": None, "block": ""}}
    elsewhere = {**choice, "value": {"form": "la suspensión", "term": None, "block": "no-existe"}}
    GuidancePage.objects.filter(pk=page.pk).update(glossary_choices=json.dumps([gone, elsewhere]))

    assert _of_glossary() == ["GLOSSARY_CHOICE_WITHOUT_WORD"] * 2


def test_an_ambiguous_word_that_is_no_name_of_its_term_is_found(db: None) -> None:
    term = GlossaryTerm.objects.live().filter(slug="citatorio").get()
    GlossaryTerm.objects.filter(pk=term.pk).update(synonyms="[]")

    assert _of_glossary() == ["AMBIGUOUS_FORM_UNKNOWN"] * 2
