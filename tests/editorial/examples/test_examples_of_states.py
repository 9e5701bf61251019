"""What people of a state say besides the national phrases: drafted, undone, published, and found in that state only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content_models.kinds import ItemKind
from content_models.models import NoticePage
from delivery import teaching
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationInvalid, AdaptationUnchanged, StaleAdaptation, TargetGone
from editorial.adapting.pages import adaptation_page
from editorial.adapting.types import OperationInput, OperationKind
from editorial.adapting.withdraw_adaptation import withdraw_adaptation
from editorial.content_checks import Severity, check_content
from editorial.examples.trying import kinds_beside
from editorial.examples.views import SENTENCE
from editorial.launching.upkeep import upkeep_of
from publishing.models import ReviewTask
from publishing.services.publish import publish_page
from tests.desk import Desk
from tests.module_desk import desk, module_desk

__all__ = ["desk", "module_desk"]

pytestmark = pytest.mark.django_db

PAGE = "Una autoridad abusó"
SAID = "me quitaron la placa los de tránsito"
OTHERS = ("tránsito se quedó con mi placa", "el de tránsito le quitó la placa a mi moto")


@pytest.fixture(autouse=True)
def worker(desk: Desk) -> Iterator[None]:
    teaching.reset()
    yield
    teaching.reset()


@pytest.fixture
def key(desk: Desk) -> str:
    return desk.key(ItemKind.GUIDANCE, PAGE)


def stored(*phrases: str, danger: bool = False) -> list[dict[str, Any]]:
    value = {"phrases": "\n".join(phrases), "voice": "TOLD", "source": "EDITOR", "is_danger": danger}
    return [{"type": "phrases", "value": value, "id": str(uuid4())}]


def said(desk: Desk, key: str, *phrases: str, role: str = "editor", danger: bool = False) -> Any:
    """Let somebody of Tabasco write phrases as a draft."""
    value = stored(*phrases, danger=danger) if phrases else []
    return adapt.put_examples(desk.who(key, role=role), value=value, expected_revision=desk.bench(key).revision)


def phrases(desk: Desk, key: str) -> list[str]:
    """What the draft adds."""
    return [phrase for group in desk.bench(key).own_examples for phrase in group["phrases"]]


def client_of(desk: Desk, code: str = "TAB", role: str = "editor") -> Client:
    desk.commit()
    client = Client(headers={"X-Requested-With": "XMLHttpRequest"})
    client.force_login(desk.people[code, role])
    return client


def address(name: str, key: str, *more: str) -> str:
    return reverse(f"adapting:{name}", args=["TAB", key, *more])


def form(desk: Desk, key: str, *lines: str, **others: Any) -> dict[str, Any]:
    """The form of the phrases as a browser sends it."""
    group = {"phrases": "\n".join(lines), "voice": "TYPED", "source": "EDITOR", "is_danger": False}
    return {
        **nested_form_data({"value": streamfield([("phrases", group)] if lines else [])}),
        "revision": desk.bench(key).revision or "",
        "base": "",
        "block_type": "",
        **others,
    }


def finds(desk: Desk, key: str, code: str) -> bool:
    """Whether a site shows the page among the first three when somebody searches for the phrase."""
    return key in [hit.key for hit in desk.view(code).search(SAID, kinds_beside("GUIDANCE")).hits[:3]]


def test_an_editor_of_tabasco_adds_a_phrase_sees_that_it_is_found_and_the_site_finds_it_in_tabasco_only(
    desk: Desk,
) -> None:
    key = desk.key(ItemKind.GUIDANCE, "Me citaron a la fiscalía")
    before = [finds(desk, key, code) for code in ("TAB", "COA")]

    editor = client_of(desk)
    tried = editor.post(address("try_examples", key), form(desk, key, SAID, *OTHERS, **{SENTENCE: SAID}))
    saved = editor.post(address("examples", key), form(desk, key, SAID, *OTHERS))
    while_draft = finds(desk, key, "TAB")
    desk.publish(key)
    trained = teaching.train_changed()

    assert [one.is_this for one in tried.context["tried"].before.first] == [False, False, False]
    assert [one.is_this for one in tried.context["tried"].after.first].count(True) == 1
    assert saved.status_code == 302
    assert trained == 1
    assert [*before, while_draft] == [False, False, False]
    assert [finds(desk, key, code) for code in ("TAB", "COA")] == [True, False]


def test_phrases_alone_change_nothing_that_readers_see(desk: Desk, key: str) -> None:
    before = desk.view()[key]

    said(desk, key, SAID)
    desk.publish(key)

    assert desk.view()[key] == before
    assert before["origin"] == "LIBRARY"
    assert not desk.bench(key).is_adapted
    assert list(ReviewTask.objects.open().filter(key=key)) == []
    assert desk.differences() == []


def test_they_are_a_draft_until_they_are_published_and_undone_as_other_changes(desk: Desk, key: str) -> None:
    said(desk, key, SAID)

    assert phrases(desk, key) == [SAID]
    assert desk.bench(key).has_draft_changes
    assert list(desk.view().examples.own(key)) == []

    desk.publish(key)
    assert [group["phrases"] for group in desk.view().examples.own(key)] == [[SAID]]
    assert desk.view().examples.own(key)[0]["voice"] == "TOLD"

    client_of(desk).post(address("act", key, "undo_examples"), {"revision": desk.bench(key).revision})
    assert phrases(desk, key) == []
    adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)
    assert phrases(desk, key) == [SAID]


def test_an_earlier_version_has_its_phrases(desk: Desk, key: str) -> None:
    number = said(desk, key, SAID).latest_revision_id
    said(desk, key, "otra cosa zurumbática")

    adapt.return_to_version(desk.who(key), number=number, expected_revision=desk.bench(key).revision)

    assert phrases(desk, key) == [SAID]
    history = client_of(desk).get(address("history", key)).content.decode()
    assert "Cambió lo que aquí dice la gente: 1 frases más, 1 menos." in history


def test_texts_with_phrases_of_the_state_s_own_are_found_again(desk: Desk, key: str) -> None:
    client, listed = client_of(desk), reverse("adapting:list", args=["TAB"])
    before = client.get(f"{listed}?status=phrases").context["found"]

    said(desk, key, SAID)
    desk.publish(key)
    desk.commit()

    shown = client.get(f"{listed}?status=phrases")
    assert (before, shown.context["found"], shown.context["sums"]["phrases"]) == (0, 1, 1)
    assert "Con frases propias" in shown.content.decode()
    assert "Con frases propias" in client.get(address("text", key)).content.decode()


def test_who_withdraws_all_withdraws_the_phrases(desk: Desk, key: str) -> None:
    said(desk, key, SAID)
    desk.publish(key)
    page = adaptation_page(tenant=desk.tenants["TAB"], key=key, locale="es-MX")
    assert page is not None

    withdraw_adaptation(page, desk.people["TAB", "publisher"])

    assert phrases(desk, key) == []
    assert list(desk.view().examples.own(key)) == []


def test_another_change_keeps_the_phrases(desk: Desk, key: str) -> None:
    said(desk, key, SAID)

    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Anota la patrulla."))

    assert phrases(desk, key) == [SAID]


def test_phrases_that_another_saved_meanwhile_are_shown_and_not_overwritten_unasked(desk: Desk, key: str) -> None:
    mine = form(desk, key, "me quitaron la placa")
    said(desk, key, SAID, role="publisher")
    editor = client_of(desk)

    refused = editor.post(address("examples", key), mine).content.decode()
    kept = phrases(desk, key)
    saved = editor.post(address("examples", key), {**mine, "replaces": desk.bench(key).revision})

    assert SAID in refused[refused.index('id="adapting-meanwhile"') :]
    assert "me quitaron la placa" in refused
    assert (kept, saved.status_code, phrases(desk, key)) == ([SAID], 302, ["me quitaron la placa"])


def test_what_names_somebody_or_is_no_change_or_comes_too_late_is_refused(desk: Desk, key: str) -> None:
    with pytest.raises(AdaptationUnchanged):
        said(desk, key)
    with pytest.raises(AdaptationInvalid, match="María Fernanda"):
        said(desk, key, "María Fernanda me quitó la placa")
    said(desk, key, SAID)
    with pytest.raises(StaleAdaptation):
        adapt.put_examples(desk.who(key), value=stored("otra"), expected_revision=None)
    assert phrases(desk, key) == [SAID]


def test_a_notice_has_no_phrases(desk: Desk) -> None:
    home = Page.objects.get(pk=desk.tenants["NAC"].root_page_id)
    notice = NoticePage(locale=home.locale, title="Cierre", slug="p-cierre", text="<p>Hoy.</p>", live=False)
    publish_page(page=home.get_children().first().add_child(instance=notice))
    key = desk.key(ItemKind.NOTICE, "Cierre")

    assert client_of(desk).get(address("examples", key)).status_code == 404
    assert "data-try-out " not in client_of(desk).get(address("text", key)).content.decode()
    with pytest.raises(TargetGone):
        adapt.put_examples(desk.who(key), value=stored(SAID))


def test_danger_that_a_state_tells_of_shows_911_there(desk: Desk, key: str) -> None:
    grave = [f"me cobran un zurumbático por {what}" for what in ("el permiso", "la copia", "el trámite", "la firma")]
    quiet = desk.view().search(grave[0]).is_danger

    said(desk, key, *grave, danger=True)
    desk.publish(key)
    teaching.train_changed()

    assert not quiet
    assert desk.view("TAB").search(grave[0]).is_danger
    assert not desk.view("COA").search(grave[0]).is_danger


def test_the_workbench_shows_both_and_only_who_writes_tries(desk: Desk, key: str) -> None:
    said(desk, key, SAID)
    national = len(desk.bench(key).national_phrases or ())

    shown = client_of(desk).get(address("text", key)).content.decode()
    reading = client_of(desk, "NAC").get(address("text", key)).content.decode()
    outside = client_of(desk, "NAC").post(address("try_examples", key), {SENTENCE: SAID})
    foreign = client_of(desk, "COA").post(address("try_examples", key), {SENTENCE: SAID})
    of_draft = client_of(desk).post(address("try_examples", key), {SENTENCE: SAID})

    assert f"{national} frases nacionales" in shown
    assert SAID in shown
    assert "El buscador aprenderá aquí de otras frases: 1 más, 0 menos." in shown
    assert "data-try-out" in shown
    assert "data-try-out " not in reading
    assert [outside.status_code, foreign.status_code, of_draft.status_code] == [403, 404, 200]
    assert of_draft.context["tried"].after.has_this_first


def test_what_is_refused_stays_in_the_form(desk: Desk, key: str) -> None:
    bad = "María Fernanda me quitó la placa"

    saved = client_of(desk).post(address("examples", key), form(desk, key, bad))
    tried = client_of(desk).post(address("try_examples", key), form(desk, key, bad, **{SENTENCE: SAID}))

    assert saved.status_code == 200
    assert "Fernanda me quit" in saved.content.decode()
    assert tried.status_code == 422
    assert "María Fernanda" in tried.content.decode()


def test_a_hidden_text_finds_nothing_and_says_so(desk: Desk, key: str) -> None:
    said(desk, key, SAID, *OTHERS)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)
    teaching.train_changed()

    tried = client_of(desk).post(address("try_examples", key), {SENTENCE: SAID})

    assert key not in [hit.key for hit in desk.view().search(SAID).hits]
    assert tried.status_code == 422
    assert "no muestra esta página" in tried.content.decode()


def test_a_phrase_on_two_pages_is_named_to_editors_with_both_and_is_no_error(desk: Desk, key: str) -> None:
    other = next(item for item in desk.view().all(ItemKind.GUIDANCE) if item["key"] != key)
    phrase = desk.view().examples.all(other["key"])[0]["phrases"][0]
    said(desk, key, f"{phrase}!")
    desk.publish(key)

    [found] = [one for one in check_content(codes=["TAB"]) if one.code == "PHRASE_ON_TWO_ITEMS"]
    [waiting] = [one for one in upkeep_of(desk.tenants["TAB"]) if one.code == "PHRASE_ON_TWO_ITEMS"]

    assert found.severity is Severity.NOTICE
    titles = {str(desk.view()[one]["title"]) for one in (key, other["key"])}
    assert all(title in found.message for title in titles)
    assert dict(waiting.links) == {str(desk.view()[one]["title"]): address("text", one) for one in (key, other["key"])}
    assert not [one for one in check_content(codes=["COA"]) if one.code == "PHRASE_ON_TWO_ITEMS"]
