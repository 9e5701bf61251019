"""Asking for the review of all texts that cite an article, in one act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from content_models.kinds import ItemKind
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from editorial.citations.errors import CitationsChanged, MarkingDueInPast, MarkingForbidden, MarkingWithoutReason
from editorial.citations.services import mark_for_review, texts_citing
from editorial.citations.types import Marked
from editorial.matrix.types import Status
from publishing.errors import DomainError, NotVisible
from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from tenants.models import User
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, first
from tests.editorial.states import FAMILY, cell, days, now, tasks_of

from .test_citations import LAW, paragraph

__all__ = ["desk"]

WHY = "Reforma publicada en el DOF el 1 de octubre."


def publisher(desk: Desk) -> User:
    return desk.people["NAC", "publisher"]


def added(desk: Desk, article: str, code: str = "TAB") -> str:
    """The key of a text to which a state has added a paragraph that cites an article."""
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    target = first(desk.bench(key, code), PieceKind.BLOCK).address
    operation = OperationInput(OperationKind.INSERT, target=target, block_type="text", value=paragraph(article))
    desk.put(key, operation, code=code)
    desk.publish(key, code=code)
    return key


def all_tasks(desk: Desk) -> list[ReviewTask]:
    return [one for one in tasks_of(*desk.tenants.values()) if one.reason == ReviewReason.LAW]


def test_each_text_gets_a_task_with_its_owner(desk: Desk) -> None:
    key = added(desk, "5 fracción II")

    marked = mark_for_review(law=LAW, article="art. 5", note=f" {WHY} ", due_on=days(10), by=publisher(desk))

    (task,) = all_tasks(desk)
    assert marked == Marked(opened=1, already=0, owners=("Tabasco",))
    assert (task.tenant_id, task.key, task.locale, task.kind) == (desk.tenants["TAB"].pk, key, "es-MX", "GUIDANCE")
    assert (task.title, task.note, task.due_on, task.opened_by) == (FAMILY, WHY, days(10), publisher(desk))
    assert task.details == {"law": LAW, "article": "5"}
    assert len(task.addresses) == 1
    assert cell(desk, key).task_id == task.pk
    assert cell(desk, key).status is Status.TO_REVIEW


def test_the_librarys_own_texts_are_marked_too(desk: Desk) -> None:
    marked = mark_for_review(law="CNPP", article="187", note=WHY, by=publisher(desk))

    tasks = all_tasks(desk)
    assert marked == Marked(opened=7, already=0, owners=("Biblioteca nacional",))
    assert {task.tenant_id for task in tasks} == {desk.tenants["NAC"].pk}
    assert {task.due_on for task in tasks} == {timezone.localdate() + timedelta(days=settings.REVIEW_TASK_DAYS)}
    assert all(task.to_number for task in tasks)


def test_nothing_is_marked_twice_and_what_was_is_told(desk: Desk) -> None:
    added(desk, "187")
    mark_for_review(law="CNPP", article="187", note=WHY, by=publisher(desk))
    added(desk, "187", "COA")

    again = mark_for_review(law="CNPP", article="Artículo 187", note="Otra vez", by=publisher(desk))
    new = mark_for_review(law=LAW, article="187", note=WHY, by=publisher(desk))

    assert again == Marked(opened=0, already=7, owners=())
    assert new == Marked(opened=2, already=0, owners=("Coahuila", "Tabasco"))
    assert len(all_tasks(desk)) == 9


def test_another_article_and_a_closed_task_do_not_count(desk: Desk) -> None:
    added(desk, "5")
    mark_for_review(law=LAW, article="5", note=WHY, by=publisher(desk))
    whole = mark_for_review(law=LAW, note=WHY, by=publisher(desk))
    with tenant_scope([desk.tenants["TAB"].pk]):
        ReviewTask.objects.filter(tenant=desk.tenants["TAB"]).update(closed_at=now(), outcome=ReviewOutcome.REVIEWED)

    later = mark_for_review(law=LAW, article="5", note=WHY, by=publisher(desk))

    assert (whole.opened, later.opened) == (1, 1)


def test_what_cites_nothing_opens_nothing(desk: Desk) -> None:
    assert mark_for_review(law="CNPP", article="9999", note=WHY, by=publisher(desk)) == Marked(0, 0, ())
    assert all_tasks(desk) == []


def test_marked_texts_are_told_from_others(desk: Desk) -> None:
    added(desk, "5")
    mark_for_review(law=LAW, article="5", note=WHY, by=publisher(desk))
    added(desk, "5", "COA")

    citations = texts_citing(law=LAW, article="5", by=publisher(desk))

    assert [(owner.code, text.is_marked) for owner, text in citations.each()] == [("COA", False), ("TAB", True)]
    assert (citations.total, citations.marked) == (2, 1)


def test_only_what_was_confirmed_is_marked(desk: Desk) -> None:
    added(desk, "5")
    seen = texts_citing(law=LAW, article="5", by=publisher(desk)).digest
    added(desk, "5", "COA")

    with pytest.raises(CitationsChanged):
        mark_for_review(law=LAW, article="5", note=WHY, expected_digest=seen, by=publisher(desk))

    assert all_tasks(desk) == []


@pytest.mark.parametrize(
    ("note", "due_on", "error"),
    [
        ("   ", None, MarkingWithoutReason),
        (WHY, days(-1), MarkingDueInPast),
    ],
    ids=["no reason", "a day that has passed"],
)
def test_what_nobody_could_work_with_is_refused(
    desk: Desk, note: str, due_on: date | None, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        mark_for_review(law="CNPP", article="187", note=note, due_on=due_on, by=publisher(desk))

    assert all_tasks(desk) == []


@pytest.mark.parametrize(
    ("who", "error"),
    [
        (("NAC", "editor"), MarkingForbidden),
        (("TAB", "editor"), NotVisible),
        (("TAB", "publisher"), NotVisible),
    ],
    ids=["library editor", "state editor", "state publisher"],
)
def test_only_library_publishers_mark(desk: Desk, who: tuple[str, str], error: type[DomainError]) -> None:
    with pytest.raises(error):
        mark_for_review(law="CNPP", article="187", note=WHY, by=desk.people[who])

    assert all_tasks(desk) == []


def test_administrators_mark(desk: Desk) -> None:
    administrator = User.objects.create_superuser("raiz", "raiz@example.org", "x")

    assert mark_for_review(law="CNPP", article="187", note=WHY, by=administrator).opened == 7
