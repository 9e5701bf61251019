"""Which texts cite an article of a law: over the library, the states' own pages and their adaptations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_models.kinds import ItemKind
from content_models.models import GuidancePage
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from editorial.citations.articles import normalized_article
from editorial.citations.places import places_in
from editorial.citations.services import laws_cited, texts_citing
from editorial.citations.statement import path_of
from editorial.citations.types import Citations, CitingText
from publishing.errors import NotVisible
from publishing.models import ContentItem
from publishing.services.publish import unpublish_page
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, first, retold
from tests.publishing.test_translations import page as translated_page
from tests.thoroughness import tries
from tests.world import GUIDANCE, World

__all__ = ["desk", "translated_page"]

LAW = "Ley de Prueba"
FAMILY = "Detuvieron a mi familiar"


def reference(article: str, law: str = LAW) -> dict[str, Any]:
    return {"law": law, "article": article, "text": f"{law} art. {article}", "verified": True}


def paragraph(article: str, law: str = LAW) -> dict[str, Any]:
    laws = [{"type": "item", "id": str(uuid4()), "value": reference(article, law)}]
    return {"heading": "Qué pasa", "text": "<p>Así es.</p>", "legal_references": laws, "verified": True}


def cited(article: str) -> list[dict[str, Any]]:
    """A page's references, as its stream stores them."""
    return [{"type": "legal_reference", "id": str(uuid4()), "value": reference(article)}]


def administrator() -> User:
    return User.objects.create_superuser("raiz", "raiz@example.org", "x")


def ask(article: str, law: str = LAW) -> Citations:
    user = User.objects.filter(username="raiz").first() or administrator()
    return texts_citing(law=law, article=article, by=user)


def found(citations: Citations) -> list[tuple[str, str]]:
    """Owner and title of each text."""
    return [(owner.code, text.title) for owner, text in citations.each()]


def the_text(citations: Citations) -> CitingText:
    ((_, text),) = citations.each()
    return text


def page_citing(world: World, article: str, code: str = "NAC", slug: str = "x-cita") -> GuidancePage:
    section = "victima" if code == "NAC" else "informacion-local"
    draft = world.draft(GuidancePage, code, section, title="Con cita", slug=slug, roles=["VICTIM"], **GUIDANCE)
    draft.legal_references = cited(article)
    page: GuidancePage = world.publish(draft)
    return page


def test_the_starter_content_answers_the_question_of_article_187(desk: Desk) -> None:
    citations = ask("187", "CNPP")

    assert {owner.code for owner in citations.owners} == {"NAC"}
    assert citations.total == 7
    assert {text.kind for _, text in citations.each()} <= {ItemKind.GUIDANCE, ItemKind.TERM, ItemKind.SCRIPT}
    assert all(text.places for _, text in citations.each())


def test_an_article_is_found_with_its_parts_and_no_other(world: World) -> None:
    for number, article in enumerate(["187", "187 fracción II", "187 apartado B", "1187", "18", "187 Bis"]):
        page_citing(world, article, slug=f"x-{number}")

    assert [text.path for _, text in ask("187").each()] == [f"/victima/x-{number}/" for number in (0, 1, 2)]
    assert ask("187 Bis").total == 1
    assert ask("").total == 6
    assert ask("999").total == 0


def test_states_own_pages_are_found_with_their_owner(world: World) -> None:
    page_citing(world, "5", "XNO")
    page_citing(world, "5", "XSU", slug="x-sur")

    citations = ask("5")

    assert found(citations) == [("XNO", "Con cita"), ("XSU", "Con cita")]
    assert [(owner.name, owner.is_library) for owner in citations.owners] == [("Norte", False), ("Sur", False)]
    assert [text.is_adaptation for _, text in citations.each()] == [False, False]


def test_drafts_and_what_is_withdrawn_are_not_found(world: World) -> None:
    page: Any = page_citing(world, "5")
    page.legal_references = cited("6")
    page.save_revision()

    assert (ask("5").total, ask("6").total) == (1, 0)

    unpublish_page(page=page)

    assert ask("5").total == 0


