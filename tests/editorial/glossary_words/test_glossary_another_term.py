"""In the workbench another term is chosen for a word that is known, and for a place that there is."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content_models.models import GlossaryTerm, GuidancePage
from tests.editorial.adapting.test_adapting_notes import beside
from tests.editorial.adapting.test_adapting_view import block_ids, signed_in
from tests.world import World

from .test_glossary_words_admin import act, button, national, page, terms, workbench

__all__ = ["national", "page", "terms"]

pytestmark = pytest.mark.usefixtures("terms")


def test_a_choice_for_a_word_says_so_beside_the_word(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")

    [name] = [card.name for card in client.get(workbench(national)).context["cards"] if card.word.word == "balde"]
    client.post(act(national), {**button(client, national, "balde", "Cubeta"), "anchor": f"card-{name}"})
    shown = client.get(workbench(national))

    assert [kind for kind, _ in beside(shown, f"card-{name}")] == ["success"]
    assert 'id="marked-words" open>' in shown.content.decode()


def another(client: Client, text: GuidancePage, word: str) -> str:
    """The address to which “Another term…” of a word leads."""
    found = re.findall(
        r'<a class="glossary-words__choice"[^>]*href="([^"]*)"', client.get(workbench(text)).content.decode()
    )
    return next(html.unescape(each) for each in found if f"word={word}" in each)


def test_another_term_is_looked_for_with_the_word_and_the_place_by_name(world: World, national: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    address = another(client, national, "balde")
    block = block_ids(world, national)[0]

    form = client.get(address).context["form"]
    item = form.fields["value"].block.child_block
    value = form.initial["value"]

    assert [entry["form"] for entry in value] == ["balde"]
    assert str(item.child_blocks["term"].label) == "Término"
    places = dict(item.child_blocks["block"].field.choices)
    assert places[""] == "En todo el texto"
    assert places[block].startswith("1. ")


@pytest.mark.parametrize(("place", "is_saved"), [("own", True), ("", True), ("b-ajeno", False)])
def test_a_place_that_is_not_in_the_text_is_refused(
    world: World, national: GuidancePage, place: str, is_saved: bool
) -> None:
    client = signed_in(world, "own editor")
    block = block_ids(world, national)[0] if place == "own" else place
    term = GlossaryTerm.objects.get(slug="p-malacate").pk
    entries = streamfield([("item", {"form": "balde", "term": str(term), "block": block})])
    revision = client.get(workbench(national)).context["bench"].revision

    answer = client.post(
        another(client, national, "balde"), nested_form_data({"value": entries, "revision": revision or ""})
    )

    assert (answer.status_code == 302) is is_saved
    assert (client.get(workbench(national)).context["bench"].page is not None) is is_saved
