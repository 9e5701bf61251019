"""Examples stand beside the documents: published, pinned, rolled back and withdrawn with them; read if asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_models.documents.examples import summary_of
from content_models.kinds import ItemKind
from content_models.models import GlossaryTerm
from delivery import state_view
from delivery.examples import phrases_of
from delivery.state_view import StateView
from editorial.adapting.types import OperationInput, OperationKind
from editorial.national import services as national
from publishing.models import ContentItem, Edition
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.rebuild import rebuild
from publishing.services.verify import verify
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.desk import Desk, desk
from tests.editorial.review.adopting import Adopting, adopting, made_adopting

__all__ = ["adopting", "desk", "made_adopting"]


def stream(*phrases: str) -> list[dict[str, Any]]:
    said = {"phrases": "\n".join(phrases), "voice": "TYPED", "source": "EDITOR", "is_danger": False}
    return [block("phrases", said)]


def phrases_in(view: StateView, page: GlossaryTerm) -> list[str]:
    return [phrase for group in view.examples.all(str(page.translation_key)) for phrase in group["phrases"]]


def served(adopting: Adopting, code: str, page: GlossaryTerm) -> list[str]:
    return phrases_in(adopting.world.view(code), page)


def own_term(adopting: Adopting, *phrases: str) -> GlossaryTerm:
    """A term that North alone has."""
    return adopting.world.new(
        GlossaryTerm,
        "XNO",
        "informacion-local",
        title="propio",
        slug="propio",
        definition="<p>.</p>",
        examples=stream(*phrases),
    )


def publish_phrases(adopting: Adopting, page: GlossaryTerm, *phrases: str) -> None:
    """Publish a national term with other phrases, and notify everybody."""
    page.examples = stream(*phrases)  # type: ignore[assignment]  # a stream takes what it stores
    publish_page(page=page)
    adopting.world.commit()


@pytest.fixture
def term(adopting: Adopting) -> GlossaryTerm:
    page = adopting.term("uno", examples=stream("me robaron"))
    for code in ("XNO", "XSU"):
        adopting.accept(code, page)
    return page


def stored(page: GlossaryTerm) -> ContentItem:
    with tenant_scope([LIBRARY_ID]):
        return ContentItem.objects.get(tenant=LIBRARY_ID, key=str(page.translation_key))


def editions(page: GlossaryTerm) -> Sequence[Edition]:
    with tenant_scope([LIBRARY_ID]):
        return list(Edition.objects.filter(key=str(page.translation_key)).order_by("number"))


def test_no_document_has_them(adopting: Adopting, term: GlossaryTerm) -> None:
    row = stored(term)

    assert "me robaron" not in str(row.document)
    assert row.document["examplesSummary"]["phrases"] == 1
    assert [group["phrases"] for group in row.examples] == [["me robaron"]]
    assert editions(term)[0].examples == row.examples


def test_a_state_that_reviews_first_has_those_of_its_edition(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_phrases(adopting, term, "me asaltaron")
    publish_phrases(adopting, term, "me asaltaron", "me quitaron todo")

    assert [served(adopting, code, term) for code in ("XNO", "XCE")] == [
        ["me robaron"],
        ["me asaltaron", "me quitaron todo"],
    ]

    adopting.accept("XNO", term)

    assert served(adopting, "XNO", term) == ["me asaltaron", "me quitaron todo"]


def test_other_phrases_alone_are_a_new_edition(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_phrases(adopting, term, "me asaltaron")

    first, second = editions(term)
    assert first.document != second.document
    assert [group["phrases"] for group in (*first.examples, *second.examples)] == [["me robaron"], ["me asaltaron"]]
    assert verify() == []


def test_who_has_not_been_notified_has_those_of_what_it_serves(adopting: Adopting, term: GlossaryTerm) -> None:
    late = adopting.world.view("XCE")
    assert late.item(str(term.translation_key)) is not None
    term.examples = stream("me asaltaron")  # type: ignore[assignment]  # a stream takes what it stores
    publish_page(page=term)

    assert phrases_in(late, term) == ["me robaron"]

    adopting.world.commit()

    assert served(adopting, "XCE", term) == ["me asaltaron"]
    assert phrases_in(late, term) == ["me robaron"]


def test_who_has_not_been_notified_has_those_of_the_states_own_text_that_it_serves(adopting: Adopting) -> None:
    page = own_term(adopting, "me robaron")
    adopting.world.commit()
    late = adopting.world.view("XNO")
    page.examples = stream("me asaltaron")  # type: ignore[assignment]  # a stream takes what it stores
    publish_page(page=page)

    key = str(page.translation_key)
    assert phrases_in(late, page) == ["me robaron"]
    assert late.document(key)["examplesSummary"] == summary_of(late.examples.all(key))

    adopting.world.commit()

    assert served(adopting, "XNO", page) == ["me asaltaron"]


def test_who_has_not_been_notified_has_those_that_a_state_added_to_what_it_serves(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, "Una autoridad abusó")
    desk.put(key, OperationInput(OperationKind.SET, field="firstStep", value="Llama."))
    adaptation = desk.publish(key)
    adaptation.examples = stream("me robaron")
    publish_page(page=adaptation)
    desk.commit()
    late = desk.view()
    adaptation.examples = stream("me asaltaron")
    publish_page(page=adaptation)

    assert [group["phrases"] for group in late.examples.own(key)] == [["me robaron"]]

    desk.commit()

    assert [group["phrases"] for group in desk.view().examples.own(key)] == [["me asaltaron"]]


def test_a_restarted_process_has_the_same(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_phrases(adopting, term, "me asaltaron")
    before = [served(adopting, code, term) for code in ("XNO", "XCE")]

    state_view.reset()

    assert [served(adopting, code, term) for code in ("XNO", "XCE")] == before == [["me robaron"], ["me asaltaron"]]


def test_going_back_to_an_edition_takes_its_phrases_along(adopting: Adopting, desk: Desk) -> None:
    page = adopting.term("uno", examples=stream("me robaron"))
    publish_phrases(adopting, page, "me asaltaron")

    national.roll_back(page=GlossaryTerm.objects.get(pk=page.pk), by=desk.people["NAC", "publisher"], number=1)
    adopting.world.commit()

    assert served(adopting, "XCE", page) == ["me robaron"]
    first, _second, third = editions(page)
    assert (third.examples, third.document) == (first.examples, first.document)


def test_a_withdrawn_text_keeps_none(adopting: Adopting, term: GlossaryTerm) -> None:
    unpublish_page(page=term)
    adopting.world.commit()

    assert (stored(term).document, stored(term).examples) == ({}, [])
    assert served(adopting, "XCE", term) == []


def test_they_are_read_once_for_all_items_and_states_when_somebody_asks(adopting: Adopting, term: GlossaryTerm) -> None:
    other = adopting.term("dos", slug="prueba-otro", title="Otro", examples=stream("me pegaron"))
    state_view.reset()
    views = [adopting.world.view(code) for code in ("XCE", "XNO")]

    with CaptureQueriesContext(
        connection,
    ) as reading:
        for view in views:
            view.item(str(term.translation_key))
            view.search("robaron")
    assert [one for one in reading.captured_queries if "examples" in one["sql"]] == []

    with CaptureQueriesContext(connection) as asking:
        assert [phrases_in(views[0], page) for page in (term, other)] == [["me robaron"], ["me pegaron"]]
        assert phrases_in(views[1], term) == ["me robaron"]
    assert len([one for one in asking.captured_queries if "examples" in one["sql"]]) <= 2


def test_search_learns_each_phrase_of_a_states_own_text_once(adopting: Adopting) -> None:
    page = own_term(adopting, "me robaron")
    adopting.world.commit()
    view = adopting.world.view("XNO")

    learned = phrases_of(view, view.document(str(page.translation_key)))

    assert [phrase.text for phrase in learned if phrase.is_said] == ["me robaron"]
    assert phrases_in(view, page) == ["me robaron"]


def written_by_the_version_of_before(page: GlossaryTerm) -> None:
    """Publish a text with its examples in its document, as the code of before does."""
    row = stored(page)
    document = {name: value for name, value in row.document.items() if name != "examplesSummary"}
    document["examples"] = row.examples
    with tenant_scope([LIBRARY_ID]):
        edition = Edition.objects.get(key=row.key, locale=row.locale, number=row.edition)
        edition.pk, edition.number, edition.document, edition.examples = None, row.edition + 1, document, []
        edition.save(force_insert=True)
        ContentItem.objects.filter(pk=row.pk).update(document=document, examples=[], edition=edition.number)
    state_view.reset()


def test_a_document_of_before_shows_none_and_rebuild_puts_them_beside_it(adopting: Adopting) -> None:
    page = adopting.term("uno", examples=stream("me robaron"))
    written_by_the_version_of_before(page)

    assert "me robaron" not in str(adopting.world.view("XCE").item(str(page.translation_key)))
    assert {found.what for found in verify()} == {"different"}

    rebuild()
    adopting.world.commit()

    assert verify() == []
    assert served(adopting, "XCE", page) == ["me robaron"]
    assert "me robaron" not in str(stored(page).document)
