"""Trying a sentence beside the form: before and after, with phrases that nobody has saved, and what keeps it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content_models.example_phrases import MOST_PHRASES
from content_models.kinds import ItemKind
from content_models.models import ContentPage, GuidancePage
from content_models.shapes.parts import Examples
from delivery import teaching
from delivery.search import TAUGHT_KINDS
from delivery.search.phrases import Phrase
from editorial.adapting import services as adapt
from editorial.adapting.types import OperationInput, OperationKind
from editorial.examples import trying, views
from editorial.examples.trying import TryOut, try_out
from editorial.examples.typed import NotTried
from publishing.services.publish import publish_page
from tests.desk import Desk
from tests.module_desk import desk, module_desk
from tests.world import GUIDANCE

__all__ = ["desk", "module_desk"]

pytestmark = pytest.mark.django_db

PAGE = "Una autoridad abusó"
TITLE = "Una autoridad abusó: queja y denuncia"
SAID = "los del corralón zurumbático no me devuelven la placa"
TRIED = "qué hago con el corralón zurumbático"


@pytest.fixture(autouse=True)
def worker(desk: Desk) -> Iterator[None]:
    teaching.reset()
    yield
    teaching.reset()


def group(*phrases: str, danger: bool = False) -> dict[str, Any]:
    return {"phrases": "\n".join(phrases), "voice": "TYPED", "source": "EDITOR", "is_danger": danger}


def stored(*phrases: str, danger: bool = False) -> list[dict[str, Any]]:
    return [{"type": "phrases", "value": group(*phrases, danger=danger), "id": str(uuid4())}]


def examples(*phrases: str, danger: bool = False) -> list[Examples]:
    return [{"voice": "TYPED", "source": "EDITOR", "isDanger": danger, "phrases": list(phrases)}]


def tried(desk: Desk, *phrases: str, sentence: str = TRIED, code: str = "TAB", danger: bool = False) -> TryOut:
    """What a state's editor sees who adds phrases to the page."""
    view = desk.view(code)
    draft = view.document(desk.key(ItemKind.GUIDANCE, PAGE))
    return try_out(view, sentence, draft, examples(*phrases, danger=danger), now=timezone.now())


def national(desk: Desk, start: str = PAGE) -> ContentPage:
    key = desk.key(ItemKind.GUIDANCE, start)
    pages = Page.objects.filter(translation_key=key, path__startswith=desk.tenants["NAC"].root_page.path[:8])
    page: ContentPage = pages.get().specific
    return page


def own_page(desk: Desk, *, live: bool = True, **fields: Any) -> GuidancePage:
    """A page of Tabasco's own."""
    parent = Page.objects.get(pk=desk.tenants["TAB"].root_page_id).get_children().first()
    facts = {**GUIDANCE, "title": "Corralón de Tabasco", "slug": "p-corralon", "roles": ["VICTIM"], **fields}
    page: GuidancePage = parent.add_child(instance=GuidancePage(locale=parent.locale, live=False, **facts))
    if live:
        publish_page(page=page)
        desk.commit()
    return page


def client_of(desk: Desk, code: str, role: str = "editor") -> Client:
    client = Client(headers={"X-Requested-With": "XMLHttpRequest"})
    client.force_login(desk.people[code, role])
    return client


def form(*groups: dict[str, Any], sentence: str = TRIED, **others: Any) -> dict[str, Any]:
    said = streamfield([("phrases", one) for one in groups])
    return {**nested_form_data({"examples": said, **others}), views.SENTENCE: sentence}


def asked(desk: Desk, page: Page, *groups: dict[str, Any], who: str = "NAC", state: str = "", **others: Any) -> Any:
    desk.commit()
    address = reverse("examples:on_edit", args=[page.pk]) + (f"?state={state}" if state else "")
    return client_of(desk, who).post(address, form(*groups, **others))


def verdicts(answer: HttpResponse) -> TryOut:
    found: TryOut = answer.context["tried"]  # type: ignore[attr-defined]
    return found


# What is found


def test_a_sentence_is_found_with_the_phrases_that_are_typed_and_not_without(desk: Desk) -> None:
    found = tried(desk, SAID, "el corralón zurumbático me cobra de más")

    assert found.before.place != 1
    assert [one.title for one in found.after.first if one.is_this] == [TITLE]
    assert found.after.place == 1
    assert found.verdict == "Con estas frases esta página sale primero."
    assert str(found.after.first[0].likelihood) in ("seguro", "probable")


