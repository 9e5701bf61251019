"""National texts: what publishing one would do, is what it then does; and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Revision

from content_models.kinds import ItemKind
from content_models.loaded_versions import version_of_draft
from content_models.models import GuidancePage
from editorial.adapting import selectors
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from editorial.comparing import ChangeKind
from editorial.national import services as national
from editorial.national.editions import _writers, editions_of_page
from editorial.national.errors import (
    DraftChanged,
    EditionChanged,
    EditionUnknown,
    NationalPageLocked,
    NothingToGoBackTo,
    UrgentCannotWait,
)
from editorial.national.types import ComingTask, Impact
from editorial.review.adoption import change_adoption
from publishing.errors import NotVisible
from publishing.models import Edition, ReviewReason, ReviewTask
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import LIBRARY_ID, Adoption, Tenant, User
from tenants.scope import tenant_scope
from tests.desk import Desk, desk

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"

Predicted = set[tuple[str, str, tuple[str, ...]]]


def page_of(key: str) -> Any:
    """The library's page of a text, fresh."""
    return Page.objects.get(translation_key=key).specific


def editor(desk: Desk, role: str = "publisher") -> User:
    """One of the library's people."""
    return desk.people["NAC", role]


def impact(desk: Desk, key: str) -> Impact:
    """What publishing the latest draft would do."""
    return national.impact_of(page=page_of(key), by=editor(desk))


def draft(key: str, address: str = "", text: str = "<p>Nuevo texto nacional.</p>", **fields: Any) -> Any:
    """A national draft in which a block, or some fields, say something else."""
    page = page_of(key).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    for block in page.body:
        if block.id == address:
            block.value["text"].source = text
    page.save_revision(log_action=True)
    return page_of(key)


def publish(desk: Desk, page: Any, *, is_urgent: bool = False) -> Any:
    """Publish the latest draft."""
    reason = "La ley cambió." if is_urgent else None
    published = national.publish_draft(page=page, by=editor(desk), version=version_of_draft(page), urgent_reason=reason)
    desk.commit()
    return published


def predicted(tasks: tuple[ComingTask, ...]) -> Predicted:
    return {(task.state.code, str(task.reason), tuple(sorted(task.addresses))) for task in tasks}


def open_tasks(key: str) -> Predicted:
    with tenant_scope(Tenant.objects.values_list("pk", flat=True)):
        tasks = ReviewTask.objects.open().filter(key=key).select_related("tenant")
        return {
            (task.tenant.code, task.reason, tuple(sorted(task.addresses)) if task.reason == "changed" else ())
            for task in tasks
        }


def adapted(desk: Desk, key: str, code: str, place: int = 0) -> str:
    """A state gives a block another text, and publishes it; the block's address."""
    pieces = [piece for piece in desk.bench(key, code).pieces if piece.kind == PieceKind.BLOCK]
    address = pieces[place].address
    form = selectors.form_of(desk.who(key, code), kind=OperationKind.REPLACE, address=address)
    value = {**form.block.get_prep_value(form.value), "text": "<p>Aquí es distinto.</p>"}
    desk.put(key, OperationInput(OperationKind.REPLACE, target=address, value=value, base=form.base), code=code)
    desk.publish(key, code=code)
    return address


def reviewing(desk: Desk, code: str) -> None:
    """A state reviews first from now on."""
    change_adoption(tenant=desk.tenants[code], adoption=Adoption.REVIEWED, by=desk.people[code, "publisher"])
    desk.commit()


