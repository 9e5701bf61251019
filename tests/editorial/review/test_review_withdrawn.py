"""What a state wrote into a text that the library withdraws becomes a review, until decided or the text is back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationForbidden
from editorial.adapting.types import OperationInput, OperationKind
from editorial.review import services as review
from editorial.review.digest import send_digests
from editorial.review.errors import ReviewClosed, ReviewUnknown
from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from publishing.services.publish import delete_page, unpublish_page
from publishing.services.rebuild import rebuild
from publishing.services.scheduled import publish_due
from tenants.models import User
from tenants.scope import tenant_scope
from tests.desk import ROLES, Desk
from tests.editorial.national.test_national import reviewing
from tests.editorial.reviews import (
    FAMILY,
    adapt_field,
    adapt_piece,
    blocks,
    national,
    only,
    open_tasks,
    published,
    set_nationally,
    tasks,
)
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once
from tests.signed_in import browser_of

__all__ = ["desk", "module_desk"]


def withdraw(desk: Desk, key: str) -> None:
    """The library withdraws a text."""
    unpublish_page(page=national(key), by=desk.people["NAC", "publisher"])
    desk.commit()


@made_once
def key(module_desk: Desk) -> str:
    """A national text of which Tabasco says one field in its own words."""
    key = module_desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(module_desk, key, "summary", "Resumen de aquí.")
    return key


def test_withdrawing_an_adapted_text_opens_a_review_in_that_state_only(desk: Desk, key: str) -> None:
    withdraw(desk, key)

    task = only(desk)
    assert (task.reason, task.key, task.locale, task.kind) == (ReviewReason.WITHDRAWN, key, "es-MX", "GUIDANCE")
    assert (task.addresses, task.from_number, task.to_number) == (["summary"], 1, 1)
    assert task.title.startswith(FAMILY)
    assert task.details["labels"] == {"summary": {"kind": "GUIDANCE", "field": "summary"}}
    assert task.due_on == timezone.localdate() + timedelta(days=30)
    assert task.opened_by_id == desk.people["NAC", "publisher"].pk
    assert tasks(desk, "COA") == []
    assert desk.differences() == []


@pytest.mark.parametrize("hidden", ["the whole text", "a piece"])
def test_what_was_only_hidden_is_lost_to_nobody(desk: Desk, hidden: str) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    target = None if hidden == "the whole text" else blocks(desk.bench(key))[0]
    desk.put(key, OperationInput(OperationKind.HIDE, target=target), confirm=True)
    desk.publish(key)

    withdraw(desk, key)

    assert tasks(desk) == []
    assert desk.differences() == []


def test_a_text_that_expires_is_withdrawn(desk: Desk, key: str) -> None:
    page = national(key)
    page.expire_at = timezone.now() + timedelta(minutes=1)
    published(desk, page)

    publish_due(timezone.now() + timedelta(minutes=2))

    task = only(desk)
    assert (task.reason, task.opened_by_id) == (ReviewReason.WITHDRAWN, None)
    assert desk.differences() == []


def test_an_open_review_of_changes_ends_and_comes_back_with_the_text(desk: Desk, key: str) -> None:
    set_nationally(desk, key, summary="Otro resumen.")

    withdraw(desk, key)
    while_away = [(task.reason, task.outcome) for task in tasks(desk)]
    published(desk, national(key))

    assert while_away == [("changed", "superseded"), ("withdrawn", "")]
    assert [(task.reason, task.outcome) for task in tasks(desk)] == [
        ("changed", "superseded"),
        ("withdrawn", "superseded"),
        ("changed", ""),
    ]
    assert desk.view().item(key)["summary"] == "Resumen de aquí."
    assert desk.differences() == []


def test_the_return_of_the_text_closes_the_review(desk: Desk, key: str) -> None:
    withdraw(desk, key)

    published(desk, national(key), by=desk.people["NAC", "publisher"])

    (task,) = tasks(desk)
    assert (task.outcome, task.closed_by, task.decisions) == (
        ReviewOutcome.SUPERSEDED,
        desk.people["NAC", "publisher"],
        [],
    )
    assert desk.differences() == []


@pytest.mark.parametrize("how", ["waiting", "with a page of its own"])
def test_who_has_decided_is_not_asked_again_until_the_next_withdrawal(desk: Desk, key: str, how: str) -> None:
    withdraw(desk, key)
    by = desk.people["TAB", "editor"]
    task = only(desk)

    if how == "waiting":
        review.keep(task_id=task.pk, by=by)
    else:
        review.mark_reviewed(task_id=task.pk, by=by, note="Página propia: Ayuda.")
    rebuild(codes=["NAC", "TAB"])

    assert open_tasks(desk) == []
    assert desk.differences() == []
    (closed,) = tasks(desk)
    assert (closed.outcome, closed.closed_by) == ("kept" if how == "waiting" else "reviewed", by)

    published(desk, national(key))
    assert desk.view().item(key)["summary"] == "Resumen de aquí."
    withdraw(desk, key)
    assert only(desk).reason == ReviewReason.WITHDRAWN
    assert desk.differences() == []


def test_a_publisher_lets_the_changes_go_and_the_text_comes_back_national(desk: Desk, key: str) -> None:
    before = national(key).summary
    desk.put(key, OperationInput(OperationKind.SET, field="title", value="Un borrador"))
    withdraw(desk, key)
    by = desk.people["TAB", "publisher"]

    done = review.take(task_id=only(desk).pk, by=by)

    (task,) = tasks(desk)
    assert (done.task.outcome, task.outcome, task.closed_by) == (ReviewOutcome.LET_GO, ReviewOutcome.LET_GO, by)
    assert [(one["decision"], one["name"]) for one in task.decisions] == [("let_go", by.get_username())]
    assert desk.differences() == []
    published(desk, national(key))
    assert tasks(desk) == [task]
    bench = desk.bench(key)
    assert (desk.view().item(key)["summary"], bench.is_adapted, bench.has_draft_changes) == (before, False, False)
    versions = selectors.versions(desk.who(key))
    assert [len(version.operations) for version in versions] == [0, 2, 1, 0]


def test_letting_go_cancels_what_waits_for_approval(desk: Desk, key: str) -> None:
    page = desk.put(key, OperationInput(OperationKind.SET, field="title", value="Otro título"))
    adapt.send_for_review(desk.who(key, role="editor"), expected_revision=page.latest_revision_id)
    withdraw(desk, key)

    review.take(task_id=only(desk).pk, by=desk.people["TAB", "publisher"])

    assert AdaptationPage.objects.get(pk=page.pk).current_workflow_state is None
    assert desk.differences() == []


def test_once_all_states_have_let_go_the_library_deletes_the_text(desk: Desk, key: str) -> None:
    withdraw(desk, key)
    review.take(task_id=only(desk).pk, by=desk.people["TAB", "publisher"])

    delete_page(page=national(key))

    assert open_tasks(desk) == []
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("who", "waits", "lets_go"),
    [
        (("TAB", "editor"), None, AdaptationForbidden),
        (("TAB", "publisher"), None, None),
        (("NAC", "publisher"), AdaptationForbidden, AdaptationForbidden),
        (("COA", "publisher"), ReviewUnknown, ReviewUnknown),
    ],
)
def test_who_decides(
    desk: Desk, key: str, who: tuple[str, str], waits: type[Exception] | None, lets_go: type[Exception] | None
) -> None:
    withdraw(desk, key)
    task = only(desk)

    for act, refusal in ((review.take, lets_go), (review.keep, waits)):
        if refusal is not None:
            with pytest.raises(refusal):
                act(task_id=task.pk, by=desk.people[who])
    if waits is not None:
        assert only(desk).decisions == []
    elif lets_go is not None:
        assert review.keep(task_id=task.pk, by=desk.people[who]).task.outcome == ReviewOutcome.KEPT
    else:
        assert review.take(task_id=task.pk, by=desk.people[who]).task.outcome == ReviewOutcome.LET_GO
    assert desk.differences() == []


@pytest.mark.parametrize("act", [review.keep, review.take, review.mark_reviewed])
def test_what_was_closed_meanwhile_is_decided_by_nobody(desk: Desk, key: str, act: Callable[..., object]) -> None:
    withdraw(desk, key)
    task = only(desk)
    published(desk, national(key))

    with pytest.raises(ReviewClosed):
        act(task_id=task.pk, by=desk.people["TAB", "publisher"])

    assert [one.outcome for one in tasks(desk)] == [ReviewOutcome.SUPERSEDED]
    assert desk.view().item(key)["summary"] == "Resumen de aquí."


def test_withdrawing_the_adaptation_ends_its_review(desk: Desk, key: str) -> None:
    withdraw(desk, key)

    unpublish_page(page=AdaptationPage.objects.get(adapts_key=key), by=desk.people["TAB", "publisher"])

    (task,) = tasks(desk)
    assert (task.outcome, task.closed_by) == (ReviewOutcome.SUPERSEDED, desk.people["TAB", "publisher"])
    assert desk.differences() == []


def test_reviews_that_got_lost_are_found_by_verify_and_opened_by_rebuild(desk: Desk, key: str) -> None:
    withdraw(desk, key)
    with tenant_scope([desk.tenants["TAB"].pk]):
        ReviewTask.objects.all().delete()
    found = [(one.what, one.tenant, one.field) for one in desk.differences()]

    rebuild(codes=["TAB"])

    assert found == [("review", "TAB", key)]
    assert (only(desk).reason, only(desk).addresses) == (ReviewReason.WITHDRAWN, ["summary"])
    assert desk.differences() == []


def test_what_withdrawing_costs_does_not_grow_with_the_states_that_adapt(desk: Desk, key: str) -> None:
    withdraw(desk, key)
    published(desk, national(key))
    one = statements(desk, key)
    published(desk, national(key))
    adapt_piece(desk, key, blocks(desk.bench(key))[0], code="COA")

    assert statements(desk, key) == one
    assert [only(desk, code).reason for code in ("TAB", "COA")] == ["withdrawn", "withdrawn"]


def statements(desk: Desk, key: str) -> int:
    """How many statements the library's withdrawing a text takes."""
    with CaptureQueriesContext(connection) as captured:
        unpublish_page(page=national(key))
    desk.commit()
    return len(captured)