def test_what_is_tried_is_what_publishing_gives(desk: Desk) -> None:
    foretold = tried(desk, SAID, "el corralón zurumbático me cobra de más")
    key = desk.key(ItemKind.GUIDANCE, PAGE)
    adapt.put_examples(desk.who(key), value=stored(SAID, "el corralón zurumbático me cobra de más"))
    desk.publish(key)
    teaching.train_changed()

    found = tried(desk, SAID, "el corralón zurumbático me cobra de más")

    assert found.before.first[0] == foretold.after.first[0] == found.after.first[0]
    assert [one.place for one in (found.before, foretold.after, found.after)] == [1, 1, 1]


def test_phrases_of_danger_show_911_and_others_do_not(desk: Desk) -> None:
    phrases = [f"me cobran un zurumbático por {what}" for what in ("el permiso", "la copia", "el trámite", "la firma")]

    calm, grave = (tried(desk, *phrases, sentence=phrases[0], danger=danger) for danger in (False, True))

    assert [calm.before.is_danger, calm.after.is_danger] == [False, False]
    assert [grave.before.is_danger, grave.after.is_danger] == [False, True]


def test_one_phrase_alone_and_none_at_all_are_tried(desk: Desk) -> None:
    one, none = tried(desk, SAID, sentence=SAID), tried(desk, sentence=SAID)

    assert one.after.place == 1
    assert none.after.first