@pytest.mark.parametrize("is_urgent", [False, True], ids=["as usual", "as an urgent correction"])
def test_what_is_foreseen_is_what_happens(desk: Desk, is_urgent: bool) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    address = adapted(desk, key, "TAB")
    adapted(desk, key, "COA")
    reviewing(desk, "COA")
    page = draft(key, address)

    before = open_tasks(key)
    effect = national.impact_of(page=page, by=editor(desk))
    publish(desk, page, is_urgent=is_urgent)

    assert before == set()
    usual = {("TAB", "changed", (address,)), ("COA", "adoption", ())}
    urgent = {("TAB", "changed", (address,)), ("COA", "changed", (address,))}
    assert predicted(effect.will_open) == usual
    assert predicted(effect.will_open_if_urgent) == urgent
    assert open_tasks(key) == (urgent if is_urgent else usual)
    assert all(task.labels for task in effect.will_open if task.reason == ReviewReason.CHANGED)
    assert desk.differences() == []

    again = impact(desk, key)
    assert predicted(again.will_open) == open_tasks(key)
    assert all(task.is_open for task in again.will_open)


def test_of_a_text_that_was_withdrawn_it_is_foreseen_what_its_return_does(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    address = adapted(desk, key, "TAB")
    publish(desk, draft(key, address))
    unpublish_page(page=page_of(key))
    desk.commit()

    withdrawn = open_tasks(key)
    effect = impact(desk, key)
    publish(desk, page_of(key))

    assert {(state, reason) for state, reason, _ in withdrawn} == {("TAB", "withdrawn")}
    assert effect.is_new
    assert predicted(effect.will_open) == open_tasks(key) == {("TAB", "changed", (address,))}
    assert desk.differences() == []


def test_each_state_is_in_its_place(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapted(desk, key, "TAB")
    desk.put(key, OperationInput(OperationKind.HIDE), code="COA", confirm=True)
    page = draft(key, summary="Otro resumen.")

    drafting = impact(desk, key)
    desk.publish(key, code="COA")
    hiding = impact(desk, key)

    names = [state.code for state in drafting.serving]
    assert (len(names), names[0], "TAB" in names, "COA" in names) == (31, "AGU", False, True)
    assert [state.code for state in drafting.adapting] == ["TAB"]
    assert [state.code for state in drafting.drafting] == ["COA"]
    assert (drafting.hiding, drafting.reviewing, drafting.pinned, drafting.conflicts) == ((), (), (), ())
    assert [state.code for state in hiding.hiding] == ["COA"]
    assert [state.code for state in hiding.drafting] == []
    assert (hiding.number, hiding.is_new, hiding.is_adaptable, hiding.can_publish) == (1, False, True, True)
    assert [(change.address, change.after_text) for change in hiding.changes] == [("summary", "Otro resumen.")]
    assert predicted(hiding.will_open) == {("COA", "changed", ("",))}
    assert page.has_unpublished_changes


def test_a_state_that_is_behind_is_named_with_what_it_shows(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    reviewing(desk, "COA")
    publish(desk, draft(key, summary="Segundo."))

    effect = national.impact_of(page=draft(key, summary="Tercero."), by=editor(desk))

    assert [(pin.state.code, pin.number) for pin in effect.pinned] == [("COA", 1)]
    assert [state.code for state in effect.reviewing] == ["COA"]
    assert len(effect.serving) == 31
    assert predicted(effect.will_open_if_urgent) == set()


def test_a_new_text_is_new_everywhere(desk: Desk) -> None:
    section = page_of(desk.key(ItemKind.GUIDANCE, FAMILY)).get_parent()
    fields = {"roles": ["VICTIM"], "question": "¿Qué hago?", "locale": section.locale}
    page = GuidancePage(title="Nuevo", slug="prueba-nuevo", live=False, **fields)
    section.add_child(instance=page)
    page.save_revision()

    effect = national.impact_of(page=page, by=editor(desk))

    assert (effect.is_new, effect.number, len(effect.serving)) == (True, 0, 32)
    assert {change.kind for change in effect.changes} == {ChangeKind.ADDED}
    assert (effect.will_open, effect.problems) == ((), ())


def test_a_state_whose_page_keeps_the_address_is_named_and_told(desk: Desk) -> None:
    national_page = page_of(desk.key(ItemKind.GUIDANCE, FAMILY))
    section = national_page.get_parent()
    home = Page.objects.get(pk=desk.tenants["TAB"].root_page_id)
    own_section = type(section.specific)(title="Propia", slug=section.slug, locale=home.locale, live=False)
    home.add_child(instance=own_section)
    fields = {"roles": ["VICTIM"], "question": "¿Qué hago?", "locale": section.locale}
    own = GuidancePage(title="De Tabasco", slug="prueba-mismo", live=False, **fields)
    own_section.add_child(instance=own)
    publish_page(page=own)
    page = GuidancePage(title="Nacional", slug="prueba-mismo", live=False, **fields)
    section.add_child(instance=page)
    page.save_revision()

    effect = national.impact_of(page=page, by=editor(desk))
    publish(desk, page_of(str(page.translation_key)))

    assert [(one.state.code, one.title) for one in effect.conflicts] == [("TAB", "De Tabasco")]
    assert predicted(effect.will_open) == open_tasks(str(page.translation_key)) == {("TAB", "path", ())}


def test_a_draft_that_cannot_be_published_says_why(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    others = GuidancePage.objects.exclude(path__startswith=page_of(key).get_parent().path)
    taken = others.filter(live=True).first().slug

    effect = national.impact_of(page=draft(key, slug=taken), by=editor(desk))

    assert len(effect.problems) == 1
    assert taken in effect.problems[0]


def test_an_office_is_told_simply(desk: Desk) -> None:
    page = Page.objects.filter(path__startswith=Page.objects.get(pk=desk.tenants["NAC"].root_page_id).path)
    section = page.get(translation_key=desk.key(ItemKind.GUIDANCE, FAMILY)).get_parent().specific
    changed = section.get_latest_revision_as_object() if section.latest_revision_id else section
    changed.introduction = "<p>Otra introducción.</p>"
    changed.save_revision()

    effect = national.impact_of(page=type(section).objects.get(pk=section.pk), by=editor(desk))

    assert (effect.is_adaptable, len(effect.serving), effect.will_open) == (False, 32, ())
    assert [change.address for change in effect.changes] == ["introduction"]


def test_the_number_of_statements_does_not_grow_with_the_states(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    address = adapted(desk, key, "TAB")
    page = draft(key, address)
    national.impact_of(page=page, by=editor(desk))

    with CaptureQueriesContext(
        connection,
    ) as one:
        national.impact_of(page=page_of(key), by=editor(desk))
    adapted(desk, key, "COA")
    with CaptureQueriesContext(connection) as two:
        national.impact_of(page=page_of(key), by=editor(desk))

    assert len(one) == len(two)


def test_only_the_librarys_people_see_any_of_it(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = draft(key, summary="Otro.")
    state_page = Page.objects.get(pk=desk.tenants["TAB"].root_page_id).specific
    stranger = desk.people["TAB", "publisher"]

    for act in (
        lambda: national.impact_of(page=page, by=stranger),
        lambda: national.editions_of(page=page, by=stranger),
        lambda: national.count_editions(page=page, by=stranger),
        lambda: national.publish_draft(page=page, by=stranger, version=version_of_draft(page)),
        lambda: national.roll_back(page=page, by=stranger, number=1),
        lambda: national.impact_of(page=state_page, by=editor(desk)),
    ):
        with pytest.raises(NotVisible):
            act()
    for act in (
        lambda: national.publish_draft(page=page, by=editor(desk, "editor"), version=version_of_draft(page)),
        lambda: national.roll_back(page=page, by=editor(desk, "editor"), number=1),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert not national.impact_of(page=page, by=editor(desk, "editor")).can_publish
    assert Edition.objects.filter(key=key).count() == 1


@pytest.mark.parametrize("is_overwritten", [False, True])
def test_nobody_publishes_a_draft_they_have_not_seen(desk: Desk, is_overwritten: bool) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    seen = version_of_draft(draft(key, summary="Visto."))
    page = page_of(key).get_latest_revision_as_object()
    page.summary = "No visto."
    page.save_revision(overwrite_revision=page.latest_revision if is_overwritten else None)

    with pytest.raises(DraftChanged):
        national.publish_draft(page=page, by=editor(desk), version=seen)

    assert Edition.objects.filter(key=key).count() == 1


def test_an_urgent_correction_does_not_wait_and_a_planned_one_is_no_urgent_one(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = draft(key, summary="Mañana.", go_live_at=timezone.now() + timedelta(days=1))

    with pytest.raises(UrgentCannotWait):
        publish(desk, page, is_urgent=True)
    planned = publish(desk, page)

    assert planned.scheduled_revision is not None
    assert Edition.objects.filter(key=key).count() == 1
    assert impact(desk, key).goes_live_at is not None


def test_an_edition_names_whoever_published_it_and_not_the_author_of_the_draft(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = page_of(key)
    page.summary = "Escrito por una persona, publicado por otra."
    page.save_revision(user=editor(desk, "editor"))

    publish(desk, page_of(key).get_latest_revision_as_object())

    edition = Edition.objects.filter(key=key).latest("number")
    assert edition.document["summary"] == "Escrito por una persona, publicado por otra."
    assert edition.published_by_id == editor(desk, "publisher").pk != editor(desk, "editor").pk


def test_an_edition_is_written_by_who_saved_it_since_the_one_before(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    for number, who in enumerate(("editor", "publisher", "editor"), start=2):
        page = page_of(key)
        page.summary = f"Edición {number}."
        page.save_revision(user=editor(desk, who))
        publish(desk, page_of(key).get_latest_revision_as_object())
    with tenant_scope([LIBRARY_ID]):
        four, three, two, one = editions_of_page(page_of(key))
        first = one.revision_id
        three.revision_id = None  # as of one that followed from another page's change
        one.revision_id = first or min(page_of(key).revisions.values_list("pk", flat=True)) - 1
        told = _writers(page_of(key), [four, three, two, one])
        one.revision_id = None
        unknown = _writers(page_of(key), [four, three, two, one])

    names = {who: editor(desk, who).display_name for who in ("editor", "publisher")}
    assert [told[number] for number in (4, 3, 2)] == [(names["editor"], names["publisher"]), (), (names["editor"],)]
    assert (unknown[4], 2 in unknown) == (told[4], False)


def test_one_step_back_is_a_new_edition_of_the_earlier_text(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    publish(desk, draft(key, summary="Con error."))

    page = national.roll_back(page=page_of(key), by=editor(desk), number=1)
    desk.commit()

    first_one, _second, third = Edition.objects.filter(key=key).order_by("number")
    assert third.document == first_one.document
    assert (third.number, third.published_by_id) == (3, editor(desk).pk)
    assert (page.summary, page.has_unpublished_changes, page.live) == (before, False, True)
    assert desk.view().item(key)["summary"] == before
    assert desk.differences() == []

    national.roll_back(page=page, by=editor(desk), number=2)
    assert page_of(key).summary == "Con error."


def test_asking_twice_is_not_going_back_and_forth(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    page = draft(key, summary="Con error.")
    publish(desk, page)
    publish(desk, page)
    numbers = list(Edition.objects.filter(key=key).values_list("number", flat=True))

    national.roll_back(page=page_of(key), by=editor(desk), seen=2, number=1)
    with pytest.raises(EditionChanged):
        national.roll_back(page=page_of(key), by=editor(desk), seen=2, number=1)

    assert numbers == [1, 2]
    assert page_of(key).summary == before
    assert Edition.objects.filter(key=key).count() == 3


def test_any_edition_can_be_gone_back_to_and_all_are_told(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    publish(desk, draft(key, summary="Dos."))
    publish(desk, draft(key, summary="Tres."), is_urgent=True)

    national.roll_back(page=page_of(key), by=editor(desk), number=1)
    entries = national.editions_of(page=page_of(key), by=editor(desk))

    assert [(one.number, one.is_current, one.is_urgent, one.is_first) for one in entries] == [
        (4, True, True, False),
        (3, False, True, False),
        (2, False, False, False),
        (1, False, False, True),
    ]
    assert [(change.before_text, change.after_text) for change in entries[1].changes] == [("Dos.", "Tres.")]
    assert entries[0].by == editor(desk).get_username()
    assert [one.says_again for one in entries] == [1, 0, 0, 0]
    assert page_of(key).summary == before
    assert national.count_editions(page=page_of(key), by=editor(desk)) == 4
    assert [one.number for one in national.editions_of(page=page_of(key), by=editor(desk), first=1, last=2)] == [3]


def test_going_back_keeps_the_draft_and_what_is_planned(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    publish(desk, draft(key, summary="Con error."))
    tomorrow = timezone.now().replace(microsecond=0) + timedelta(days=1)
    publish(desk, draft(key, summary="Planeado.", go_live_at=tomorrow))
    draft(key, summary="Borrador.", go_live_at=None)

    page = national.roll_back(page=page_of(key), by=editor(desk), number=1)

    assert (page.summary, page.has_unpublished_changes) == (before, True)
    assert page.get_latest_revision_as_object().summary == "Borrador."
    planned = Revision.objects.for_instance(page).get(approved_go_live_at__isnull=False)
    assert (planned.as_object().summary, planned.approved_go_live_at) == ("Planeado.", tomorrow)
    assert desk.view().item(key)["summary"] == before
    assert desk.differences() == []


def test_a_planned_draft_stays_planned_when_it_is_the_latest(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    publish(desk, draft(key, summary="Con error."))
    publish(desk, draft(key, summary="Planeado.", go_live_at=timezone.now() + timedelta(days=1)))

    page = national.roll_back(page=page_of(key), by=editor(desk), number=1)

    assert page.get_latest_revision_as_object().summary == "Planeado."
    assert page.scheduled_revision.pk == page.latest_revision_id


def test_an_edition_that_does_not_name_its_draft_is_found_by_what_it_says(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    publish(desk, draft(key, summary="Con error."))
    with tenant_scope([LIBRARY_ID]):
        first = Edition.objects.get(key=key, number=1)
        nameless = Edition.objects.create(
            key=key,
            locale=first.locale,
            number=7,
            kind=first.kind,
            document=first.document,
            published_at=timezone.now(),
        )

    page = national.roll_back(page=page_of(key), by=editor(desk), number=nameless.number)

    assert nameless.revision_id is None
    assert page.summary == before


def test_there_is_nothing_behind_the_first_edition(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    with pytest.raises(NothingToGoBackTo):
        national.roll_back(page=page_of(key), by=editor(desk), number=1)
    with pytest.raises(EditionUnknown):
        national.roll_back(page=page_of(key), by=editor(desk), number=7)

    publish_page(page=page_of(key))
    with pytest.raises(NothingToGoBackTo):
        national.roll_back(page=page_of(key), by=editor(desk), number=1)


def test_a_withdrawn_text_comes_back_as_it_was(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    unpublish_page(page=page_of(key))

    page = national.roll_back(page=page_of(key), by=editor(desk), number=1)
    desk.commit()

    assert (page.live, page.has_unpublished_changes) == (True, False)
    assert desk.view().item(key) is not None
    assert desk.differences() == []


def test_a_page_that_somebody_else_has_locked_stays(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    publish(desk, draft(key, summary="Con error."))
    page = page_of(key)
    page.locked, page.locked_by = True, editor(desk, "editor")
    page.save()

    with pytest.raises(NationalPageLocked):
        national.roll_back(page=page_of(key), by=editor(desk), number=1)

    assert page_of(key).summary == "Con error."


def test_what_was_urgent_goes_back_at_once_also_where_a_state_reviews_first(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = page_of(key).summary
    reviewing(desk, "COA")
    publish(desk, draft(key, summary="Con error."), is_urgent=True)
    assert desk.view("COA").item(key)["summary"] == "Con error."

    national.roll_back(page=page_of(key), by=editor(desk), number=1)
    desk.commit()

    assert desk.view("COA").item(key)["summary"] == before
