"""Who reads a state that reviews first never meets an edition that it has not adopted, however the news arrives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from api.endpoint import Endpoint
from content_models.kinds import ItemKind
from content_models.models import GlossaryTerm, GuidancePage
from content_models.overlay import Edition, Origin
from delivery import state_view
from editorial.adapting.pages import library_page
from editorial.review import adoption
from publishing.layers import layers
from publishing.models import TenantVersion
from publishing.services.publish import publish_page
from tenants.models import LIBRARY_ID, Adoption
from tenants.scope import tenant_scope
from tests.api.client import send
from tests.content_models.world import block
from tests.desk import Desk, desk
from tests.editorial.review.adopting import Adopting, adopting, made_adopting
from tests.tenants.factories import key_of
from tests.world import GUIDANCE

from .test_state_view import counted

__all__ = ["adopting", "desk", "made_adopting"]


@pytest.fixture
def term(adopting: Adopting) -> GlossaryTerm:
    """A national term that every state serves, and that the readers of all states have read."""
    page = adopting.term("uno")
    for code in ("XNO", "XSU"):
        adopting.accept(code, page)
    adopting.everywhere(page)
    return page


def publish_untold(page: GlossaryTerm, text: str) -> None:
    """Publish, and tell nobody yet."""
    page.definition = f"<p>{text}</p>"
    publish_page(page=page)


def tell(adopting: Adopting, code: str) -> None:
    """Notify this process of one tenant's newest version, and of no other's."""
    tenant_id = adopting.world.tenants[code].pk
    with tenant_scope([tenant_id]):
        version = TenantVersion.objects.get(tenant=tenant_id).version
    state_view.on_notification(f"{tenant_id}:{version}")


def read(adopting: Adopting, code: str, page: GlossaryTerm) -> str | None:
    """What a reader gets, who knows what has been told and no more."""
    item = state_view.for_viewer(adopting.world.viewer(code), code).item(str(page.translation_key))
    return None if item is None else str(item["definition"]["plainText"])


def test_a_process_notified_of_the_library_only(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_untold(term, "dos")

    tell(adopting, "NAC")

    assert read(adopting, "XNO", term) == "uno"
    assert read(adopting, "XCE", term) == "dos"


def test_a_process_notified_through_another_state(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_untold(term, "dos")
    tell(adopting, "NAC")

    assert read(adopting, "XCE", term) == "dos"
    assert read(adopting, "XNO", term) == "uno"
    assert read(adopting, "XSU", term) == "uno"


def test_a_process_notified_of_the_state_only_skips_what_it_never_adopted(
    adopting: Adopting, term: GlossaryTerm
) -> None:
    adopting.publish(term, "dos")
    adopting.everywhere(term)
    publish_untold(term, "tres")
    adoption.accept_all(tenant=adopting.world.tenants["XNO"], by=adopting.people["XNO"])

    tell(adopting, "XNO")

    assert read(adopting, "XNO", term) == "tres"
    assert read(adopting, "XSU", term) == "uno"


def test_a_state_that_has_just_chosen_to_review(adopting: Adopting, term: GlossaryTerm) -> None:
    adoption.change_adoption(
        tenant=adopting.world.tenants["XCE"], adoption=Adoption.REVIEWED, by=adopting.people["XCE"]
    )
    publish_untold(term, "dos")

    tell(adopting, "NAC")

    assert read(adopting, "XCE", term) == "uno"


def test_a_publish_costs_the_reader_of_such_a_state_one_statement_too(adopting: Adopting, term: GlossaryTerm) -> None:
    counts: list[int] = []
    adopting.publish(term, "dos")

    for code in ("XNO", "XSU", "XCE", "XNO"):
        with counted(counts):
            read(adopting, code, term)

    # Savepoint, scope, changes, scope, savepoint; Centre has no news of its own, and the library's is known by then.
    assert counts == [5, 5, 0, 0]


def test_a_publish_of_an_office_leaves_the_layers_of_states_as_they_are(adopting: Adopting, term: GlossaryTerm) -> None:
    home = Page.objects.get(pk=adopting.world.tenants["NAC"].root_page_id).specific
    before = adopting.world.view("XNO")
    home.urgent_notice = "<p>Hoy cerramos.</p>"
    adopting.world.publish(home)

    view = adopting.world.view("XNO")

    assert view.home()["urgentNotice"]["plainText"] == "Hoy cerramos."
    assert view.version.partition(".")[2] == before.version.partition(".")[2]
    assert view.item(str(term.translation_key)) is before.item(str(term.translation_key))


def test_states_with_one_pinned_edition_share_what_they_serve(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    key = str(term.translation_key)

    north, south, centre = (adopting.world.view(code).item(key) for code in ("XNO", "XSU", "XCE"))

    assert north is south
    assert north is not centre
    assert str(north["publishedAt"]) < str(centre["publishedAt"]) or north["version"] != centre["version"]
    adopting.accept("XNO", term)
    assert adopting.world.view("XNO").item(key) is adopting.world.view("XCE").item(key)


def test_a_cold_cache_loads_the_pins(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    new = adopting.term("uno", "prueba-otro", title="Otro")
    state_view.reset()

    assert adopting.everywhere(term) == ["uno", "uno", "dos"]
    assert adopting.everywhere(new) == [None, None, "uno"]


def test_all_that_a_view_says_of_a_text_is_of_one_edition(adopting: Adopting) -> None:
    term = adopting.term("xilofono", title="Xilema")
    page = adopting.world.new(
        GuidancePage,
        "NAC",
        "victima",
        title="Plantas",
        slug="prueba-plantas",
        roles=["VICTIM"],
        body=[block("text", {"text": "<p>La xilema y la ykaria.</p>"})],
        **GUIDANCE,
    )
    for code in ("XNO", "XSU"):
        adopting.accept(code, term, page)
    term.title = "Ykaria"
    adopting.publish(term, "yeso")
    key = str(term.translation_key)

    found = {}
    for code in ("XNO", "XCE"):
        view = adopting.world.view(code)
        assert [hit.key for hit in view.search("xilofono").hits if hit.key == key] == [key] * (code == "XNO")
        assert [hit.key for hit in view.search("yeso").hits if hit.key == key] == [key] * (code == "XCE")
        assert view.library_edition(key).numbers == {"es-MX": 1 if code == "XNO" else 2}
        assert view.library_row(key).edition == (1 if code == "XNO" else 2)
        assert view.overlaid(key, view.adaptation_with(key, None))["term"] == view.item(key)["term"]
        marked = view.item(str(page.translation_key))["body"][0]["text"]["html"]
        found[code] = (view.item(key)["term"], ">xilema<" in marked, ">ykaria<" in marked)

    assert found == {"XNO": ("Xilema", True, False), "XCE": ("Ykaria", False, True)}


def test_what_is_loaded_in_bulk_is_what_the_view_serves(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    new = adopting.term("uno", "prueba-otro", title="Otro")
    keys = [str(page.translation_key) for page in (term, new)]

    loaded = {code: layers(adopting.world.tenants[code].pk, [], keys) for code in ("XNO", "XCE")}

    assert list(loaded["XNO"]) == [keys[0]]
    assert list(loaded["XCE"]) == keys
    for code, of_state in loaded.items():
        view = adopting.world.view(code)
        assert {key: found.library for key, found in of_state.items()} == {
            key: view.library_edition(key) for key in of_state
        }


def test_a_draft_is_previewed_as_the_state_would_serve_it(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    view = adopting.world.view("XNO")
    key = str(term.translation_key)
    document: Any = {**view.library_edition(key).documents["es-MX"], "term": "Borrador", "title": "Borrador"}

    item = view.preview(Edition(key, "TERM", Origin.LIBRARY, {"es-MX": document}), "/glosario/prueba-termino/")

    assert item["term"] == "Borrador"
    assert view.item(key)["term"] == "Término"


def test_each_language_waits_for_itself(adopting: Adopting, term: GlossaryTerm) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    Page.objects.get(pk=adopting.world.tenants["NAC"].root_page_id).specific.copy_for_translation(english)
    adopting.world.section("NAC", "glosario").copy_for_translation(english)
    translated = term.copy_for_translation(english)
    translated.title, translated.slug = "Term", "prueba-term"
    translated = adopting.publish(translated, "one")

    assert [adopting.served("XSU", term, locale) for locale in ("es-MX", "en")] == ["uno", "uno"]
    assert adopting.world.view("XSU", "en").item(str(term.translation_key))["isFallback"] is True

    adopting.accept("XSU", term, locale="en")
    adopting.publish(term, "dos")
    adopting.publish(translated, "two")

    assert [adopting.served("XSU", term, locale) for locale in ("es-MX", "en")] == ["uno", "one"]
    assert adopting.accept("XSU", term, locale="en") == 1
    assert [adopting.served("XSU", term, locale) for locale in ("es-MX", "en")] == ["uno", "two"]
    assert [(task.locale, task.from_number, task.outcome) for task in adopting.tasks("XSU", term)[1:]] == [
        ("en", 0, "accepted"),
        ("es-MX", 1, ""),
        ("en", 1, "accepted"),
    ]
    assert adopting.world.differences() == []


QUERY = """query ($slug: String!, $code: StateCode!) { state(code: $code) { guidancePage(slug: $slug) {
  question version path } } }"""


def test_the_api_shows_the_old_text_in_tabasco_and_the_new_in_coahuila(desk: Desk) -> None:
    boss = desk.people["TAB", "publisher"]
    adoption.change_adoption(tenant=desk.tenants["TAB"], adoption=Adoption.REVIEWED, by=boss)
    endpoint = Endpoint(lambda _environ, _start: [])
    keys = {code: key_of(desk.tenants[code])[1] for code in ("TAB", "COA")}

    def asked(code: str) -> dict[str, str]:
        desk.commit()
        answer = send(
            endpoint,
            body=json.dumps({"query": QUERY, "variables": {"slug": "familiar-detenido", "code": code}}).encode(),
            headers={
                "Authorization": f"Bearer {keys[code]}",
                "Content-Type": "application/json",
                "Accept": "application/graphql-response+json",
            },
        )
        found: dict[str, str] = answer.json["data"]["state"]["guidancePage"]
        return found

    before = asked("TAB")
    key = next(str(one["key"]) for one in desk.view().all(ItemKind.GUIDANCE) if one["slug"] == "familiar-detenido")
    page = library_page(key=key, locale="es-MX")
    assert isinstance(page, GuidancePage)
    page.question = "¿Y ahora?"
    publish_page(page=page)

    assert asked("TAB") == before
    assert asked("COA")["question"] == "¿Y ahora?"

    adoption.accept(tenant=desk.tenants["TAB"], keys=[key], by=boss)

    assert asked("TAB")["question"] == "¿Y ahora?"
    assert desk.differences() == []


def test_pins_of_other_states_are_out_of_reach(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")

    with tenant_scope([adopting.world.tenants["XNO"].pk]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM publishing_pin")
        assert cursor.fetchone() == (1,)
    with tenant_scope([LIBRARY_ID]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM publishing_pin")
        assert cursor.fetchone() == (0,)
