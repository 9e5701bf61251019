"""The library's screens over all states in the admin: who reaches them, and what they show and send."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content_models.models import GlossaryTerm, NoticePage
from publishing.models import ContentItem, ReviewReason
from tenants.scope import tenant_scope
from tenants.spreadsheets import as_text
from tests.desk import Desk, desk
from tests.editorial.citations.test_citation_marking import WHY, added
from tests.editorial.citations.test_citations import LAW
from tests.editorial.states import FAMILY, adapted, browser_of, days, hidden, matrix, pin, row_of, task, tasks_of
from tests.world import World

__all__ = ["desk"]

SCREENS = {
    "matrix": reverse("matrix:matrix"),
    "csv": reverse("matrix:csv"),
    "citations": reverse("matrix:citations"),
    "mark": reverse("matrix:mark") + "?law=CNPP&article=187",
}
NO_SUCH = "/admin/matriz/no-hay/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("visitor", {"matrix": 302, "csv": 302, "citations": 302, "mark": 302}),
        ("TAB editor", {"matrix": 404, "csv": 404, "citations": 404, "mark": 404}),
        ("TAB publisher", {"matrix": 404, "csv": 404, "citations": 404, "mark": 404}),
        ("NAC editor", {"matrix": 200, "csv": 200, "citations": 200, "mark": 302}),
        ("NAC publisher", {"matrix": 200, "csv": 200, "citations": 200, "mark": 200}),
        ("administrator", {"matrix": 200, "csv": 200, "citations": 200, "mark": 200}),
    ],
)
def test_who_reaches_what(desk: Desk, who: str, statuses: dict[str, int]) -> None:
    browser = browser_of(desk, who)

    assert {name: browser.get(address).status_code for name, address in SCREENS.items()} == statuses


def test_a_states_people_read_the_same_as_for_what_does_not_exist(desk: Desk) -> None:
    browser = browser_of(desk, "TAB publisher")

    assert {browser.get(address).content for address in SCREENS.values()} == {browser.get(NO_SUCH).content}


@pytest.mark.parametrize(("who", "is_shown"), [("TAB publisher", False), ("NAC editor", True), ("administrator", True)])
def test_the_menu_leads_there_whoever_may_go(desk: Desk, who: str, is_shown: bool) -> None:
    start = text(browser_of(desk, who).get(reverse("wagtailadmin_home")))

    assert [SCREENS[name] in start for name in ("matrix", "citations")] == [is_shown, is_shown]


def test_a_cell_leads_to_the_text_in_that_state_or_to_its_review(desk: Desk) -> None:
    key = adapted(desk)
    review = task(desk.tenants["COA"], key, days(1))

    shown = text(browser_of(desk, "NAC editor").get(SCREENS["matrix"], {"search": FAMILY}))

    assert f'href="{reverse("adapting:text", args=["TAB", key])}" title="Tabasco: Adapt' in shown
    assert f'href="{reverse("reviews:task", args=[review.pk])}" title="Coahuila: Por revisar' in shown
    page_id = row_of(matrix(desk), key).page_id
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[page_id])}"' in shown
    assert f'href="{reverse("adapting:list", args=["TAB"])}"' in shown


def test_what_nobody_adapts_leads_to_the_states_portal(desk: Desk) -> None:
    shown = text(browser_of(desk, "NAC editor").get(SCREENS["matrix"], {"kind": "SECTION", "state": "TAB"}))

    assert 'href="http://tabasco.localhost:8000/victima/" target="_blank" rel="noopener"' in shown


def test_filters_narrow_what_is_shown(desk: Desk) -> None:
    adapted(desk)
    browser = browser_of(desk, "NAC editor")

    answer = browser.get(SCREENS["matrix"], {"status": "adapted"})
    of_coahuila = browser.get(SCREENS["matrix"], {"status": "adapted", "state": "COA"})

    assert [row.title for row in answer.context["rows"]] == [FAMILY]
    assert {tally.status.value: tally.count for tally in answer.context["legend"]}["adapted"] == 1
    assert of_coahuila.context["rows"] == []


def test_it_opens_on_what_differs_and_shows_all_when_asked(desk: Desk) -> None:
    browser = browser_of(desk, "NAC editor")
    nothing = browser.get(SCREENS["matrix"])
    key = adapted(desk)

    opened = browser.get(SCREENS["matrix"])
    everything = browser.get(SCREENS["matrix"], {"status": ""})

    assert nothing.context["rows"] == []
    assert "Ninguna diferencia" in text(nothing)
    assert [row.title for row in opened.context["rows"]] == [row_of(matrix(desk), key).title]
    assert f'{SCREENS["csv"]}?status=different"' in text(opened)
    assert everything.context["found"] == 187
    assert "En servicio</span>" in text(opened)


def test_pages_are_turned_with_the_filters_kept(desk: Desk) -> None:
    answer = browser_of(desk, "NAC editor").get(SCREENS["matrix"], {"kind": "TERM", "p": "2"})

    assert (len(answer.context["rows"]), answer.context["found"]) == (40, 106)
    assert "kind=TERM&amp;p=3" in text(answer)


def test_a_filter_that_cannot_be_understood_narrows_nothing_and_says_so(desk: Desk) -> None:
    browser = browser_of(desk, "NAC editor")

    answer = browser.get(SCREENS["matrix"], {"state": "ZZZ", "kind": "OFFICE"})
    table = browser.get(SCREENS["csv"], {"state": "ZZZ"})

    assert answer.context["found"] == 9
    assert "errorlist" in text(answer)
    assert (table.status_code, table["Location"]) == (302, f"{SCREENS['matrix']}?state=ZZZ")


def read_csv(browser: Client, **wish: str) -> list[list[str]]:
    answer = browser.get(SCREENS["csv"], wish)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="matriz-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_csv_has_all_rows_in_spanish_and_a_column_for_each_state(desk: Desk) -> None:
    key = adapted(desk)
    pin(desk.tenants["COA"], key, 2)

    head, *rows = read_csv(browser_of(desk, "NAC editor"))

    assert head[:2] == ["Tipo", "Título"]
    assert (len(rows), len(head)) == (187, 6 + 5 + 32)
    (row,) = [row for row in rows if row[1] == FAMILY]
    assert row[head.index("Tabasco")].startswith("Adapt")
    assert row[head.index("Coahuila")].startswith("Por revisar")


def test_the_csv_is_narrowed_like_the_screen(desk: Desk) -> None:
    hidden(desk)

    head, *rows = read_csv(browser_of(desk, "NAC editor"), state="TAB", status="hidden")

    assert [row[1] for row in rows] == [FAMILY]
    assert head[-1] == "Tabasco"


@pytest.mark.parametrize("title", ["=1+1", "+52 800", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_nothing_in_the_csv_is_a_formula(title: str) -> None:
    assert as_text(title) == f"'{title}"


def test_a_title_that_would_be_a_formula_is_text_in_the_csv(desk: Desk, world: World) -> None:
    world.new(GlossaryTerm, "NAC", "glosario", title="=HYPERLINK(1)", slug="x-formula", definition="<p>Así.</p>")

    _, *rows = read_csv(browser_of(desk, "NAC editor"), search="HYPERLINK")

    assert [row[1] for row in rows] == ["'=HYPERLINK(1)"]


def test_the_answer_names_owners_texts_and_places(desk: Desk) -> None:
    key = added(desk, "5 fracción II")
    browser = browser_of(desk, "NAC editor")

    own = browser.get(SCREENS["citations"], {"law": LAW, "article": "5"})
    national = browser.get(SCREENS["citations"], {"law": "CNPP", "article": "187"})

    assert (own.context["citations"].total, national.context["citations"].total) == (1, 7)
    assert "Tabasco" in text(own)
    assert f"{reverse('adapting:text', args=['TAB', key])}?locale=es-MX#piece-" in text(own)
    assert "-section" in text(national)
    assert not national.context["can_mark"]
    assert reverse("matrix:mark") not in text(national)


def test_another_states_page_leads_to_its_portal_and_for_administrators_to_its_editor(world: World, desk: Desk) -> None:
    fields = {"text": "<p>Aviso.</p>", "severity": "INFO"}
    notice = world.new(NoticePage, "XNO", "avisos", title="Uno", slug="x-uno", **fields)
    address = {"law": LAW, "article": "5"}
    with tenant_scope([world.tenants["XNO"].pk]):
        item = ContentItem.objects.get(key=str(notice.translation_key))
        item.document["legalReferences"] = [{"law": LAW, "article": "5", "text": "art. 5", "verified": True}]
        item.save(update_fields=["document"])

    shown = text(browser_of(desk, "NAC publisher").get(SCREENS["citations"], address))
    to_administrators = text(browser_of(desk, "administrator").get(SCREENS["citations"], address))

    assert 'href="http://norte.localhost:8000/avisos/x-uno/"' in shown
    assert reverse("wagtailadmin_pages:edit", args=[notice.pk]) not in shown
    assert f'href="{reverse("wagtailadmin_pages:edit", args=[notice.pk])}"' in to_administrators


def test_a_law_that_nobody_cites_is_not_asked_for(desk: Desk) -> None:
    answer = browser_of(desk, "NAC editor").get(SCREENS["citations"], {"law": "Ley de nadie"})

    assert answer.status_code == 200
    assert answer.context["citations"] is None
    assert answer.context["form"].errors


def test_marking_says_beforehand_how_many_texts_of_whom_and_afterwards_what_was_done(desk: Desk) -> None:
    added(desk, "5")
    added(desk, "5", "COA")
    browser = browser_of(desk, "NAC publisher")
    address = f"{reverse('matrix:mark')}?law={LAW}&article=5"

    asked = browser.get(address)
    sent = browser.post(address, {"note": WHY, "due_on": "", "digest": asked.context["citations"].digest}, follow=True)

    assert asked.context["owners"] == [("Coahuila", 1), ("Tabasco", 1)]
    assert [one.reason for one in tasks_of(*desk.tenants.values())].count(ReviewReason.LAW) == 2
    assert "Coahuila, Tabasco" in text(sent)
    assert sent.context["citations"].marked == 2
    assert browser.get(address).context["new"] == 0


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"note": ""}, "note"),
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "mañana"}, "due_on"),
        ({"digest": "otro"}, "__all__"),
    ],
    ids=["no reason", "a day that has passed", "no day at all", "not what was confirmed"],
)
def test_a_refused_marking_keeps_what_was_typed(desk: Desk, sent: dict[str, str], field: str) -> None:
    browser = browser_of(desk, "NAC publisher")
    digest = browser.get(SCREENS["mark"]).context["citations"].digest

    answer = browser.post(SCREENS["mark"], {"note": WHY, "due_on": "", "digest": digest, **sent})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert sent.get("note", WHY) in text(answer)
    assert f'value="{digest}"' in text(answer)
    assert tasks_of(*desk.tenants.values()) == []


def test_library_editors_mark_nothing(desk: Desk) -> None:
    answer = browser_of(desk, "NAC editor").post(SCREENS["mark"], {"note": WHY, "digest": "x"})

    assert answer.status_code == 302
    assert tasks_of(*desk.tenants.values()) == []
