"""Finding the glossary's words: the longest, plurals, once a section, never where they are not meant."""

from __future__ import annotations

import pytest

from content_models.glossary_marks import FormChoice, Glossary, GlossaryMarker, TermWords, singular
from content_models.rich_text import Node, from_text, mark, to_html

GLOSSARY = Glossary(
    [
        TermWords("mp", "/glosario/mp/", "Ministerio Público (MP)", ("la procu",)),
        TermWords("imputado", "/glosario/imputado/", "Imputado", ("acusado", "detenido")),
        TermWords("acusado", "/glosario/acusado/", "Acusado"),
        TermWords("juez", "/glosario/juez/", "Juez"),
        TermWords("juez-control", "/glosario/juez-control/", "Juez de control"),
        TermWords("vinculacion", "/glosario/vinculacion/", "Vinculación a proceso"),
    ]
)


@pytest.mark.parametrize(
    ("case", "text", "found"),
    [
        ("a name", "El imputado habla.", [("imputado", "imputado")]),
        ("in capitals", "IMPUTADO", [("IMPUTADO", "imputado")]),
        ("a plural", "Los imputados hablan.", [("imputados", "imputado")]),
        ("a plural in -ces", "Los jueces deciden.", [("jueces", "juez")]),
        ("a plural in -ones", "Vinculaciones a proceso", [("Vinculaciones a proceso", "vinculacion")]),
        ("a synonym", "Ve a la procu hoy.", [("la procu", "mp")]),
        ("the longest", "El juez de control y el juez.", [("juez de control", "juez-control"), ("juez", "juez")]),
        ("no form that two terms have", "El acusado", []),
        ("an acronym", "Ve al MP.", [("MP", "mp")]),
        ("no acronym in small letters", "un mp cualquiera", []),
        ("not part of a word", "imputadores", []),
        ("not across a comma", "ministerio, público", []),
        ("nothing", "", []),
    ],
)
def test_finds(case: str, text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[one.start : one.end], one.key) for one in GLOSSARY.found_in(text)] == found


def test_marks_the_first_mention_of_each_section_only() -> None:
    marker = GlossaryMarker(GLOSSARY)

    first = to_html(mark(from_text("Un imputado y otro imputado."), marker))
    marker.new_section()
    second = to_html(mark(from_text("El imputado."), marker))

    assert first.count('class="term"') == second.count('class="term"') == 1


def test_a_term_is_not_marked_on_its_own_page() -> None:
    marker = GlossaryMarker(GLOSSARY, own_key="imputado")

    assert "term" not in to_html(mark(from_text("El imputado."), marker))


AMBIGUOUS = Glossary(
    [
        TermWords("apelacion", "/a/", "Apelación", ("impugnar",), ("impugnar",)),
        TermWords("impugnacion", "/i/", "Impugnación"),
        TermWords("citatorio", "/c/", "Citatorio", ("cita",), ("cita",)),
        TermWords("proceso", "/p/", "Suspensión condicional del proceso", ("la suspensión",)),
        TermWords("acto", "/s/", "Suspensión del acto", ("la suspensión",)),
        TermWords("demanda", "/d/", "Denuncia", ("la demanda (uso incorrecto)",), ("la demanda (uso incorrecto)",)),
        TermWords("juicio", "/j/", "Juicio oral", ("el juicio",)),
    ]
)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("a form that its term calls ambiguous", "Puedes impugnar en 10 días."),
        ("its plural", "Tienes dos citas."),
        ("a form of two terms", "Pide la suspensión."),
        ("with a remark in parentheses", "Lleva la demanda."),
    ],
)
def test_an_ambiguous_form_marks_nothing_by_itself(case: str, text: str) -> None:
    assert list(AMBIGUOUS.found_in(text)) == []


def test_a_longer_form_is_not_hidden_by_one_that_begins_before_it() -> None:
    found = AMBIGUOUS.found_in("Pide la suspensión condicional del proceso.")

    assert [one.key for one in found] == ["proceso"]


def marked(text: str, *choices: FormChoice, blocks: tuple[str, ...] = ()) -> list[str]:
    """The keys of the terms that a text marks on a page with these choices, in these blocks."""
    marker = GlossaryMarker(AMBIGUOUS, choices=choices)
    for block in blocks:
        marker.enter_block(block)
    return [one.key for one in marker.marks(text)]


def test_a_page_says_what_an_ambiguous_form_means() -> None:
    assert marked("Las suspensiones y la cita", FormChoice("la suspensión", "acto")) == []
    assert marked("Pide la suspensión", FormChoice("la suspensión", "acto")) == ["acto"]
    assert marked("Puedes impugnar", FormChoice("impugnar", "impugnacion")) == ["impugnacion"]


def test_a_page_unmarks_a_clear_form() -> None:
    assert marked("El juicio", FormChoice("el juicio")) == []
    assert marked("El juicio") == ["juicio"]


def test_a_choice_about_one_block_holds_there_only() -> None:
    choice = FormChoice("el juicio", None, "r-uno")

    assert marked("El juicio", choice, blocks=("r-uno",)) == []
    assert marked("El juicio", choice, blocks=("r-dos",)) == ["juicio"]


def test_a_choice_of_a_term_that_is_gone_marks_nothing() -> None:
    assert marked("La cita", FormChoice("cita", "no-existe")) == []


def test_a_link_to_a_term_is_a_mark_and_counts_as_its_first_mention() -> None:
    marker = GlossaryMarker(AMBIGUOUS)
    link: Node = {"type": "link", "key": "citatorio", "path": "/c/", "children": [{"type": "text", "text": "la cita"}]}
    words: Node = {"type": "text", "text": " y el citatorio"}

    found = mark([{"type": "paragraph", "children": [link, words]}], marker)

    assert found[0]["children"] == [{**link, "type": "term"}, words]


@pytest.mark.parametrize(
    ("word", "base"),
    [("jueces", "juez"), ("leyes", "ley"), ("días", "dia"), ("delitos", "delito"), ("mes", "mes"), ("crisis", "crisi")],
)
def test_singulars_compare_equal(word: str, base: str) -> None:
    assert singular(word) == base
