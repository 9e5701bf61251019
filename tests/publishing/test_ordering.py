"""Order by dragging: what Wagtail's list of pages says is what readers get, at once and again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from content_models.models import GuidancePage
from content_models.ordering import AFTER_THE_LIBRARY, order_of_new_page
from publishing.services.publish import publish_page, unpublish_page
from tests.editorial.adapting.test_local_pages import (
    editor_of,
    local,
    made_national,
    national,
    place_for,
    titles_below,
)
from tests.tenants.factories import person
from tests.world import World

__all__ = ["made_national", "national"]


def drag(client: Client, page: Page, position: int) -> None:
    """Drag a page in the explorer, as the browser tells of it."""
    url = reverse("wagtailadmin_pages:set_page_position", args=[page.pk])
    assert client.post(f"{url}?position={position}").status_code == 200


def listed(world: World, titles: set[str]) -> list[str]:
    world.commit()
    return [title for title in titles_below(world, "XNO") if title in titles]


NATIONAL = {"Primera", "Segunda", "Tercera"}


def test_dragging_twice_is_seen_at_once_and_stays_verified(
    world: World, national: list[GuidancePage], client: Client
) -> None:
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    last = Page.objects.get(pk=national[2].pk)
    before = list(last.get_parent().get_children()).index(Page.objects.get(pk=national[0].pk))

    drag(client, last, before)
    once, differences_once = listed(world, NATIONAL), world.differences()
    drag(client, Page.objects.get(pk=national[0].pk), before + 2)
    twice, differences_twice = listed(world, NATIONAL), world.differences()

    assert (once, differences_once) == (["Tercera", "Primera", "Segunda"], [])
    assert (twice, differences_twice) == (["Tercera", "Segunda", "Primera"], [])


def test_a_draft_begun_before_does_not_bring_the_old_order_back(
    world: World, national: list[GuidancePage], client: Client
) -> None:
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    draft = GuidancePage.objects.get(pk=national[2].pk)
    draft.summary = "Un borrador."
    revision = draft.save_revision()
    before = list(draft.get_parent().get_children()).index(Page.objects.get(pk=national[0].pk))

    drag(client, Page.objects.get(pk=draft.pk), before)
    publish_page(page=revision.as_object())

    assert listed(world, NATIONAL) == ["Tercera", "Primera", "Segunda"]
    assert world.differences() == []


@pytest.mark.parametrize("titles", [["Alfa", "Beta"], ["Beta", "Alfa"]])
def test_a_states_own_pages_stand_after_the_national_ones_in_their_own_order(
    world: World, national: list[GuidancePage], client: Client, titles: list[str]
) -> None:
    place = place_for(world, editor_of(world, "XNO"))
    pages = []
    for title in ("Alfa", "Beta"):
        parent = Page.objects.get(pk=place.pk)
        page = local(world, parent, title=title, slug=title.lower(), order=order_of_new_page(parent))
        world.publish(page)
        pages.append(page)
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")

    if titles[0] == "Beta":
        drag(client, Page.objects.get(pk=pages[1].pk), 0)

    assert listed(world, NATIONAL | set(titles)) == ["Primera", "Segunda", "Tercera", *titles]
    assert all(page.order > AFTER_THE_LIBRARY for page in GuidancePage.objects.filter(title__in=titles))
    assert world.differences() == []


@pytest.mark.parametrize(
    ("follows", "titles"),
    [
        ("Primera", ["Primera", "Alfa", "Segunda", "Tercera", "Beta"]),
        ("Tercera", ["Primera", "Segunda", "Tercera", "Alfa", "Beta"]),
        ("", ["Primera", "Segunda", "Tercera", "Beta", "Alfa"]),
    ],
)
def test_a_states_own_page_may_follow_a_national_one(
    world: World, national: list[GuidancePage], client: Client, follows: str, titles: list[str]
) -> None:
    place = place_for(world, editor_of(world, "XNO"))
    keys = {page.title: str(page.translation_key) for page in national}
    for title in ("Beta", "Alfa"):
        parent = Page.objects.get(pk=place.pk)
        key = keys.get(follows, "") if title == "Alfa" else ""
        fields = {"order": order_of_new_page(parent), "follows_key": key}
        world.publish(local(world, parent, title=title, slug=title.lower(), **fields))
    names = NATIONAL | {"Alfa", "Beta"}

    assert listed(world, names) == titles
    assert [one["title"] for one in world.view("XNO").guidance() if one["title"] in names] == titles
    assert [one for one in titles_below(world, "XSU") if one in names] == ["Primera", "Segunda", "Tercera"]
    assert world.differences() == []


def test_what_was_followed_takes_along_who_follows_it(
    world: World, national: list[GuidancePage], client: Client
) -> None:
    parent = place_for(world, editor_of(world, "XNO"))
    fields = {"order": order_of_new_page(parent), "follows_key": str(national[0].translation_key)}
    world.publish(local(world, parent, **fields))
    client.force_login(person("administradora", is_superuser=True), backend="django.contrib.auth.backends.ModelBackend")
    first = Page.objects.get(pk=national[0].pk)
    last = list(first.get_parent().get_children()).index(Page.objects.get(pk=national[2].pk))

    drag(client, first, last)
    assert listed(world, NATIONAL | {"Propia"}) == ["Segunda", "Tercera", "Primera", "Propia"]

    unpublish_page(page=national[0])
    assert listed(world, NATIONAL | {"Propia"}) == ["Segunda", "Tercera", "Propia"]


def test_the_form_offers_the_national_pages_of_the_place(
    world: World, national: list[GuidancePage], client: Client
) -> None:
    place = place_for(world, editor_of(world, "XNO"))
    form_class = GuidancePage().get_edit_handler().get_form_class()

    own = form_class(instance=GuidancePage(locale=place.locale), parent_page=place.specific)
    library = form_class(instance=GuidancePage(locale=place.locale), parent_page=national[0].get_parent().specific)

    offered = [label for _key, label in own.fields["follows_key"].choices]
    assert [label for label in offered if label in NATIONAL] == ["Primera", "Segunda", "Tercera"]
    assert "follows_key" not in library.fields


def test_nobody_types_a_number(db: None) -> None:
    form = GuidancePage().get_edit_handler().get_form_class()

    assert "order" not in form.base_fields
