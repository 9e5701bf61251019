"""The marks of the starter content against a list in which each mark was read in its place and judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content_models.stable_ids import key_of
from content_models.starter.reading import read_reference
from delivery import state_view
from delivery.view import StateView
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind

JUDGED = json.loads((Path(__file__).parent / "golden/glossary_marks.json").read_text(encoding="utf-8"))["marks"]
SHARE_KEPT = 0.95

Found = tuple[str, str, str, str]
"""Page, block, form and term, as the list names them."""


def judged(verdict: str) -> list[Found]:
    """The marks of the list with one verdict."""
    return [_named(one) for one in JUDGED if one["verdict"] == verdict]


@pytest.fixture
def view(db: None) -> StateView:
    """What a state serves of the starter content: the library's pages, composed for it."""
    tenant = Tenant.objects.get(code="TAB")
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="test")
    return state_view.for_viewer(viewer, tenant.code)


def test_the_list_judges_every_page_and_script() -> None:
    reference = read_reference()
    pages = {one["page"] for one in JUDGED}
    known = {*(topic.id for topic in reference.topics), *(f"script:{script.id}" for script in reference.scripts)}

    assert pages <= known
    assert len(pages) > 40
    assert {one["verdict"] for one in JUDGED} == {"right", "wrong"}


def test_no_mark_judged_wrong_appears(view: StateView) -> None:
    assert sorted(set(judged("wrong")) & set(marks_of(view))) == []


def test_marks_judged_right_still_appear(view: StateView) -> None:
    right, found = judged("right"), set(marks_of(view))
    missing = [one for one in right if one not in found]

    assert len(missing) <= len(right) * (1 - SHARE_KEPT), missing


def test_a_choice_says_what_an_ambiguous_word_means(view: StateView) -> None:
    found = set(marks_of(view))

    assert ("tercero-amparo-detencion", "la suspensión", "suspension-del-acto") in _without_blocks(found)
    assert ("victima-mi-carpeta", "impugnar", "impugnacion") in _without_blocks(found)
    assert ("imputado-vinculacion", "apelar", "apelacion") in _without_blocks(found)
    assert ("imputado-tipos-detencion", "arresto", "arresto-administrativo") in _without_blocks(found)
    assert ("victima-mi-carpeta", "carpeta", "carpeta-de-investigacion") in _without_blocks(found)
    assert ("script:me-llego-citatorio", "la carpeta", "carpeta-de-investigacion") in _without_blocks(found)


def test_what_people_call_a_term_marks_it(view: StateView) -> None:
    found = _without_blocks(set(marks_of(view)))

    assert ("imputado-suspension-condicional", "la vinculación", "vinculacion-a-proceso") in found
    assert ("tercero-familiar-detenido", "incomunicado", "incomunicacion") in found
    assert ("script:familiar-detenido", "incomunicado", "incomunicacion") in found


def test_guidance_pages_name_the_terms_that_they_mark(view: StateView) -> None:
    reference = read_reference()
    for topic in reference.topics:
        item = view.item(str(key_of("topic", topic.id)))
        assert item is not None
        marked = {key for block in item["body"] for _, key in _terms_in(block)}
        assert item["termKeys"], topic.id
        assert marked <= set(item["termKeys"]), topic.id


def marks_of(view: StateView) -> Iterator[Found]:
    """Every mark on the composed pages and scripts."""
    reference = read_reference()
    slugs = {str(key_of("term", term.id)): term.id for term in reference.terms}
    for topic in reference.topics:
        item = view.item(str(key_of("topic", topic.id)))
        assert item is not None
        for position, block in enumerate(item["body"]):
            yield from ((topic.id, str(position), form, slugs[key]) for form, key in _terms_in(block))
    for script in reference.scripts:
        item = view.item(str(key_of("script", script.id)))
        assert item is not None
        pieces = [(f"preamble/{part['key']}", part) for part in item["preamble"]]
        pieces += [(node["key"], node) for node in item["nodes"]]
        for name, piece in pieces:
            yield from ((f"script:{script.id}", name, form, slugs[key]) for form, key in _terms_in(piece))


def _terms_in(value: Any) -> Iterator[tuple[str, str]]:
    """The words and keys of all terms in a composed value."""
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _terms_in(inner)
    elif isinstance(value, dict):
        if value.get("type") == "term":
            yield "".join(child["text"] for child in value["children"]).lower(), value["key"]
        else:
            for inner in value.values():
                yield from _terms_in(inner)


def _named(one: dict[str, str]) -> Found:
    return one["page"], one["block"], one["form"].lower(), one["term"]


def _without_blocks(found: set[Found]) -> set[tuple[str, str, str]]:
    return {(page, form, term) for page, _, form, term in found}
