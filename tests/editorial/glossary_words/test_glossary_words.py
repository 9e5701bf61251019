"""The glossary's words beside a text: what is found is what publishing marks, and what it leaves unmarked besides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from content_models.glossary_marks import FormChoice, Glossary, TermWords
from content_models.models import GuidancePage, ScriptPage
from content_models.overlay import Edition, LocaleChain, Origin
from content_models.rich_text import parse
from delivery import state_view
from delivery.composition import Environment
from editorial.glossary_words.form_words import words_of
from editorial.glossary_words.words import FoundWord, words_in
from tests.desk import Desk, desk

__all__ = ["desk"]

TERMS = (
    TermWords("querella", "/glosario/querella/", "Querella"),
    TermWords("apelacion", "/glosario/apelacion/", "Apelación", ("impugnar",)),
    TermWords("impugnacion", "/glosario/impugnacion/", "Impugnación", ("impugnar",)),
    TermWords("citatorio", "/glosario/citatorio/", "Citatorio", ("cita",), ("cita",)),
)


def found(*texts: str, choices: tuple[FormChoice, ...] = (), terms: tuple[TermWords, ...] = TERMS) -> list[FoundWord]:
    """The words of a page with one block for each text, whose id is its number."""
    blocks: list[dict[str, Any]] = [
        {
            "id": str(number),
            "type": "TextBlock",
            "heading": None,
            "text": {"ast": parse(html, key_of_page=_key, url_of_document=lambda _: None)},
            "legalReferences": [],
            "verified": False,
        }
        for number, html in enumerate(texts)
    ]
    document: Any = {
        "kind": "GUIDANCE",
        "key": "page",
        "body": blocks,
        "searchText": "",
        "glossaryChoices": [
            {"form": choice.form, "termKey": choice.term_key, "block": choice.block or None} for choice in choices
        ],
    }
    edition = Edition("page", "GUIDANCE", Origin.LOCAL, {"es-MX": document})
    glossary = Glossary(terms)
    environment = Environment(LocaleChain("es-MX", ("es-MX",), ("es-MX",)), {}, glossary.path_of, glossary)
    return words_in(edition, environment, {f"choice-{number}": one for number, one in enumerate(choices)})


def _key(number: int) -> str:
    return TERMS[number].key


def test_each_word_is_shown_in_its_sentence_with_the_term_that_it_marks() -> None:
    [word] = found("<p>Habla claro. Las <b>querellas</b> tienen plazo. Después, espera.</p>")

    [place] = word.places
    assert (word.word, word.term_key, word.is_open) == ("querellas", "querella", False)
    assert (place.excerpt.before, place.excerpt.word, place.excerpt.after) == ("Las ", "querellas", " tienen plazo.")
    assert (place.block, place.label, place.is_marked) == ("0", "1. Texto", True)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>¿Quiere poner una querella?</p><p>Espere.</p>", "«¿Quiere poner una querella?»"),
        (
            "<p><b>Lea</b> despacio: una querella se presenta ante la fiscalía.</p>",
            "«Lea despacio: una querella se presenta…»",
        ),
    ],
)
def test_a_node_is_called_by_the_beginning_of_its_text(html: str, expected: str) -> None:
    ast = parse(html, key_of_page=_key, url_of_document=lambda _: None)
    node = {"id": "1", "key": "a-rnd", "kind": "ANSWER", "text": {"ast": ast}, "options": [], "wordings": []}
    document: Any = {
        "kind": "SCRIPT",
        "key": "page",
        "searchText": "",
        "start": "a-rnd",
        "nodes": [node],
        "preamble": [],
        "glossaryChoices": [],
    }
    glossary = Glossary(TERMS)
    environment = Environment(LocaleChain("es-MX", ("es-MX",), ("es-MX",)), {}, glossary.path_of, glossary)

    [word] = words_in(Edition("page", "SCRIPT", Origin.LOCAL, {"es-MX": document}), environment, {})

    assert [place.label for place in word.places] == [expected]


def test_a_long_sentence_is_shortened_at_words() -> None:
    [word] = found(f"<p>{'palabra ' * 30}querella{' palabra' * 30}</p>")

    excerpt = word.places[0].excerpt
    assert excerpt.before.startswith("…palabra")
    assert excerpt.after.endswith("palabra…")
    assert len(excerpt.before) <= 71


def test_a_sentence_that_begins_far_before_its_word_is_cut_as_any_other() -> None:
    [word] = found(f"<p>Fin. {'palabra ' * 300}querella {'palabra ' * 300}. Fin</p>")

    assert word.places[0].excerpt.before == "…" + "palabra " * 8
    assert word.places[0].excerpt.after == " " + "palabra " * 7 + "palabra…"


@pytest.mark.parametrize(
    "read",
    [
        lambda n: found(f"<p>{'la querella ' * 300 * n}</p>"),
        lambda n: found(f"<p>{'querella, cita.<br/>' * 150 * n}</p>"),
        lambda n: found(f"<p>{'<b>querella </b><i>cita</i>' * 150 * n}</p>", choices=_unused_choices(10 * n)),
        lambda n: found(*["<p>Una querella.</p>"] * 30 * n, choices=_unused_choices(15 * n)),
    ],
    ids=["words", "lines", "styles", "blocks"],
)
def test_the_work_grows_as_the_text_does(read: Callable[[int], Any]) -> None:
    """Quadratic work would take 256 times as long."""
    assert min(_seconds_of(read, 16) for _ in range(3)) < 80 * max(_seconds_of(read, 1) for _ in range(3))


def _unused_choices(count: int) -> tuple[FormChoice, ...]:
    return tuple(FormChoice(f"palabra {number}") for number in range(count))


def _seconds_of(read: Callable[[int], Any], size: int) -> float:
    begun = time.process_time()
    read(size)
    return time.process_time() - begun


def test_an_ambiguous_word_waits_for_a_choice_and_names_what_it_can_be() -> None:
    impugnar, cita = found("<p>Puedes impugnar. Ve a tu cita.</p>")

    assert (impugnar.is_open, impugnar.candidates) == (True, ("impugnacion", "apelacion"))
    assert (cita.is_open, cita.candidates) == (True, ("citatorio",))
    assert not impugnar.is_marked


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("impugnar", ("impugnacion", "apelacion")),
        ("impugnarla", ()),
        ("apelar", ("apelacion", "impugnacion")),
        ("acusados", ("acusado", "imputado", "acusacion")),
        ("la cita", ("citatorio",)),
    ],
)
def test_an_ambiguous_word_is_offered_every_term_of_its_stem(word: str, expected: tuple[str, ...]) -> None:
    terms = (
        TermWords("apelacion", "/apelacion/", "Apelación", ("impugnar",), ("impugnar",)),
        TermWords("impugnacion", "/impugnacion/", "Impugnación", ("apelar",), ("apelar",)),
        TermWords("plazo", "/plazo/", "Plazo para la impugnación"),
        TermWords("imputado", "/imputado/", "Imputado", ("acusado",)),
        TermWords("acusado", "/acusado/", "Acusado"),
        TermWords("acusacion", "/acusacion/", "Acusación"),
        TermWords("citatorio", "/citatorio/", "Citatorio", ("cita",), ("cita",)),
    )

    words = found(f"<p>Pide {word} a tiempo.</p>", terms=terms)

    assert [one.candidates for one in words] == ([expected] if expected else [])
    assert all(one.is_open and one.term_key is None and not one.is_marked for one in words)


def test_a_choice_of_the_page_holds_in_all_blocks_and_one_of_a_block_in_it() -> None:
    choices = (FormChoice("impugnar", "apelacion"), FormChoice("impugnar", "impugnacion", "1"))
    [word] = found("<p>Puedes impugnar.</p>", "<p>Debes impugnar.</p>", choices=choices)

    assert [place.term_key for place in word.places] == ["apelacion", "impugnacion"]
    assert (word.term_key, word.choices) == ("apelacion", ("choice-0",))
    assert [place.choices for place in word.places] == [(), ("choice-1",)]
    assert not word.is_open


def test_a_clear_word_can_be_left_out() -> None:
    [word] = found("<p>Una querella.</p>", choices=(FormChoice("la querella"),))

    assert (word.term_key, word.is_marked, word.is_open, word.choices) == (None, False, False, ("choice-0",))


def test_a_term_is_explained_once_in_a_block_and_again_in_the_next() -> None:
    choices = (FormChoice("impugnar", "impugnacion"),)
    impugnar, noun = found("<p>Impugnar es pedir una impugnación.</p>", "<p>La impugnación.</p>", choices=choices)

    assert impugnar.places[0].is_marked
    assert [(place.is_marked, place.is_repeated) for place in noun.places] == [(False, True), (True, False)]


def test_a_link_to_a_term_is_the_authors_own_mark() -> None:
    [word] = found('<p>Pide que <a linktype="page" id="0">te perdonen</a>.</p>')

    assert (word.word, word.is_link, word.term_key) == ("te perdonen", True, "querella")


def test_headings_and_their_words_are_not_listed() -> None:
    assert found("<h3>La querella</h3>") == []


def test_what_is_listed_as_marked_is_what_publishing_marks(desk: Desk) -> None:
    view = desk.view()
    compared = 0
    for page in [*GuidancePage.objects.live().order_by("pk"), *ScriptPage.objects.live().order_by("pk")]:
        library = state_view.of_library("es-MX")
        listed = sorted(
            (place.block, place.term_key)
            for word in words_of(page, library)
            for place in word.places
            if place.is_marked
        )
        served = sorted(set(_marks(view[str(page.translation_key)])))
        assert sorted(set(listed)) == served, page.title
        compared += len(served)

    assert compared > 200


def _marks(item: Any) -> Iterator[tuple[str, str]]:
    """The block and term of each mark of a composed item."""
    for name in ("body", "preamble", "nodes"):
        for piece in item.get(name, ()):
            yield from ((str(piece["id"]), key) for key in _terms_in(piece))


def _terms_in(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _terms_in(inner)
    elif isinstance(value, dict):
        if value.get("type") == "term":
            yield str(value["key"])
        else:
            for inner in value.values():
                yield from _terms_in(inner)


@pytest.mark.usefixtures("desk")
def test_a_states_terms_are_no_part_of_the_librarys(desk: Desk) -> None:
    library = state_view.of_library("es-MX")

    assert library.tenant.code == "NAC"
    assert library.environment.glossary.terms == desk.view().environment.glossary.terms
    assert state_view.of_library("es-MX") is library