def test_where_the_state_reviews_first_the_text_that_comes_back_waits_to_be_adopted(desk: Desk, key: str) -> None:
    reviewing(desk, "TAB")
    withdraw(desk, key)

    published(desk, national(key))

    found = [(task.reason, task.outcome) for task in tasks(desk)]
    assert found == [(ReviewReason.WITHDRAWN, ReviewOutcome.SUPERSEDED), (ReviewReason.ADOPTION, "")]
    assert desk.differences() == []


def test_the_sheet_shows_what_the_state_wrote_and_its_ways_out(desk: Desk, key: str) -> None:
    withdraw(desk, key)
    address = reverse("reviews:task", args=[only(desk).pk])

    shown = {role: browser_of(desk.people["TAB", role]).get(address).content.decode() for role in ROLES}

    for sheet in shown.values():
        assert "La biblioteca retiró este texto. Nadie lee la parte que escribió Tabasco" in sheet
        assert "Resumen de aquí." in sheet
        assert "Conservarlo y esperar" in sheet
        assert reverse("adapting:local", args=["TAB"]) in sheet
    assert {role: f"{address}take/" in sheet for role, sheet in shown.items()} == {"editor": False, "publisher": True}
    assert browser_of(desk.people["COA", "editor"]).get(address).status_code == 404


