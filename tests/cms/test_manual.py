"""The manual is true: its links, pictures, screens and names are there, and every role has ten pages of use."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils.translation.trans_real import translation
from wagtail.users.models import UserProfile

from cms.manual.pages import (
    ADMINISTRATOR,
    FOLDER,
    LANGUAGES,
    READERS,
    ManualPage,
    Screen,
    all_pages,
    explaining,
    pages_for,
)
from cms.manual.rendering import PAGE, SCREEN, SHOT, address_of, parser, to_html
from cms.manual.searching import found
from cms.manual.shots import FOLDER as PICTURES
from cms.manual.shots import MOST_BYTES, all_shots
from tenants.admin_access.acts import ROLES, Act, Role
from tenants.admin_access.rule import rules_of
from tenants.admin_access.table import TABLE
from tests.tenants.conftest import World, world

__all__ = ["world"]

EACH = 10
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
NAME = re.compile(r"\*\*(.+?)\*\*")
LITERAL = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"|`([^`\n]+)`")
FRONTEND = Path(settings.BASE_DIR) / "frontend" / "src"

BOTH = [page for language in LANGUAGES for page in all_pages(language).values()]


def named(page: ManualPage) -> str:
    return f"{page.language}/{page.slug}"


@cache
def spoken(language: str) -> frozenset[str]:
    """What the administration, and for Spanish the desk, says somewhere, each with a small first letter."""
    entries: dict[Any, str] = {}
    catalogue: Any = translation("es-mx")
    for key, said in catalogue._catalog.items():
        entries.setdefault(key, said)
    if language == "es":
        literals = [
            "".join(found)
            for path in FRONTEND.rglob("*.ts*")
            for found in LITERAL.findall(path.read_text(encoding="utf-8"))
        ]
        return frozenset(_comparable(text) for text in (*entries.values(), *literals))
    sources = (key if isinstance(key, str) else key[0] for key in entries)
    return frozenset(_comparable(source.rpartition("\x04")[2]) for source in sources)


def _comparable(text: str) -> str:
    text = text.strip().rstrip(":.")
    return text[:1].casefold() + text[1:]


def _acts(screen: Screen) -> set[Act]:
    return {rule.act for rule in rules_of(TABLE[screen.view_name])}


def _is_open(screen: Screen, reader: str) -> bool:
    acts = _acts(screen)
    return reader == ADMINISTRATOR or Act.ENTER in acts or any(Role(reader) in ROLES[act] for act in acts)


def test_both_languages_have_all_pages() -> None:
    files = [sorted(path.name for path in FOLDER.joinpath(language).iterdir()) for language in LANGUAGES]

    assert files[0] == files[1]


@pytest.mark.parametrize("reader", READERS)
def test_every_role_has_ten_pages(reader: str) -> None:
    assert len(pages_for(reader, "es")) >= EACH


def test_readers_are_roles() -> None:
    assert {reader for page in BOTH for reader in page.readers} == set(READERS)


@pytest.mark.parametrize("page", BOTH, ids=named)
def test_links_lead_somewhere(page: ManualPage) -> None:
    slugs = all_pages("es").keys()
    links = LINK.findall(page.text)

    assert {link for link in links if not link.startswith((PAGE, SCREEN))} == set()
    assert {link.removeprefix(PAGE) for link in links if link.startswith(PAGE)} | set(page.see) <= slugs - {page.slug}
    assert all(address_of(link).startswith("/admin/") for link in links)


@pytest.mark.parametrize("page", BOTH, ids=named)
def test_pictures_are_defined_and_described(page: ManualPage) -> None:
    for described, picture in PICTURE.findall(page.text):
        assert described, picture
        assert picture.removeprefix(SHOT) in all_shots(), picture


def test_defined_pictures_are_there_small_and_used() -> None:
    used = {picture.removeprefix(SHOT) for page in BOTH for _, picture in PICTURE.findall(page.text)}

    assert used == all_shots().keys()
    assert {path.stem for path in PICTURES.glob("*")} == used
    assert {path.name for path in PICTURES.glob("*") if path.stat().st_size > MOST_BYTES} == set()


@pytest.mark.parametrize("page", all_pages("es").values(), ids=named)
def test_explained_screens_are_there_and_open_to_readers(page: ManualPage) -> None:
    for screen in page.explains:
        assert screen.view_name in TABLE, screen
        assert any(_is_open(screen, reader) for reader in page.readers), screen


@pytest.mark.parametrize("reader", READERS)
def test_a_screen_has_one_page_for_each_reader(reader: str) -> None:
    screens = [screen for page in pages_for(reader, "es") for screen in page.explains]

    assert sorted(map(repr, screens)) == sorted(map(repr, set(screens)))


@pytest.mark.parametrize("page", BOTH, ids=named)
def test_names_of_buttons_and_menus_are_those_that_are_shown(page: ManualPage) -> None:
    assert {name for name in NAME.findall(page.text) if _comparable(name) not in spoken(page.language)} == set()


@pytest.mark.parametrize("page", BOTH, ids=named)
def test_titles_are_short_and_texts_are_no_html(page: ManualPage) -> None:
    assert len(page.title) <= 70
    assert len(page.summary) <= 180
    assert "<h1" not in to_html(page, AnonymousUser())


def test_html_in_a_text_is_shown_and_not_run() -> None:
    shown = parser().render("<script>alert(1)</script> [x](javascript:alert(1))")

    assert "<script" not in shown
    assert "href" not in shown


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("teléfonos", "telefono-de-oficina"),
        ("TELEFONO oficina", "telefono-de-oficina"),
        ("deshacer", "deshacer-u-ocultar"),
        ("cómo pongo un aviso", "aviso"),
        ("spam", "chat-bloquear"),
        ("codigo de recuperación", "cuenta"),
    ],
)
def test_search_finds_without_accents_and_endings(asked: str, slug: str) -> None:
    hits = found(asked, list(all_pages("es").values()))

    assert slug in [hit.page.slug for hit in hits[:3]]


def test_search_marks_what_was_asked_and_escapes_the_rest() -> None:
    hits = found("script-src", list(all_pages("es").values()))

    assert [hit.page.slug for hit in hits] == ["chat-en-otro-sitio"]
    assert "<mark>script</mark>" in hits[0].excerpt
    assert found("<script>", list(all_pages("es").values())) == found("script", list(all_pages("es").values()))
    assert found("", list(all_pages("es").values())) == []


def test_a_type_of_page_comes_before_all_types() -> None:
    def slug(page_type: str, reader: str) -> str:
        page = explaining("wagtailadmin_pages:edit", page_type, reader, "es")
        return page.slug if page else ""

    assert slug("officepage", Role.STATE_EDITOR) == "telefono-de-oficina"
    assert slug("sectionpage", Role.STATE_EDITOR) == "guardar-y-enviar"
    assert slug("officepage", Role.STATE_OPERATOR) == ""


def test_who_has_not_signed_in_reads_nothing(db: None) -> None:
    answer = Client().get(reverse("manual:contents"))

    assert answer.status_code == 302
    assert reverse("wagtailadmin_login") in answer["Location"]


def test_somebody_finds_their_pages_first_and_may_read_all(world: World) -> None:
    client = world.client("own editor")

    contents = client.get(reverse("manual:contents")).content.decode()
    other = client.get(reverse("manual:page", args=["lanzar-estado"]))
    closed = reverse("states:list")

    own, _, others = contents.partition("<details")
    assert reverse("manual:page", args=["adaptar"]) in own
    assert reverse("manual:page", args=["lanzar-estado"]) in others
    assert other.status_code == 200
    assert f'href="{closed}"' not in other.content.decode()
    assert client.get(reverse("manual:page", args=["nada"])).status_code == 404


def test_english_is_read_where_it_was_chosen(world: World) -> None:
    UserProfile.objects.create(user=world.person("own editor"), preferred_language="en")

    shown = world.client("own editor").get(reverse("manual:page", args=["aviso"])).content.decode()

    assert all_pages("en")["aviso"].title in shown


@pytest.mark.parametrize(
    ("who", "screen", "slug"),
    [
        ("own editor", "reviews:list", "revisiones"),
        ("own publisher", "api_clients:index", "claves-de-la-api"),
        ("administrator", "people:list", "personas"),
    ],
)
def test_a_screen_leads_to_the_page_that_explains_it(world: World, who: str, screen: str, slug: str) -> None:
    shown = world.client(who).get(reverse(screen)).content.decode()

    assert f'class="manual-how" href="{reverse("manual:page", args=[slug])}"' in shown
    assert ">¿Cómo se hace?<" in shown


def test_the_form_of_a_page_leads_to_the_page_for_its_type(world: World) -> None:
    section = world.tabasco.root_page.get_children().first()

    shown = world.client("own editor").get(reverse("wagtailadmin_pages:edit", args=[section.pk])).content.decode()

    assert f'class="manual-how" href="{reverse("manual:page", args=["guardar-y-enviar"])}"' in shown