def test_a_text_in_two_languages_is_found_in_each(world: World, translated_page: GuidancePage) -> None:
    with tenant_scope([LIBRARY_ID]):
        for item in ContentItem.objects.for_tenant(LIBRARY_ID).filter(key=str(translated_page.translation_key)):
            item.document["legalReferences"] = [reference("5")]
            item.save(update_fields=["document"])

    assert sorted(text.locale for _, text in ask("5").each()) == ["en", "es-MX"]


def test_a_replaced_piece_is_found_in_the_states_adaptation(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK, "text")
    change = retold(desk, key, piece.address, "<p>En Tabasco.</p>")
    value = {**change.value, "legal_references": paragraph("5")["legal_references"], "heading": "Aquí"}
    desk.put(key, OperationInput(OperationKind.REPLACE, target=piece.address, value=value, base=change.base))
    desk.publish(key)

    text = the_text(ask("5"))

    assert found(ask("5")) == [("TAB", FAMILY)]
    assert (text.key, text.kind, text.is_adaptation, text.adapting) == (key, "GUIDANCE", True, 0)
    assert [(place.address, place.references) for place in text.places] == [(piece.address, (f"{LAW} art. 5",))]
    assert "Aquí" in text.places[0].label


def test_an_inserted_piece_and_a_set_field_are_found_too(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    target = first(desk.bench(key), PieceKind.BLOCK).address
    desk.put(key, OperationInput(OperationKind.INSERT, target=target, block_type="text", value=paragraph("7")))
    laws = [{"type": "item", "id": str(uuid4()), "value": reference("8")}]
    desk.put(key, OperationInput(OperationKind.SET, field="legalReferences", value=laws))
    inserted = str(desk.publish(key).changes[0].id)

    assert [place.address for place in the_text(ask("7")).places] == [inserted]
    assert [place.address for place in the_text(ask("8")).places] == ["legalReferences"]


def test_a_library_text_says_how_many_states_adapt_it(desk: Desk) -> None:
    (_, text), *_ = ask("187", "CNPP").each()
    for code in ("TAB", "COA"):
        desk.put(text.key, OperationInput(OperationKind.SET, field="title", value="De aquí"), code=code)
        desk.publish(text.key, code=code)

    adapting = {one.key: one.adapting for owner, one in ask("187", "CNPP").each() if owner.is_library}

    assert adapting.pop(text.key) == 2
    assert set(adapting.values()) == {0}


def test_places_say_where_in_reading_order_and_the_whole_text_last() -> None:
    step = {"id": "c", "title": "Tus papeles", "text": {"ast": []}, "legalReferences": [reference("5")]}
    document = {
        "legalReferences": [reference("5")],
        "body": [
            {"id": "a", "type": "TextBlock", "heading": "Uno", "legalReferences": []},
            {
                "id": "b",
                "type": "StepsBlock",
                "heading": "Qué llevar",
                "legalReferences": [reference("5 fracción I"), reference("5 fracción II")],
                "steps": [step],
            },
        ],
    }

    places = places_in(document, LAW, "5")

    assert [(place.address, len(place.references)) for place in places] == [("b", 2), ("c", 1), ("legalReferences", 1)]
    assert "“Qué llevar”" in places[0].label
    assert places[1].label.startswith(f"{places[0].label} › ")
    assert "“Tus papeles”" in places[1].label


def test_laws_are_offered_with_how_many_texts_cite_them(world: World) -> None:
    page_citing(world, "5")
    page_citing(world, "6", "XNO", slug="x-norte")

    laws = {law.name: law.texts for law in laws_cited(by=administrator())}

    assert laws[LAW] == 2
    assert laws["CNPP"] == 124
    assert list(laws) == sorted(laws)


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_a_states_people_are_told_that_there_is_nothing(desk: Desk, role: str) -> None:
    with pytest.raises(NotVisible):
        texts_citing(law="CNPP", by=desk.people["TAB", role])
    with pytest.raises(NotVisible):
        laws_cited(by=desk.people["TAB", role])


def test_library_editors_may_look(desk: Desk) -> None:
    assert texts_citing(law="CNPP", article="187", by=desk.people["NAC", "editor"]).total == 7


def test_one_query_finds_them_whatever_there_is(world: World) -> None:
    user = administrator()
    few = _selects(user)
    for number in range(3):
        page_citing(world, "5", slug=f"x-{number}")
        page_citing(world, "5", "XNO", slug=f"x-norte-{number}")

    assert [few, _selects(user)] == [2, 2]  # the tenants, and all the texts


def _selects(user: User) -> int:
    with CaptureQueriesContext(connection) as queries:
        texts_citing(law=LAW, article="5", by=user)
    return sum("jpt.tenants" not in one["sql"] and "SAVEPOINT" not in one["sql"] for one in queries.captured_queries)


# What the statement finds is what a walk over the documents finds.

ARTICLES = ["187", "187 fracción II", "187 apartado B", "1187", "18", "187 Bis", "187-B", "187,2", "", None]
LAWS = ["CNPP", 'Ley "rara" \\ $law', "", None]


def references() -> st.SearchStrategy[Any]:
    some = st.fixed_dictionaries({"law": st.sampled_from(LAWS), "article": st.sampled_from(ARTICLES)})
    return some | st.fixed_dictionaries({"law": st.sampled_from(LAWS)})


def documents() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers(0, 200) | st.sampled_from(["CNPP", "187"]) | references()
    inner = st.recursive(
        leaves,
        lambda each: (
            st.lists(each, max_size=3)
            | st.dictionaries(st.sampled_from(["legalReferences", "body", "law", "article", "value"]), each, max_size=3)
        ),
        max_leaves=8,
    )
    return st.dictionaries(st.sampled_from(["legalReferences", "body", "operations", "nodes"]), inner, max_size=3)


@pytest.mark.django_db
@settings(max_examples=tries(50, long=400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    document=documents(),
    law=st.sampled_from(LAWS[:2]),
    asked=st.sampled_from(["", "187", "187 II", "187-B", "18", "187 Bis", "1(8"]),
)
def test_the_statement_finds_what_a_walk_finds(document: Any, law: str, asked: str) -> None:
    article = normalized_article(asked)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jsonb_path_exists(%s::jsonb, %s::jsonpath, %s::jsonb, silent => true)",
            [json.dumps(document), path_of(article), json.dumps({"law": law})],
        )
        is_found = cursor.fetchone()[0]

    assert is_found is any(_is_meant(one, law, article) for one in walked(document))
    assert bool(places_in(document, law, article)) is is_found


def walked(value: Any) -> Iterator[dict[str, Any]]:
    """Every object within a value, itself included."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walked(inner)


def _is_meant(value: dict[str, Any], law: str, article: str) -> bool:
    """By words, not by patterns: the asked words come first, and what follows makes no other article of them."""
    if value.get("law") != law or not article:
        return value.get("law") == law
    if not isinstance(value.get("article"), str):
        return False
    words = value["article"].lower().replace("ó", "o").replace("-", " ").replace(",", " ").split()
    wanted = article.split()
    return words[: len(wanted)] == wanted and words[len(wanted) : len(wanted) + 1] != ["bis"]


def test_the_statement_finds_what_a_walk_over_the_starter_content_finds(desk: Desk) -> None:
    with tenant_scope(Tenant.objects.values_list("pk", flat=True)):
        stored = list(ContentItem.objects.live().values_list("tenant__code", "key", "document"))

    for asked in ("16", "20 apartado B", "113 fracción IV"):
        for law in ("CNPP", "CPEUM"):
            citing = {
                (code, key)
                for code, key, document in stored
                if any(_is_meant(one, law, normalized_article(asked)) for one in walked(document))
            }
            assert {(owner.code, text.key) for owner, text in ask(asked, law).each()} == citing