@pytest.mark.parametrize(
    ("act", "outcome", "said"),
    [
        ("keep", "kept", "Lo que escribió tu estado se queda."),
        ("take", "let_go", "Se deshicieron los cambios de Tabasco."),
        ("reviewed", "reviewed", "Se marcó como revisado."),
    ],
)
def test_each_way_out_is_one_button(desk: Desk, key: str, act: str, outcome: str, said: str) -> None:
    withdraw(desk, key)
    task = only(desk)
    client = browser_of(desk.people["TAB", "publisher"])

    answer = client.post(reverse("reviews:act", args=[task.pk, act]), {"note": "Página propia."}, follow=True)

    assert said in answer.content.decode()
    assert [one.outcome for one in tasks(desk)] == [outcome]
    assert "Resumen de aquí." not in client.get(reverse("reviews:task", args=[task.pk])).content.decode()


def test_a_closed_review_says_who_withdrew_the_text_and_who_published_it_again(desk: Desk, key: str) -> None:
    set_nationally(desk, key, summary="Otro resumen.")
    withdraw(desk, key)
    published(desk, national(key), by=desk.people["NAC", "publisher"])
    client = browser_of(desk.people["TAB", "editor"])
    changed, withdrawn, _ = tasks(desk)

    shown = [client.get(reverse("reviews:task", args=[task.pk])).content.decode() for task in (changed, withdrawn)]

    assert "Se cerró porque NAC-publisher retiró el texto nacional el " in shown[0]
    assert "El texto de la biblioteca lo retiró NAC-publisher el " in shown[1]
    assert "Se cerró porque NAC-publisher volvió a publicar el texto nacional el " in shown[1]


def test_the_list_the_start_page_and_the_e_mail_say_that_it_waits(desk: Desk, key: str) -> None:
    User.objects.filter(pk=desk.people["TAB", "editor"].pk).update(wants_review_digest=True)
    withdraw(desk, key)
    client = browser_of(desk.people["TAB", "editor"])
    address = reverse("reviews:task", args=[only(desk).pk])

    send_digests(timezone.now().replace(hour=20))

    for place in (reverse("reviews:list"), reverse("wagtailadmin_home"), reverse("adapting:text", args=["TAB", key])):
        assert address in client.get(place).content.decode()
    (message,) = mail.outbox
    assert "La biblioteca retiró un texto que el estado había cambiado" in message.body
    assert address in message.body
