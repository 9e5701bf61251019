"""Finding the glossary's words: the longest, plurals, once a section, never where they are not meant."""

from __future__ import annotations

import pytest

from content_models.rich_text import from_text, mark, to_html
from publishing.glossary_marks import Glossary, GlossaryMarker, TermWords, singular

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
        ("a name before a synonym of another", "El acusado", [("acusado", "acusado")]),
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


@pytest.mark.parametrize(
    ("word", "base"),
    [("jueces", "juez"), ("leyes", "ley"), ("días", "dia"), ("delitos", "delito"), ("mes", "mes"), ("crisis", "crisi")],
)
def test_singulars_compare_equal(word: str, base: str) -> None:
    assert singular(word) == base
