"""Confirmed offices are read and approved together: all that are marked, or none."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content_models.loaded_versions import version_of_draft
from content_models.models import OfficePage, OrganizationPage
from editorial.approving import confirmations
from editorial.approving.confirmations import approve_confirmations, confirmations_for
from editorial.offices.confirming import confirm_office, correct_number
from editorial.offices.fields import hours_typed, stored_hours
from editorial.offices.selectors import office_to_call
from editorial.sender_messages import keep_message
from tenants.days import today_of
from tenants.models import StaffRole, User
from tests.content_models.world import block
from tests.fakes.tasks import run_tasks
from tests.module_transaction import anew, made_once
from tests.signed_in import browser_of
from tests.tenants.factories import member
from tests.world import World

URL = "/admin/cambios/oficinas/"


@made_once
def made_offices(module_world: World) -> list[OfficePage]:
    above = module_world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="t-f", organization_kind="PROSECUTOR"
    )
    facts = {
        "address": "Calle 1",
        "hours_text": "lun–vie 8–16",
        "phones": [block("phone", {"display": "993 313 6550"})],
    }
    drafts = [
        module_world.draft_below(above, OfficePage, title=f"Unidad {name}", slug=f"t-{name.lower()}", **facts)
        for name in "AB"
    ]
    return [module_world.publish(draft) for draft in drafts]


@pytest.fixture
def offices(made_offices: list[OfficePage], world: World) -> list[OfficePage]:
    """Two offices that an editor has called, confirmed and so sent for review."""
    found = [anew(one) for one in made_offices]
    for one in found:
        confirm(world, one)
    return [anew(one) for one in found]


@pytest.fixture
def publisher(world: World) -> Client:
    return browser_of(member(world.tenants["XNO"], StaffRole.PUBLISHER, "publica-t"))


def editor_of(world: World) -> User:
    found = User.objects.filter(username="edita-t").first()
    return found or member(world.tenants["XNO"], StaffRole.EDITOR, "edita-t")


def confirm(world: World, page: OfficePage) -> None:
    tenant, by = world.tenants["XNO"], editor_of(world)
    seen = office_to_call(tenant=tenant, by=by, page_id=page.pk).seen
    confirm_office(tenant=tenant, by=by, page_id=page.pk, seen=seen, on=today_of(tenant))


def marked_in(page: str) -> list[str]:
    return re.findall(r'name="office" value="([\d.-]+)" checked', page)


def shown_in(page: str) -> list[str]:
    return re.findall(r'name="office" value="([\d.-]+)"', page)


def needing_confirmation(offices: list[OfficePage]) -> list[bool]:
    return [anew(one).needs_confirmation for one in offices]


def test_several_are_approved_in_one_act_with_what_was_confirmed_of_each(
    offices: list[OfficePage], publisher: Client
) -> None:
    start = publisher.get(reverse("wagtailadmin_home")).content.decode()
    page = publisher.get(URL).content.decode()

    done = publisher.post(URL, {"office": marked_in(page)})

    assert (f'href="{URL}"' in start, "2 oficinas llamadas" in start) == (True, True)
    assert "te esperan" not in start  # they are not counted twice
    assert [page.count(words) for words in ("Unidad A", "993 313 6550", "lun–vie 8–16", "Calle 1")] == [2, 2, 2, 2]
    assert ("Cambia más que la confirmación" in page, "Solo vienen marcadas" in page) == (False, False)
    assert done["Location"] == reverse("wagtailadmin_home")
    assert [str(one).strip() for one in get_messages(done.wsgi_request)] == [
        "2 oficinas confirmadas están aprobadas y publicadas: Unidad A y Unidad B."
    ]
    assert needing_confirmation(offices) == [False, False]


def test_what_is_not_marked_waits_on(offices: list[OfficePage], publisher: Client) -> None:
    [first, _second] = marked_in(publisher.get(URL).content.decode())

    publisher.post(URL, {"office": [first]})

    assert needing_confirmation(offices) == [False, True]
    assert len(marked_in(publisher.get(URL).content.decode())) == 1


@pytest.mark.parametrize("is_overwritten", [False, True])
def test_if_one_was_changed_since_it_was_shown_none_is_approved(
    offices: list[OfficePage], publisher: Client, is_overwritten: bool
) -> None:
    marked = marked_in(publisher.get(URL).content.decode())
    latest = anew(offices[1]).latest_revision
    draft = offices[1].get_latest_revision_as_object()
    draft.note = "Otra."
    draft.save_revision(user=latest.user, overwrite_revision=latest if is_overwritten else None)

    refused = publisher.post(URL, {"office": marked})
    page = publisher.get(URL).content.decode()

    assert needing_confirmation(offices) == [True, True]
    assert "Todavía no se aprueba nada. «Unidad B»" in " ".join(map(str, get_messages(refused.wsgi_request)))
    assert "Cambia más que la confirmación" in page


def test_no_more_are_approved_at_once_than_are_shown(
    offices: list[OfficePage], publisher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked = marked_in(publisher.get(URL).content.decode())
    monkeypatch.setattr(confirmations, "MOST_AT_ONCE", 1)

    publisher.post(URL, {"office": marked})
    none = needing_confirmation(offices)
    publisher.post(URL, {"office": marked[:1]})

    assert none == [True, True]
    assert sorted(needing_confirmation(offices)) == [False, True]


@pytest.mark.parametrize(("is_kept", "written"), [(False, []), (True, ["Unidad A", "Unidad B"])])
def test_mails_tell_of_what_was_committed_only(
    world: World, offices: list[OfficePage], publisher: Client, is_kept: bool, written: list[str]
) -> None:
    marked = [(anew(one).pk, version_of_draft(one)) for one in offices]
    User.objects.filter(pk=editor_of(world).pk).update(email="edita@example.org")

    with transaction.atomic():
        approve_confirmations(User.objects.get(username="publica-t"), dict(marked))
        at_once = [one.subject for one in mail.outbox]
        transaction.set_rollback(not is_kept)
    run_tasks()

    assert at_once == []
    assert needing_confirmation(offices) == [not is_kept] * 2
    told = [one.subject for one in mail.outbox if one.to == ["edita@example.org"]]
    assert [name for name in ("Unidad A", "Unidad B") if any(name in subject for subject in told)] == written


def test_without_the_street_of_one_none_is_approved(offices: list[OfficePage], publisher: Client) -> None:
    draft = offices[1].get_latest_revision_as_object()
    draft.address = " "
    draft.save_revision()

    refused = publisher.post(URL, {"office": shown_in(publisher.get(URL).content.decode())})

    assert "«Unidad B»: Falta la calle" in " ".join(map(str, get_messages(refused.wsgi_request)))
    assert needing_confirmation(offices) == [True, True]


@pytest.mark.parametrize(
    ("who", "code", "role", "status"),
    [("an editor", "XNO", StaffRole.EDITOR, 404), ("another state's publisher", "XSU", StaffRole.PUBLISHER, 200)],
    ids=lambda value: str(value).replace(" ", "-"),
)
def test_who_does_not_approve_them_neither_sees_nor_approves_them(
    world: World, offices: list[OfficePage], publisher: Client, who: str, code: str, role: StaffRole, status: int
) -> None:
    marked = marked_in(publisher.get(URL).content.decode())
    stranger = browser_of(member(world.tenants[code], role, "ajena-t"))

    page = stranger.get(URL)
    stranger.post(URL, {"office": marked})

    assert page.status_code == status
    assert "Unidad A" not in page.content.decode()
    assert needing_confirmation(offices) == [True, True]


def test_a_number_that_was_corrected_during_the_call_is_read_old_and_new_and_not_marked(
    world: World, made_offices: list[OfficePage], publisher: Client
) -> None:
    tenant, by, page = world.tenants["XNO"], editor_of(world), anew(made_offices[0])
    seen = office_to_call(tenant=tenant, by=by, page_id=page.pk).seen
    correct_number(tenant=tenant, by=by, page_id=page.pk, seen=seen, position=0, number="993 352 2700")
    confirm(world, page)

    answer = publisher.get(URL)
    shown = answer.content.decode()
    [waiting] = answer.context["confirmations"]
    apart = publisher.get(f"/admin/cambios/{page.pk}/").context["changes"]

    assert "Cambia más que la confirmación" in shown
    assert "993 352 2700" in shown
    assert (marked_in(shown), len(shown_in(shown))) == ([], 1)
    assert "Solo vienen marcadas las que no cambian nada más." in shown
    assert [change.label for change in waiting.changes] == ["Teléfonos"]  # nor that it is confirmed, said above
    [(before, after)] = [(row.before, row.after) for row in apart if row.label == "Confirmación"]
    assert ("por confirmar" in before, "confirmada" in after) == (True, True)


def test_what_is_doubtful_is_not_marked_nor_said_twice(
    world: World, offices: list[OfficePage], publisher: Client
) -> None:
    OfficePage.objects.filter(pk=offices[1].pk).update(verified=True)
    draft = offices[1].get_latest_revision_as_object()
    draft.verified = False
    draft.schedule = json.dumps(stored_hours(hours_typed("lun y mar 4–9"), "UNKNOWN"))
    draft.save_revision()

    answer = publisher.get(URL)
    page = answer.content.decode()
    waiting = {one.title: one for one in answer.context["confirmations"]}

    assert [one.split("-")[0] for one in marked_in(page)] == [str(offices[0].pk)]
    assert [row.label for row in waiting["Unidad B"].changes] == ["Horario"]  # “compared with its source” follows
    assert [one.field for one in waiting["Unidad B"].doubts] == ["schedule", "hours_text"]  # words of other hours
    assert "Solo vienen marcadas las que no cambian nada más." in page
    assert (page.count("lunes, martes: "), "lun–mar" in page) == (1, False)


def test_who_marks_what_is_doubtful_answers_it_as_it_was_shown(
    world: World, offices: list[OfficePage], publisher: Client
) -> None:
    draft = offices[1].get_latest_revision_as_object()
    draft.schedule = json.dumps(stored_hours(hours_typed("lun y mar 4–9"), "UNKNOWN"))
    draft.save_revision()
    waiting = {one.title: one for one in publisher.get(URL).context["confirmations"]}
    marked = waiting["Unidad B"].marked_as

    refused = publisher.post(URL, {"office": [marked.rpartition("-")[0]]})
    before = needing_confirmation(offices)
    publisher.post(URL, {"office": [marked]})

    assert "algo de «Unidad B» es dudoso" in " ".join(str(one) for one in get_messages(refused.wsgi_request))
    assert (before, needing_confirmation(offices)) == ([True, True], [True, False])
    assert list(anew(offices[1]).answered_questions) == ["HOURS_EARLY", "WORDS_OF_OTHER_HOURS"]


def test_dates_and_message_are_shown_and_what_is_planned_is_not_said_to_be_published(
    offices: list[OfficePage], publisher: Client
) -> None:
    planned = offices[1].get_latest_revision_as_object()
    begins = timezone.localtime().replace(year=2040, month=3, day=7, hour=9, minute=30)
    planned.go_live_at, planned.expire_at = begins, begins + timedelta(days=1)
    planned.save_revision()
    keep_message(offices[1], User.objects.get(username="edita-t"), "Abre en <marzo>.")

    shown = [publisher.get(url).content.decode() for url in (URL, f"/admin/cambios/{offices[1].pk}/")]
    done = publisher.post(URL, {"office": shown_in(shown[0])})

    assert len(marked_in(shown[0])) == 1  # whoever puts it off says more than that it is right
    for words in ("Se publicará el 7 de marzo de 2040", "Se retirará el 8 de marzo de 2040", "Abre en &lt;marzo&gt;."):
        assert [page.count(words) for page in shown] == [1, 1], words
    assert "Cambia más que la confirmación" not in shown[0]
    assert [str(one).strip() for one in get_messages(done.wsgi_request)] == [
        "1 oficina confirmada está aprobada y publicada: Unidad A. "
        "1 oficina confirmada está aprobada y se publicará en su fecha: Unidad B."
    ]
    assert needing_confirmation(offices) == [False, True]


def test_offices_are_read_together(offices: list[OfficePage], publisher: Client) -> None:
    user = User.objects.get(username="publica-t")
    with CaptureQueriesContext(connection) as both:
        assert len(confirmations_for(user)) == 2
    offices[1].current_workflow_state.cancel()
    with CaptureQueriesContext(connection) as one:
        assert len(confirmations_for(user)) == 1

    assert len(both) - len(one) <= 1  # its comments


def test_a_national_office_is_not_approved_without_its_effect(world: World, made_offices: list[OfficePage]) -> None:
    above = world.new(
        OrganizationPage, "NAC", "directorio", title="Fiscalía", slug="t-n", organization_kind="PROSECUTOR"
    )
    facts = {"address": "Calle 1", "phones": [block("phone", {"display": "993 313 6550"})]}
    office = world.publish(world.draft_below(above, OfficePage, title="Nacional", slug="t-nacional", **facts))
    draft = anew(office).get_latest_revision_as_object()
    draft.needs_confirmation = False
    draft.save_revision()
    fresh = anew(office)
    fresh.get_workflow().start(fresh, member(world.tenants["NAC"], StaffRole.EDITOR, "edita-n"))
    publisher = browser_of(member(world.tenants["NAC"], StaffRole.PUBLISHER, "publica-n"))

    page = publisher.get(URL).content.decode()
    publisher.post(URL, {"office": [f"{office.pk}-{version_of_draft(office)}"]})

    assert "Nacional" not in page
    assert needing_confirmation([office]) == [True]