def test_a_page_alone_of_its_kind_teaches_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty class: there are not two to tell apart."""
    key = desk.key(ItemKind.GUIDANCE, PAGE)
    none: dict[str, dict[str, list[Phrase]]] = {str(kind): {} for kind in TAUGHT_KINDS}
    monkeypatch.setattr(trying, "examples_of", lambda view: {**none, "GUIDANCE": {key: []}})

    found = tried(desk, SAID, sentence=SAID)

    assert found.after.first[0] == found.before.first[0]


def test_a_language_in_which_nothing_was_learned_says_so(desk: Desk) -> None:
    view = desk.view()
    draft = view.document(desk.key(ItemKind.GUIDANCE, PAGE))
    untaught = type("Untaught", (), {"search_models": ()})()

    with pytest.raises(NotTried) as refusal:
        try_out(untaught, TRIED, draft, now=timezone.now())

    assert "todavía no ha aprendido" in refusal.value.reasons[0]


def test_scripts_are_tried_among_scripts(desk: Desk) -> None:
    view = desk.view()
    draft = view.document(view.all(ItemKind.SCRIPT)[0]["key"])

    found = try_out(view, "me detuvieron", draft, examples(SAID), now=timezone.now())

    assert {str(one.kind) for one in (*found.before.first, *found.after.first)} == {"Guion"}


# Beside the form


def test_what_stands_in_the_form_is_tried_and_nothing_is_stored(desk: Desk) -> None:
    page = national(desk)
    before = page.examples.get_prep_value()

    answer = asked(desk, page, group(SAID, "el corralón zurumbático me cobra de más"))

    assert answer.status_code == 200
    assert verdicts(answer).after.place == 1
    assert "esta página" in answer.content.decode()
    page.refresh_from_db()
    assert page.examples.get_prep_value() == before


def test_the_librarys_editor_tries_in_a_state_that_hides_nothing_and_hears_of_one_that_does(desk: Desk) -> None:
    page, key = national(desk), desk.key(ItemKind.GUIDANCE, PAGE)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)
    teaching.train_changed()

    served, hidden = (asked(desk, page, group(SAID), state=code) for code in ("COA", "TAB"))

    assert verdicts(served).after.place == 1
    assert hidden.status_code == 422
    assert "Tabasco no muestra esta página" in hidden.content.decode()
    assert key not in [hit.key for hit in desk.view("TAB").search("el policía me pidió dinero").hits]


@pytest.mark.parametrize("who", ["TAB", "COA"])
def test_nobody_tries_beside_a_page_that_is_not_theirs(desk: Desk, who: str) -> None:
    answer = asked(desk, national(desk), group(SAID), who=who)

    assert answer.status_code == 404


def test_a_state_is_named_only_by_who_may_read_it(desk: Desk) -> None:
    page = own_page(desk)

    foreign = asked(desk, page, group(SAID), who="TAB", state="COA")

    assert foreign.status_code == 404


def test_a_states_own_page_is_tried_with_what_its_form_says_alone(desk: Desk) -> None:
    page = own_page(desk, examples=stored(SAID, "el corralón zurumbático me cobra"))
    teaching.train_changed()

    kept = verdicts(asked(desk, page, group(SAID, "el corralón zurumbático me cobra"), who="TAB", sentence=SAID))
    other = verdicts(asked(desk, page, group("se llevaron mi tractor azulino"), who="TAB", sentence=SAID))

    assert kept.before.first[0].is_this
    assert kept.after.first[0].likelihood == kept.before.first[0].likelihood
    assert not other.after.has_this_first


def test_a_page_that_is_not_published_is_tried_as_it_would_be(desk: Desk) -> None:
    page = own_page(desk, live=False)
    streams = ("body", "glossary_choices", "legal_references", "related_terms", "related_pages")
    whole = {
        **{name: streamfield([]) for name in streams},
        **{name: page.__dict__[name] for name in ("title", "slug", "question", "stage", "urgency", "order")},
        "roles": "VICTIM",
        "comments": inline_formset([]),
    }

    answer = asked(desk, page, group(SAID), who="TAB", sentence=SAID, **whole)
    unwritten = asked(desk, page, group(SAID), who="TAB", sentence=SAID, **{**whole, "urgency": "SOON-ISH"})

    assert answer.status_code == 200, answer.content.decode()
    assert verdicts(answer).before.place is None
    assert verdicts(answer).after.place == 1
    assert unwritten.status_code == 422
    assert "complétala" in unwritten.content.decode()


BAD = "María Fernanda me dijo que llame al 993 313 6550"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (form(group(BAD)), "María Fernanda"),
        (form(group("\n".join(f"frase {number} zurumbática" for number in range(1_001)))), "1001"),
        (
            form(*(group("\n".join(f"frase {one} de {two}" for one in range(700))) for two in range(3))),
            str(MOST_PHRASES),
        ),
        (form(group(SAID), sentence="a" * 1_001), "1000"),
        (form(group("x" * 500_000)), str(MOST_PHRASES)),
        ({"examples-count": "1", views.SENTENCE: TRIED}, "Recarga"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_what_to_do(desk: Desk, sent: dict[str, Any], reason: str) -> None:
    address = reverse("examples:on_edit", args=[national(desk).pk])

    answer = client_of(desk, "NAC").post(address, sent)

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_who_tries_too_often_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "TRIES", replace(views.TRIES, most=1))
    page = national(desk)

    first, second, reading = (asked(desk, page, group(SAID), sentence=one) for one in (TRIED, TRIED, ""))

    assert [first.status_code, second.status_code, reading.status_code] == [200, 429, 200]
    assert "segundos" in second.content.decode()


def test_pages_without_phrases_have_no_try_out(desk: Desk) -> None:
    section = Page.objects.get(pk=desk.tenants["NAC"].root_page_id).get_children().first()

    assert asked(desk, section, group(SAID)).status_code == 404


# The same phrase on two items


def test_a_phrase_that_stands_elsewhere_is_named_with_the_way_to_it(desk: Desk) -> None:
    view, page = desk.view(), national(desk)
    other = next(item for item in view.all(ItemKind.GUIDANCE) if item["key"] != desk.key(ItemKind.GUIDANCE, PAGE))
    phrase = view.examples.all(other["key"])[0]["phrases"][0]

    answer = asked(desk, page, group(SAID, f"¿{phrase.upper()}?"), sentence="")

    [found] = answer.context["repeated"]
    assert found.title == other["title"]
    linked = Page.objects.get(translation_key=other["key"], path__startswith=page.path[:8])
    assert found.url == reverse("wagtailadmin_pages:edit", args=[linked.pk])
    assert "tried" not in answer.context


def test_a_phrase_that_stands_elsewhere_is_named_once_the_page_is_saved(desk: Desk) -> None:
    view = desk.view()
    other = next(item for item in view.all(ItemKind.GUIDANCE) if view.examples.all(item["key"]))
    page = own_page(desk, examples=stored(view.examples.all(other["key"])[0]["phrases"][0], "otra cosa"))
    request = RequestFactory().get("/", headers={"Accept": "text/html"})
    request.user, request.session = desk.people["TAB", "editor"], {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]

    views.name_repeated_phrases(request, page)

    [told] = [str(message) for message in get_messages(request)]
    assert other["title"] in told


def test_the_form_has_the_try_out_below_its_phrases(desk: Desk) -> None:
    page = own_page(desk)

    shown = client_of(desk, "TAB").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert reverse("examples:on_edit", args=[page.pk]) in shown
    assert "Prueba una frase" in shown
