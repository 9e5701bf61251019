"""All national texts beside all states: what each status means, and what it costs to know."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_models.keys import HOME_KEY
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, GlossaryTerm, GuidancePage, HomePage, NoticePage
from editorial.adapting.types import OperationInput, OperationKind
from editorial.matrix.matrix import KINDS, matrix_of
from editorial.matrix.types import Cell, Column, LocalPages, Matrix, Row, Status
from publishing.models import ReviewOutcome
from publishing.services.publish import publish_page, unpublish_page
from tenants import edge
from tenants.models import Tenant, TenantStatus
from tenants.viewer import Viewer
from tests.desk import Desk, desk
from tests.editorial.states import FAMILY, TODAY, adapted, cell, days, hidden, matrix, noon_of, now, pin, row_of, task
from tests.publishing.test_translations import page as translated_page
from tests.world import World

__all__ = ["desk", "translated_page"]


def test_every_national_text_stands_beside_every_state(desk: Desk) -> None:
    shown = matrix(desk)

    kinds = Counter(row.kind for row in shown.rows)
    assert set(kinds) == set(KINDS) - {ItemKind.NOTICE}
    assert kinds == Counter(GUIDANCE=34, SCRIPT=16, TERM=106, ORGANIZATION=14, OFFICE=9, SECTION=7, HOME=1)
    states = Tenant.objects.states().order_by("code")
    launched = [state.code for state in states if state.status == TenantStatus.LAUNCHED]
    others = [state.code for state in states if state.status != TenantStatus.LAUNCHED]
    assert launched
    assert others
    assert [column.code for column in shown.columns] == [*launched, *others]
    assert shown.counts()[Status.INHERITED] == 187 * 32
    assert list(dict.fromkeys(row.kind for row in shown.rows)) == [kind for kind in KINDS if kind in kinds]


def test_what_a_state_changes_stays_that_states(desk: Desk) -> None:
    key = adapted(desk)

    row = row_of(matrix(desk), key)

    assert row.title == FAMILY
    assert row.cells == {"TAB": Cell(Status.ADAPTED, Status.ADAPTED)}
    assert row.cell("COA") == Cell(Status.INHERITED, Status.INHERITED)


def test_a_text_hidden_as_a_whole_is_hidden_and_one_piece_hidden_is_an_adaptation(desk: Desk) -> None:
    whole = hidden(desk)
    other = desk.key(ItemKind.GUIDANCE, "Cómo denunciar")
    piece = str(desk.view().item(other)["body"][0]["id"])
    desk.put(other, OperationInput(OperationKind.HIDE, target=piece))
    desk.publish(other)

    assert cell(desk, whole).status is Status.HIDDEN
    assert cell(desk, other).status is Status.ADAPTED


def test_drafts_are_not_shown(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."))

    assert row_of(matrix(desk), key).cells == {}


def test_what_is_undone_is_inherited_again(desk: Desk) -> None:
    key = adapted(desk)
    adaptation = AdaptationPage.objects.get(adapts_key=key)
    unpublish_page(page=adaptation)

    assert cell(desk, key) == Cell(Status.INHERITED, Status.INHERITED)


def test_an_open_task_is_to_review_and_overdue_the_day_after_it_is_due(desk: Desk) -> None:
    key = adapted(desk)
    opened = task(desk.tenants["TAB"], key, days(3))

    assert cell(desk, key) == Cell(Status.TO_REVIEW, Status.ADAPTED, opened.pk, days(3))
    assert cell(desk, key, today=days(3)).status is Status.TO_REVIEW
    assert cell(desk, key, today=days(4)) == Cell(Status.OVERDUE, Status.ADAPTED, opened.pk, days(3))
    assert cell(desk, key, "COA").status is Status.INHERITED


def test_of_several_tasks_the_one_due_first_is_opened(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    task(desk.tenants["TAB"], key, days(9))
    first = task(desk.tenants["TAB"], key, days(2), reason="law")

    assert (cell(desk, key).task_id, cell(desk, key).due_on) == (first.pk, days(2))


def test_a_closed_task_says_nothing(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    task(desk.tenants["TAB"], key, days(-3), closed_at=now(), outcome=ReviewOutcome.KEPT)

    assert row_of(matrix(desk), key).cells == {}


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (4, Cell(Status.TO_REVIEW, Status.INHERITED, pinned_to=4)),
        (0, Cell(Status.TO_REVIEW, Status.INHERITED, pinned_to=0)),
        (None, Cell()),
    ],
    ids=["an older edition", "none of them yet", "let go"],
)
def test_what_a_state_is_pinned_to_is_to_review(desk: Desk, number: int | None, expected: Cell) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    pin(desk.tenants["TAB"], key, number)

    assert cell(desk, key) == expected


def test_a_states_own_text_past_its_review_date_is_overdue(desk: Desk) -> None:
    key = adapted(desk)
    adaptation = AdaptationPage.objects.get(adapts_key=key)
    adaptation.review_due_on = days(-1)
    publish_page(page=adaptation)

    assert cell(desk, key) == Cell(Status.OVERDUE, Status.ADAPTED, due_on=days(-1))
    assert cell(desk, key, today=days(-1)).status is Status.ADAPTED


def test_the_librarys_own_review_is_told_once_and_not_of_each_state(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    due_on = date.fromisoformat(str(desk.view().item(key)["reviewDueOn"]))
    of_library = task(desk.tenants["NAC"], key, days(5), reason="law")

    assert row_of(matrix(desk), key).national == Cell(Status.TO_REVIEW, task_id=of_library.pk, due_on=days(5))
    late = row_of(matrix(desk, today=due_on.replace(year=due_on.year + 1)), key)
    assert (late.national.status, late.cells) == (Status.OVERDUE, {})
    assert matrix(desk).national_counts() == Counter({Status.TO_REVIEW: 1})


def test_a_home_of_a_states_own_stands_in_the_place_of_the_librarys(world: World) -> None:
    home = HomePage.objects.get(pk=world.tenants["XNO"].root_page_id)
    world.publish(home)

    shown = matrix_of(viewer=world.viewer("XNO", "XSU"), now=noon_of(TODAY))

    assert row_of(shown, HOME_KEY).cells == {"XNO": Cell(Status.ADAPTED, Status.ADAPTED)}
    assert shown.local_of("XNO") == LocalPages()


def test_a_states_own_pages_are_counted_by_kind(world: World) -> None:
    fields = {"text": "<p>Aviso.</p>", "severity": "INFO"}
    world.new(NoticePage, "XNO", "avisos", title="Uno", slug="x-uno", review_due_on=days(-1), **fields)
    two = world.new(NoticePage, "XNO", "avisos", title="Dos", slug="x-dos", **fields)
    world.draft(NoticePage, "XNO", "avisos", title="Tres", slug="x-tres", **fields)
    task(world.tenants["XNO"], str(two.translation_key), days(1), reason="law")

    shown = matrix_of(viewer=world.viewer("XNO", "XSU"), now=noon_of(TODAY))

    assert shown.local_of("XNO") == LocalPages({"NOTICE": 2}, to_review=1, overdue=1)
    assert shown.local_of("XNO").total == 2
    assert shown.local_of("XSU") == LocalPages()


def test_a_text_in_two_languages_is_one_row_in_the_first_with_the_worst_of_both(
    world: World, translated_page: GuidancePage
) -> None:
    key = str(translated_page.translation_key)
    pin(world.tenants["XSU"], key, 3)
    late = task(world.tenants["XSU"], key, days(-2), locale="en")

    shown = matrix_of(viewer=world.viewer("XSU", "XNO"), now=noon_of(TODAY))

    (row,) = [row for row in shown.rows if row.key == key]
    assert (row.title, row.locale) == ("Cómo denunciar", "es-MX")
    assert row.cells == {"XSU": Cell(Status.OVERDUE, Status.INHERITED, late.pk, days(-2), pinned_to=3)}


def test_what_the_library_withdraws_has_no_row(world: World) -> None:
    page = world.new(GlossaryTerm, "NAC", "glosario", title="Prueba", slug="x-prueba", definition="<p>Así.</p>")
    key = str(page.translation_key)
    task(world.tenants["XNO"], key, days(1), reason="law")
    unpublish_page(page=page)

    shown = matrix_of(viewer=world.viewer("XNO"), now=noon_of(TODAY))

    assert key not in [row.key for row in shown.rows]
    assert shown.local_of("XNO").to_review == 1  # its task is counted where the state's others are


def test_a_state_sees_its_own_column_only(desk: Desk) -> None:
    adapted(desk, code="COA")

    shown = matrix(desk, "TAB")

    assert [column.code for column in shown.columns] == ["TAB"]
    assert shown.counts() == Counter({Status.INHERITED: 187})


def test_only_launched_states_have_a_portal(desk: Desk) -> None:
    Tenant.objects.filter(code="COA").update(status=TenantStatus.DRAFT)

    portals = {column.code: column.portal for column in matrix(desk).columns}

    assert portals["TAB"].startswith("http")
    assert portals["COA"] == ""


def test_counts_of_rows_columns_and_all_agree() -> None:
    late, to_review = Cell(Status.OVERDUE), Cell(Status.TO_REVIEW)
    rows = (
        Row("a", "TERM", "es-MX", "A", "/a/", 1, cells={"TAB": late, "COA": to_review, "CMX": late}),
        Row("b", "TERM", "es-MX", "B", "/b/", 2, cells={"TAB": to_review}),
    )
    shown = Matrix((Column("COA", "Coahuila"), Column("TAB", "Tabasco")), rows)

    assert shown.counts() == Counter({Status.OVERDUE: 1, Status.TO_REVIEW: 2, Status.INHERITED: 1})
    assert shown.counts_of_row(rows[0]) == Counter({Status.OVERDUE: 1, Status.TO_REVIEW: 1})
    assert shown.counts_by_column() == {
        "COA": Counter({Status.TO_REVIEW: 1, Status.INHERITED: 1}),
        "TAB": Counter({Status.OVERDUE: 1, Status.TO_REVIEW: 1}),
    }


def test_overdue_is_by_the_clocks_of_each_state_and_of_the_library(desk: Desk) -> None:
    Tenant.objects.filter(code="COA").update(time_zone="America/Tijuana")
    keys = {code: adapted(desk, code=code) for code in ("TAB", "COA")}
    for code, key in (*keys.items(), ("NAC", keys["TAB"])):
        task(desk.tenants[code], key, date(2030, 6, 15))
    viewer = edge.viewer_for_user(desk.people["NAC", "editor"])

    shown = matrix_of(viewer=viewer, now=datetime(2030, 6, 16, 6, 30, tzinfo=UTC))  # 0:30 in Tabasco, 23:30 in Tijuana

    row = row_of(shown, keys["TAB"])
    assert {code: row.cell(code).status for code in keys} == {"TAB": Status.OVERDUE, "COA": Status.TO_REVIEW}
    assert row.national.status is Status.OVERDUE


def test_own_pages_are_overdue_by_the_clocks_of_their_state(world: World) -> None:
    Tenant.objects.filter(code="XSU").update(time_zone="America/Tijuana")
    fields = {"title": "Uno", "slug": "x-uno", "text": "<p>Aviso.</p>", "severity": "INFO"}
    for code in ("XNO", "XSU"):
        world.new(NoticePage, code, "avisos", review_due_on=date(2030, 6, 15), **fields)

    shown = matrix_of(viewer=world.viewer("XNO", "XSU"), now=datetime(2030, 6, 16, 6, 30, tzinfo=UTC))

    assert [shown.local_of(code).overdue for code in ("XNO", "XSU")] == [1, 0]


def test_two_queries_whatever_there_is_to_say(desk: Desk) -> None:
    national = edge.viewer_for_user(desk.people["NAC", "editor"])
    own = edge.viewer_for_user(desk.people["TAB", "editor"])
    before = [_selects(own), _selects(national)]
    for title in (FAMILY, "Cómo denunciar"):
        for code in ("TAB", "COA"):
            task(desk.tenants[code], adapted(desk, title, code=code), days(1))

    after = _selects(national)

    assert [*before, after] == [2, 2, 2]


def _selects(viewer: Viewer) -> int:
    """How many statements read, without those that open and close the scope."""
    with CaptureQueriesContext(connection) as queries:
        matrix_of(viewer=viewer, now=noon_of(TODAY))
    return sum("jpt.tenants" not in one["sql"] and "SAVEPOINT" not in one["sql"] for one in queries.captured_queries)
