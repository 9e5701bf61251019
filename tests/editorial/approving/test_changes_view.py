"""What somebody sent for review, old and new, with the decision beside it; and what is said afterwards."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.kinds import ItemKind
from content_models.loaded_versions import version_of_draft
from content_models.models import GlossaryTerm, GuidancePage, NoticePage, OfficePage, OrganizationPage
from editorial.approving.discarding import discarding_of
from editorial.approving.withdrawal_requests import may_ask
from editorial.comparing import ChangeKind, PieceChange
from editorial.offices.fields import hours_typed, stored_hours
from editorial.phone_doubts import doubted_rows
from publishing.services.publish import publish_page
from tenants.models import StaffRole, Tenant, User
from tests.content_models.world import block, item, law
from tests.fakes.tasks import run_tasks
from tests.signed_in import browser_of
from tests.tenants.factories import member
from tests.world import GUIDANCE, World

LIVE, NEW = "<p>Cerrado el lunes.</p>", "<p>Cerrado el martes.</p>"


@pytest.fixture
def people(world: World) -> dict[str, User]:
    """An editor and two publishers of the North, and a publisher of the South."""
    names = {"editor": "Ana López", "publisher": "Luis Pérez", "second": "Eva Ruiz"}
    made = {
        role: member(world.tenants["XNO"], StaffRole.EDITOR if role == "editor" else StaffRole.PUBLISHER, f"{role}-c")
        for role in names
    }
    for role, name in names.items():
        made[role].first_name, _, made[role].last_name = name.partition(" ")
        made[role].save()
    return made | {"foreign": member(world.tenants["XSU"], StaffRole.PUBLISHER, "foreign-c")}


@pytest.fixture
def notice(world: World) -> NoticePage:
    """A published notice of the North, whose next text is a draft."""
    page = world.new(NoticePage, "XNO", "avisos", title="Cierre", slug="c-cierre", text=LIVE)
    draft = page.get_latest_revision_as_object()
    draft.text = NEW
    draft.save_revision(log_action=True)
    return NoticePage.objects.get(pk=page.pk)


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


def changes_url(page: Any) -> str:
    return reverse("approving:changes", args=[page.pk])


def decide(client: Client, page: Any, action: str, **form: Any) -> Any:
    step = fresh(page).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, step.pk])
    return client.post(url, {"next": reverse("wagtailadmin_home"), "revision": version_of_draft(page), **form})


def said(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", " ".join(map(str, get_messages(response.wsgi_request)))).split())


def send(page: Any, by: User) -> None:
    one = fresh(page)
    one.get_workflow().start(one, by)


def test_a_published_office_is_marked_with_its_draft_beside_its_title(world: World, people: dict[str, User]) -> None:
    directory = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="p-fiscalia", organization_kind="PROSECUTOR"
    )
    office = world.publish(world.draft_below(directory, OfficePage, title="Sede A", slug="sede-a"))
    client, url = browser_of(people["publisher"]), reverse("wagtailadmin_pages:edit", args=[office.pk])
    tags = re.compile(r"data-page-status.*?</svg>([^<]*)<", re.DOTALL)

    alone = tags.findall(client.get(url).content.decode())
    draft = fresh(office).get_latest_revision_as_object()
    draft.note = "Otra nota."
    draft.save_revision()
    both = tags.findall(client.get(url).content.decode())

    assert [[tag.strip() for tag in one] for one in (alone, both)] == [["Publicada"], ["Publicada + borrador"]]


def test_the_list_of_offices_says_which_numbers_are_about_to_change(world: World, people: dict[str, User]) -> None:
    above = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="p-fiscalia", organization_kind="PROSECUTOR"
    )
    phones = [block("phone", {"display": "993 313 6550"})]
    for name, changes in (
        ("a", {"phones": [block("phone", {"display": "993 352 2700"})]}),
        ("b", {"note": "Otra nota."}),
        ("c", {}),
    ):
        draft = world.draft_below(above, OfficePage, title=f"Sede {name}", slug=f"sede-{name}", phones=phones)
        office = world.publish(draft).get_latest_revision_as_object()
        for field, value in changes.items():
            setattr(office, field, value)
        office.save_revision()
        if name != "c":
            send(office, people["editor"])

    shown = browser_of(people["editor"]).get(reverse("offices:index")).content.decode()

    cells = re.findall(r'<td class="jpt-telephones">(.*?)</td>', shown, re.DOTALL)
    read = [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]
    assert read == ["993 313 6550 Hay un cambio por aprobar", "993 313 6550", "993 313 6550"]


@pytest.mark.parametrize("seen", ["before it was saved over", "nothing", "as it is"])
def test_only_what_was_read_is_approved_also_where_the_same_revision_was_saved_over(
    notice: NoticePage, people: dict[str, User], seen: str
) -> None:
    draft = fresh(notice).get_latest_revision_as_object()
    draft.title = "Cierre el lunes"
    revision = draft.save_revision(user=people["publisher"])
    send(notice, people["editor"])
    read = version_of_draft(notice)
    if seen == "before it was saved over":
        draft.title = "Cierre el martes"
        draft.save_revision(user=people["publisher"], overwrite_revision=revision)

    decided = decide(browser_of(people["publisher"]), notice, "approve", revision=read if seen != "nothing" else "")

    assert fresh(notice).latest_revision_id == revision.pk
    assert fresh(notice).has_unpublished_changes == (seen != "as it is")
    assert ("Todavía no se decide nada" in said(decided)) == (seen != "as it is")
    assert decided["Location"] == (changes_url(notice) if seen != "as it is" else reverse("wagtailadmin_home"))


def test_who_decides_reads_old_and_new_with_the_decision_beside_them(
    notice: NoticePage, people: dict[str, User]
) -> None:
    send(notice, people["editor"])

    shown = browser_of(people["publisher"]).get(changes_url(notice)).content.decode()

    assert "Ana López envió esto a revisión" in shown
    assert "Cambia 1 parte." in shown
    old, new = re.findall(r'<p class="differences">(.*?)</p>', shown)
    assert ("lunes" in old, "martes" in old, "lunes" in new, "martes" in new) == (True, False, False, True)
    assert ("<del>" in old, "<ins>" in new) == (True, True)
    assert ("Aprobar y publicar" in shown, "Devolver con comentarios" in shown) == (True, True)


def test_doubtful_numbers_in_a_text_are_asked_about_beside_the_difference(
    notice: NoticePage, people: dict[str, User]
) -> None:
    draft = notice.get_latest_revision_as_object()
    draft.text = "<p>Cerrado. Llama al 871 000 0000 o al 844 416 3130.</p>"
    draft.save_revision(log_action=True)
    send(notice, people["editor"])

    shown = browser_of(people["publisher"]).get(changes_url(notice)).content.decode()

    assert "«871 000 0000» parece un número inventado, de ejemplo" in shown
    assert "Ninguna oficina del directorio ni línea de ayuda tiene el número «844 416 3130»" in shown


def test_its_editor_reads_the_same_and_decides_nothing(notice: NoticePage, people: dict[str, User]) -> None:
    send(notice, people["editor"])

    shown = browser_of(people["editor"]).get(changes_url(notice)).content.decode()

    assert "martes" in shown
    assert ("Aprobar y publicar" in shown, "Devolver con comentarios" in shown) == (False, False)


def test_a_new_office_is_read_without_what_nobody_wrote(world: World, people: dict[str, User]) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="f", organization_kind="PROSECUTOR"
    )
    office = world.draft_below(organization, OfficePage, title="Sede Sur", slug="sede-sur", note="Toca el timbre.")

    labels = [row.label for row in browser_of(people["publisher"]).get(changes_url(office)).context["changes"]]

    assert {"Nota", "Institución"} <= set(labels)
    assert not {"Zona horaria", "Orden", "Nombre en la dirección"} & set(labels)


def test_of_what_holds_for_a_page_because_of_those_above_it_that_is_said(world: World, people: dict[str, User]) -> None:
    kind = {"organization_kind": "WOMENS_JUSTICE_CENTER", "is_sensitive": True}
    above = world.new(OrganizationPage, "XNO", "directorio", title="Centro", slug="c-centro", **kind)
    marked = {"A": False, "B": True}
    drafts = [
        world.draft_below(above, OfficePage, title=f"Sede {name}", slug=f"c-{name}", is_sensitive=by_hand)
        for name, by_hand in marked.items()
    ]

    shown = [browser_of(people["publisher"]).get(changes_url(draft)).context["changes"] for draft in drafts]

    said = [row.after for changes in shown for row in changes if row.address == "isSensitive"]
    assert ["institución" in text for text in said] == [True, False]


def test_what_is_doubtful_of_an_office_is_read_with_who_said_that_it_is_correct(
    world: World, people: dict[str, User]
) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="f", organization_kind="PROSECUTOR"
    )
    facts = {"address": "Calle 1", "phones": [block("phone", {"display": "993 313 6550"})]}
    office = world.publish(world.draft_below(organization, OfficePage, title="Sede Sur", slug="sede-sur", **facts))
    draft = fresh(office).get_latest_revision_as_object()
    draft.schedule = json.dumps(stored_hours(hours_typed("lun–mié 20–4"), "UNKNOWN"))
    draft.phones = json.dumps([*draft.phones.get_prep_value(), block("phone", {"display": "993 555 5555"})])
    draft.answered_questions = {
        "PHONE_DOUBTED": {"value": "993 555 5555", "by": "Ana López", "on": "2026-11-30"},
    }
    draft.save_revision()
    client = browser_of(people["publisher"])

    answer = client.get(changes_url(office))
    page = answer.content.decode()

    assert answer.context["found"].problem == ""
    found = {row.label: [(one.by, one.on) for one in row.doubts] for row in answer.context["changes"] if row.doubts}
    assert found == {"Teléfonos": [("Ana López", date(2026, 11, 30))], "Horario": [("", None)]}
    assert answer.context["doubts"] == []
    assert page.count("change--doubted") == 2
    assert "Ana López contestó el 30 de noviembre de 2026: «Sí, es correcto»." in page
    world.publish(draft)
    draft.note = "Toca el timbre."
    draft.save_revision()
    assert "change--doubted" not in client.get(changes_url(office)).content.decode()


def test_an_office_with_a_number_that_another_publishes_is_not_approved_before_that_is_answered(
    world: World, people: dict[str, User]
) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="f", organization_kind="PROSECUTOR"
    )

    def made(title: str, number: str) -> Any:
        facts = {"title": title, "slug": title[-1].lower(), "address": "Calle 1"}
        phones = [block("phone", {"display": number})]
        return world.publish(world.draft_below(organization, OfficePage, **facts, phones=phones))

    office, other = made("Sede A", "993 313 6550"), made("Sede B", "993 313 6551")
    draft = fresh(office).get_latest_revision_as_object()
    draft.phones = json.dumps([block("phone", {"display": "993 313 6552"})])
    draft.save_revision()
    send(office, people["editor"])
    other = fresh(other)
    other.phones = json.dumps([block("phone", {"display": "993 313 6552"})])
    world.publish(other)
    client, revision = browser_of(people["publisher"]), version_of_draft(office)
    bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'publish'])}?id={office.pk}"

    among_many = client.post(bulk, {"seen": client.get(bulk).context["seen"]})
    shown = client.get(changes_url(office))
    page = shown.content.decode()
    refused = decide(client, office, "approve", revision=revision)
    wrong = decide(client, office, "approve", revision=revision, doubts="0" * 32)
    before = str(fresh(office).phones[0].value["display"])
    done = decide(client, office, "approve", revision=revision, doubts=shown.context["seal"])
    after = fresh(office)

    assert "algo de «Sede A» es dudoso" in among_many.content.decode()
    assert "«Sede B»" in page
    assert f'name="doubts" value="{shown.context["seal"]}" required' in page
    assert [answer["Location"] for answer in (refused, wrong)] == [changes_url(office)] * 2
    assert "Todavía no se publica nada" in said(refused)
    assert (before, str(after.phones[0].value["display"])) == ("993 313 6550", "993 313 6552")
    assert "está aprobado y publicado" in said(done)
    [answer] = after.answered_questions.values()
    assert (answer["by"], answer["value"]) == ("Luis Pérez", "993 313 6552 = Sede B")
    assert version_of_draft(after) == revision


def test_the_form_of_a_published_office_says_whose_draft_it_shows_and_what_people_see(
    world: World, people: dict[str, User]
) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="f", organization_kind="PROSECUTOR"
    )
    office = world.publish(world.draft_below(organization, OfficePage, title="Sede Sur", slug="sede-sur"))
    url = reverse("wagtailadmin_pages:edit", args=[office.pk])
    client = browser_of(people["publisher"])
    before = client.get(url).content.decode()
    draft = fresh(office).get_latest_revision_as_object()
    draft.phones = json.dumps([block("phone", {"display": "993 313 6552"})])
    draft.save_revision(user=people["editor"])

    shown = client.get(url).content.decode()

    assert "draft-beside" not in before
    said = shown.partition('id="draft-beside"')[2].partition("</section>")[0]
    assert "Hay un borrador de Ana López con 1 cambio que la gente todavía no ve" in said
    assert ("993 313 6552" in said, f"{changes_url(office)}?discard=1" in said) == (True, True)


def test_to_another_state_it_is_not_there(notice: NoticePage, people: dict[str, User]) -> None:
    client = browser_of(people["foreign"])

    answers = [client.get(reverse("approving:changes", args=[pk])).status_code for pk in (notice.pk, 99999998)]

    assert answers == [404, 404]


def test_approving_says_who_sees_it_where_how_it_is_undone_and_what_waits_next(
    world: World, notice: NoticePage, people: dict[str, User]
) -> None:
    other = world.draft(NoticePage, "XNO", "avisos", title="Mudanza", slug="c-mudanza", text=NEW)
    other.save_revision()
    for page in (notice, other):
        send(page, people["editor"])
    before = notice.live_revision_id

    done = decide(browser_of(people["publisher"]), notice, "approve", revision=version_of_draft(notice))

    text = str(next(iter(get_messages(done.wsgi_request))))
    assert "«Cierre» está aprobado y publicado. La gente de Norte ya lo ve." in said(done)
    assert "/avisos/c-cierre/" in text
    back = reverse("wagtailadmin_pages:revisions_revert", args=[notice.pk, before])
    assert (back in text, changes_url(other) in text) == (True, True)
    assert fresh(notice).text == NEW


def test_going_back_says_what_it_changes_before_it_changes_anything(
    notice: NoticePage, people: dict[str, User]
) -> None:
    client = browser_of(people["publisher"])
    back = reverse("wagtailadmin_pages:revisions_revert", args=[notice.pk, notice.live_revision_id])

    shown = client.get(back)
    page = shown.content.decode()
    saved = client.post(back, form_of(notice, "Cerrado el lunes."))

    assert list(get_messages(shown.wsgi_request)) == []
    assert "Aún no cambia nada" in page
    assert "1 parte cambia si vuelves a ella" in page
    now, then = re.findall(r'<p class="differences">(.*?)</p>', page)
    assert ("martes" in now, "lunes" in then) == (True, True)
    assert said(saved).startswith("El borrador de «Cierre» vuelve a ser la versión del ")
    assert fresh(notice).get_latest_revision_as_object().text == LIVE


@pytest.mark.parametrize(
    ("since", "refusal"),
    [
        ("nothing", ""),
        ("it was sent back", ""),
        ("it says that it ends", ""),
        ("somebody saved it", "Nada se descarta"),
        ("somebody discarded it", "Nada se descarta"),
        ("it was sent", "cancela primero"),
        ("it is planned", "cancela primero"),
        ("it was published", "Nada se descarta"),
        ("somebody locked it", "bloquead"),
    ],
)
def test_an_editor_goes_back_to_what_is_published(
    notice: NoticePage, people: dict[str, User], since: str, refusal: str
) -> None:
    draft = fresh(notice).get_latest_revision_as_object()
    draft.title = "Cierre general"
    draft.expire_at = timezone.now() + timedelta(days=9) if since == "it says that it ends" else None
    draft.save_revision(user=people["second"])
    client = browser_of(people["editor"])
    shown = client.get(f"{changes_url(notice)}?discard=1").content.decode()
    seen = version_of_draft(notice)
    if since == "somebody saved it":
        draft.save_revision(user=people["second"])
    elif since == "somebody discarded it":
        browser_of(people["second"]).post(changes_url(notice), {"discard": "1", "revision": seen})
    elif since == "it was published":
        draft.latest_revision.publish()
    elif since == "somebody locked it":
        Page.objects.filter(pk=notice.pk).update(locked=True, locked_by=people["second"])
    elif since.startswith("it was sent"):
        send(notice, people["editor"])
    elif since == "it is planned":
        draft.latest_revision.approved_go_live_at = timezone.now() + timedelta(days=9)
        draft.latest_revision.save()
    if since == "it was sent back":
        decide(browser_of(people["publisher"]), notice, "reject", comment="Falta la hora.")
    was = fresh(notice)

    done = client.post(changes_url(notice), {"discard": "1", "revision": seen})

    after = fresh(notice)
    assert ("También es de Eva Ruiz." in shown, "Sí, descartar" in shown) == (True, True)
    assert (refusal or "La gente sigue viendo lo que está publicado") in said(done)
    assert (after.latest_revision_id == was.latest_revision_id) == bool(refusal)
    assert (after.live_revision_id, after.title, after.text) == (was.live_revision_id, was.title, was.text)
    if not refusal:
        now = after.get_latest_revision_as_object()
        assert (now.title, now.text, now.expire_at, after.draft_title) == ("Cierre", LIVE, None, "Cierre")
        assert (after.has_unpublished_changes, after.current_workflow_state) == (False, None)
        back = reverse("wagtailadmin_pages:revisions_revert", args=[notice.pk, was.latest_revision_id])
        assert back in " ".join(map(str, get_messages(done.wsgi_request)))
        client.post(back, form_of(was, "Otra vez."))
        assert "Otra vez." in fresh(notice).get_latest_revision_as_object().text


def test_an_editor_asks_to_withdraw_a_notice_and_a_publisher_does_it(
    notice: NoticePage, people: dict[str, User]
) -> None:
    editor, publisher = (browser_of(people[role]) for role in ("editor", "publisher"))
    edit, asking = reverse("wagtailadmin_pages:edit", args=[notice.pk]), f"{changes_url(notice)}?withdraw=1"
    editor.post(changes_url(notice), {"discard": "1", "revision": version_of_draft(notice)})
    offered = [asking in client.get(edit).content.decode() for client in (editor, publisher)]
    begun = editor.get(edit).content.decode()
    assert "¿La gente ya no debe ver esto?" in begun
    shown = editor.get(asking).content.decode()
    form = {"withdraw": "1", "revision": version_of_draft(notice), "review-message": "Ya no aplica."}
    refused = publisher.post(changes_url(notice), form)

    asked = editor.post(changes_url(notice), form)

    assert (offered, "hasta entonces sigue a la vista" in shown) == ([True, False], True)
    assert ("leería lo mismo" in shown, shown.count('name="withdraw"'), "Qué cambia</h" in shown) == (False, 1, False)
    assert (refused.status_code in {302, 403}, "Luis Pérez" in said(asked)) == (True, True)
    assert "Se pidió retirar «Cierre»" in said(asked)
    assert "<strong>se retira</strong>" in editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "¿La gente ya no debe ver esto?" not in editor.get(edit).content.decode()
    assert (fresh(notice).live, fresh(notice).workflow_in_progress) == (True, True)
    assert "Está en revisión" in said(editor.post(changes_url(notice), form | {"revision": version_of_draft(notice)}))
    read = publisher.get(changes_url(notice)).content.decode()
    assert ("Ya no aplica." in read, "Aprobar y retirar" in read) == (True, True)
    decide(publisher, notice, "reject", comment="Todavía vale.")
    returned = editor.get(edit).content.decode()
    assert ("?discard=1" in returned, "?withdraw=1" in returned) == (True, True)
    again = editor.get(asking).content.decode()
    assert 'name="withdraw"' in again
    editor.post(changes_url(notice), form | {"revision": version_of_draft(notice)})
    decide(publisher, notice, "approve")
    assert fresh(notice).text == LIVE
    call_command("publish_scheduled")
    assert not fresh(notice).live


def test_whose_changes_are_not_published_decides_before_a_page_is_withdrawn(
    world: World, notice: NoticePage, people: dict[str, User]
) -> None:
    draft = fresh(notice).get_latest_revision_as_object()
    draft.text = NEW
    draft.save_revision(user=people["second"])
    editor = browser_of(people["editor"])
    shown = editor.get(f"{changes_url(notice)}?withdraw=1").content.decode()

    asked = editor.post(changes_url(notice), {"withdraw": "1", "revision": version_of_draft(notice)})

    name = people["second"].get_full_name()
    assert name in said(asked)
    assert (name in shown.partition("jpt-bar")[2], 'name="withdraw"' in shown) == (True, False)
    assert not may_ask(world.section("XNO", "avisos").specific, people["editor"])  # all notices hang below
    assert fresh(notice).workflow_in_progress is False
    assert fresh(notice).get_latest_revision_as_object().text == NEW


def test_what_somebody_began_and_left_is_offered_where_they_begin_anew(
    world: World, notice: NoticePage, people: dict[str, User]
) -> None:
    by = {"Inventario": "editor", "Mudanza": "publisher", "Vacaciones": "editor"}
    begun = {}
    for title, role in by.items():
        begun[title] = world.draft(NoticePage, "XNO", "avisos", title=title, slug=f"c-{title.lower()}", text=NEW)
        begun[title].save_revision(user=people[role])
    send(begun["Vacaciones"], people["editor"])
    add = reverse("wagtailadmin_pages:add", args=["content", "noticepage", notice.get_parent().pk])

    told = " ".join(map(str, get_messages(browser_of(people["editor"]).get(add).wsgi_request)))

    assert "Empezaste esto antes y no lo terminaste." in told
    assert re.findall(r'href="([^"]*)"', told) == [reverse("wagtailadmin_pages:edit", args=[begun["Inventario"].pk])]


def test_what_has_no_draft_beside_it_is_not_discarded(
    world: World, notice: NoticePage, people: dict[str, User]
) -> None:
    unpublished = world.draft(NoticePage, "XNO", "avisos", title="Mudanza", slug="c-mudanza", text=NEW)
    unpublished.save_revision()
    client = browser_of(people["editor"])

    shown = [client.get(url).content.decode() for url in (changes_url(unpublished), changes_url(notice))]
    answer = client.post(changes_url(unpublished), {"discard": "1", "revision": version_of_draft(unpublished)})
    foreign = browser_of(people["foreign"]).post(
        changes_url(notice), {"discard": "1", "revision": version_of_draft(notice)}
    )

    assert ["Descartar el borrador" in page for page in shown] == [False, True]
    assert ("Nada se descarta" in said(answer), foreign.status_code) == (True, 404)
    assert fresh(notice).has_unpublished_changes


def test_what_was_changed_meanwhile_is_not_decided(notice: NoticePage, people: dict[str, User]) -> None:
    send(notice, people["editor"])
    client, seen = browser_of(people["publisher"]), version_of_draft(notice)
    draft = fresh(notice).get_latest_revision_as_object()
    draft.text = "<p>Cerrado el jueves.</p>"
    draft.save_revision()

    refused = decide(client, notice, "reject", revision=seen, comment="Falta la hora.")
    again = client.get(refused["Location"]).content.decode()

    assert refused["Location"] == changes_url(notice)
    assert "Todavía no se decide nada" in again
    assert "Desde que lo abriste cambió esto: Texto." in again
    assert ("jueves" in again, "Falta la hora.</textarea>" in again) == (True, True)
    assert fresh(notice).current_workflow_task_state.status == "in_progress"


def test_a_comment_on_what_waits_no_more_is_offered_back(notice: NoticePage, people: dict[str, User]) -> None:
    send(notice, people["editor"])
    step = fresh(notice).current_workflow_task_state
    first, second = browser_of(people["publisher"]), browser_of(people["second"])
    url = reverse("wagtailadmin_pages:workflow_action", args=[notice.pk, "reject", step.pk])
    decide(first, notice, "reject", comment="Falta la hora.")

    late = second.post(url, {"comment": "Falta la dirección.", "revision": version_of_draft(notice)})
    fresh(notice).current_workflow_state.resume(people["editor"])
    stale = second.post(url, {"comment": "Falta la dirección.", "revision": version_of_draft(notice)})

    assert "no se envió: «Falta la dirección.»" in said(late)
    assert stale["Location"] == changes_url(notice)
    assert "Falta la dirección.</textarea>" in second.get(changes_url(notice)).content.decode()


def test_sending_says_who_reads_it_and_the_mail_leads_to_the_changes(
    notice: NoticePage, people: dict[str, User], settings: Any
) -> None:
    User.objects.filter(pk=people["publisher"].pk).update(email="luis@example.org")
    comments = streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    form = nested_form_data(
        {
            "title": "Cierre",
            "slug": "c-cierre",
            "order": "0",
            "comments": comments,
            "text": rich_text(NEW),
            "starts_at": "",
            "ends_at": "",
            "severity": "INFO",
        }
    )

    sent = browser_of(people["editor"]).post(
        reverse("wagtailadmin_pages:edit", args=[notice.pk]), form | {"action-submit": "1"}
    )

    assert "«Cierre» se envió a revisión a Luis Pérez y Eva Ruiz." in said(sent)
    assert mail.outbox == []  # the worker sends it
    run_tasks()
    (letter,) = [one for one in mail.outbox if one.to == ["luis@example.org"]]
    assert letter.subject == "Para tu revisión: «Cierre»"
    assert changes_url(notice) in letter.body


@pytest.mark.parametrize(
    ("is_moved", "role", "written"),
    [(False, "publisher", 1), (False, "operator", 0), (True, "publisher", 0)],
    ids=["the same", "another role", "another state"],
)
def test_a_mail_is_not_sent_to_who_has_another_role_or_state_by_then(
    notice: NoticePage, people: dict[str, User], is_moved: bool, role: str, written: int
) -> None:
    publisher = User.objects.filter(pk=people["publisher"].pk)
    publisher.update(email="luis@example.org")
    send(notice, people["editor"])

    publisher.update(role=role, tenant=people["foreign" if is_moved else "publisher"].tenant)
    run_tasks()

    assert len([one for one in mail.outbox if one.to == ["luis@example.org"]]) == written


@pytest.mark.parametrize("address", ["wagtailadmin_home", "reviews:list"])
def test_the_start_page_and_the_reviews_lead_to_the_changes(
    notice: NoticePage, people: dict[str, User], address: str
) -> None:
    send(notice, people["editor"])

    pages = {role: browser_of(people[role]).get(reverse(address)).content.decode() for role in ("publisher", "foreign")}

    assert {role: changes_url(notice) in page for role, page in pages.items()} == {"publisher": True, "foreign": False}


def test_a_national_page_leads_to_its_effect(world: World, people: dict[str, User]) -> None:
    term = world.new(GlossaryTerm, "NAC", "glosario", title="Querella", slug="c-querella", definition="<p>Uno.</p>")
    draft = term.get_latest_revision_as_object()
    draft.definition = "<p>Dos.</p>"
    draft.save_revision(log_action=True)
    send(term, member(world.tenants["NAC"], StaffRole.EDITOR, "national-editor-c"))
    client = browser_of(member(world.tenants["NAC"], StaffRole.PUBLISHER, "national-c"))

    effect = client.get(changes_url(term), follow=True)

    shown = effect.content.decode()
    assert effect.redirect_chain[0][0].startswith(reverse("national:impact", args=[term.pk]))
    assert ("Aprobar y publicar" in shown, "Devolver con comentarios" in shown) == (True, True)


@pytest.mark.parametrize(
    ("status", "is_live", "doubts"),
    [("launched", True, 0), ("launched", False, 1), ("draft", True, 1)],
    ids=["published", "a draft", "of a state in preparation"],
)
def test_the_library_hears_only_of_numbers_that_states_have_published(
    world: World, status: str, is_live: bool, doubts: int
) -> None:
    Tenant.objects.filter(pk=world.tenants["XNO"].pk).update(status=status)
    phones = [block("phone", {"display": "993 204 7719"})]
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="f", organization_kind="PROSECUTOR"
    )
    office = world.draft_below(
        organization, OfficePage, title="Sede Sur", slug="sede-sur", address="Calle 1", phones=phones
    )
    if is_live:
        world.publish(office)
    change = PieceChange("text", "Texto", "", "Llama al 993 204 7719.", ChangeKind.ADDED)

    [row] = doubted_rows([change], ItemKind.TERM, world.tenants["NAC"])

    assert len(row.doubts) == doubts


def form_of(page: Any, text: str, **more: str) -> dict[str, str]:
    """What the form of a notice sends."""
    comments = streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    own = {
        "title": page.draft_title,
        "slug": page.slug,
        "order": "0",
        "severity": "INFO",
        "starts_at": "",
        "ends_at": "",
    }
    return nested_form_data({**own, "severity": "INFO", "text": rich_text(text), "comments": comments}) | more


def test_a_draft_that_says_again_what_is_published_has_nothing_to_publish(
    notice: NoticePage, people: dict[str, User]
) -> None:
    before = fresh(notice).has_unpublished_changes
    draft = notice.get_latest_revision_as_object()
    draft.text = LIVE
    draft.save_revision(user=people["editor"])

    assert (before, fresh(notice).has_unpublished_changes) == (True, False)
    assert "live + draft" not in fresh(notice).status_string
    draft.text = NEW
    draft.save_revision(user=people["editor"])
    assert fresh(notice).has_unpublished_changes


def test_what_says_the_same_as_the_published_page_is_saved_and_not_sent(
    notice: NoticePage, people: dict[str, User]
) -> None:
    client, url = browser_of(people["editor"]), reverse("wagtailadmin_pages:edit", args=[notice.pk])

    sending = {"action-submit": "1", "review-message": "Me lo dijo <la sede>."}
    refused = client.post(url, form_of(notice, LIVE, **sending))

    assert "no hay nada que enviar a revisión" in said(refused)
    assert (fresh(notice).workflow_in_progress, fresh(notice).has_unpublished_changes) == (False, False)
    assert ["Me lo dijo &lt;la sede&gt;.</textarea>" in client.get(url).content.decode() for _ in range(2)] == [
        True,
        False,
    ]
    client.post(url, form_of(notice, NEW, **{"action-submit": "1"}))
    assert fresh(notice).workflow_in_progress


def test_what_keeps_a_form_from_saving_itself_is_named(notice: NoticePage, people: dict[str, User]) -> None:
    client, url = browser_of(people["editor"]), reverse("wagtailadmin_pages:edit", args=[notice.pk])

    refused = client.post(url, form_of(notice, NEW, ends_at="31/13/2027"), headers={"Accept": "application/json"})

    assert refused.status_code == 400
    assert refused.json()["error_message"].startswith("«Hasta»: Esto no es un día y una hora.")


def test_what_the_author_writes_to_the_reviewer_stands_beside_the_changes(
    notice: NoticePage, people: dict[str, User]
) -> None:
    author, reviewer = browser_of(people["editor"]), browser_of(people["publisher"])
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])
    own_form, foreign_form = author.get(url).content.decode(), reviewer.get(url).content.decode()
    sending = {"action-submit": "1", "review-message": "Me lo dijo <la sede>."}
    author.post(url, form_of(notice, "<p>Cerrado el jueves.</p>", **sending))

    shown = [reviewer.get(address).content.decode() for address in (changes_url(notice), url)]

    assert all("Me lo dijo &lt;la sede&gt;." in page for page in shown)
    assert ('name="review-message"' in own_form, 'name="review-message"' in foreign_form) == (True, False)
    decide(reviewer, notice, "reject", comment="Falta la hora.")
    author.post(url, form_of(notice, "<p>Cerrado el jueves a las 3.</p>", **{"action-submit": "1"}))
    assert "Me lo dijo" not in reviewer.get(changes_url(notice)).content.decode()


def test_what_was_decided_stands_on_the_start_page_of_whoever_sent_it(
    notice: NoticePage, people: dict[str, User]
) -> None:
    send(notice, people["editor"])
    decide(browser_of(people["publisher"]), notice, "approve", comment="Gracias, <así>.")

    home = {role: browser_of(people[role]).get(reverse("wagtailadmin_home")).content.decode() for role in people}

    assert "Luis Pérez aprobó y publicó esto" in home["editor"]
    assert "Gracias, &lt;así&gt;." in home["editor"]
    assert not [role for role, page in home.items() if role != "editor" and "aprobó y publicó esto" in page]


@pytest.mark.parametrize(("days", "is_shown"), [(6, True), (8, False)])
def test_what_was_decided_long_ago_is_not_on_the_start_page_any_more(
    notice: NoticePage, people: dict[str, User], days: int, is_shown: bool
) -> None:
    send(notice, people["editor"])
    decide(browser_of(people["publisher"]), notice, "approve")
    TaskState.objects.update(finished_at=timezone.now() - timedelta(days=days))

    home = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()

    assert ("aprobó y publicó esto" in home) is is_shown


def test_the_start_page_credits_only_what_was_decided(notice: NoticePage, people: dict[str, User]) -> None:
    author, reviewer = browser_of(people["editor"]), browser_of(people["publisher"])

    def home() -> str:
        return " ".join(author.get(reverse("wagtailadmin_home")).content.decode().split())

    send(notice, people["editor"])
    fresh(notice).current_workflow_state.cancel(people["publisher"])
    taken_out = home()
    other = fresh(notice).get_latest_revision_as_object()
    other.text = "<p>Cerrado el sábado.</p>"
    other.save_revision(user=people["publisher"]).publish(user=people["publisher"])
    published_later = home()

    assert "Luis Pérez lo quitó de revisión; no está publicado" in taken_out
    assert "aprobó y publicó esto" not in taken_out + published_later
    assert "Luis Pérez lo quitó de revisión; después se publicó otra versión" in published_later
    # Publishing what waits ends its review in the same act.
    draft = fresh(notice).get_latest_revision_as_object()
    draft.text = NEW
    draft.save_revision(user=people["editor"])
    send(notice, people["editor"])
    reviewer.post(reverse("wagtailadmin_pages:edit", args=[notice.pk]), form_of(notice, NEW, **{"action-publish": "1"}))
    assert "Luis Pérez aprobó y publicó esto" in home()
    fresh(notice).unpublish()
    assert 'id="decisions"' not in home()


def ended(notice: NoticePage) -> None:
    draft = fresh(notice).get_latest_revision_as_object()
    draft.ends_at = timezone.now() - timedelta(days=400)
    draft.save_revision()


@pytest.mark.parametrize("act", ["action-submit", "action-publish"])
def test_a_notice_that_is_over_is_neither_sent_nor_published_from_its_form(
    notice: NoticePage, people: dict[str, User], act: str
) -> None:
    client = browser_of(people["editor" if act == "action-submit" else "publisher"])
    url, past = reverse("wagtailadmin_pages:edit", args=[notice.pk]), {"ends_at": "1/12/2025 10:00"}

    refused = client.post(url, form_of(notice, NEW, **past, **{act: "1"}))
    saved = client.post(url, form_of(notice, NEW, **past))

    assert "Ese momento ya pasó: nadie vería el aviso." in refused.content.decode()
    assert saved.status_code == 302
    assert (fresh(notice).current_workflow_state, "lunes" in fresh(notice).text) == (None, True)


@pytest.mark.parametrize(
    "dates",
    [
        {"ends_at": "1/2/2040 10:00", "go_live_at": "2/2/2040 10:00"},
        {"starts_at": "2/2/2040 10:00", "expire_at": "1/2/2040 10:00"},
    ],
    ids=["published after its end", "withdrawn before it begins"],
)
def test_a_notice_that_is_over_before_it_is_seen_is_not_published(
    notice: NoticePage, people: dict[str, User], dates: dict[str, str]
) -> None:
    client = browser_of(people["publisher"])
    url = reverse("wagtailadmin_pages:edit", args=[notice.pk])

    refused = client.post(url, form_of(notice, NEW, **dates, **{"action-publish": "1"}))

    assert "Nadie vería nunca el aviso" in refused.content.decode()
    assert "2 de febrero de 2040" in refused.content.decode()
    assert "lunes" in fresh(notice).text


def test_whoever_approves_a_notice_that_is_over_reads_that_nobody_sees_it(
    notice: NoticePage, people: dict[str, User]
) -> None:
    publisher = browser_of(people["publisher"])
    ended(notice)
    send(notice, people["editor"])

    shown = publisher.get(changes_url(notice)).content.decode()
    done = decide(publisher, notice, "approve")

    assert "Este aviso ya terminó" in shown
    assert "Nadie lo ve: terminó el" in said(done)
    assert "ya lo ve." not in said(done)
    home = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()
    assert "Ya nadie lo ve: terminó el" in home
    assert str(fresh(notice).status_string).startswith("terminó el")


def test_what_was_published_once_and_is_not_now_is_called_withdrawn(world: World, notice: NoticePage) -> None:
    new = world.draft(NoticePage, "XNO", "avisos", title="Nuevo", slug="c-nuevo", text=NEW)
    notice.unpublish()

    assert [str(fresh(page).status_string) for page in (notice, new)] == ["retirada", "borrador"]


@pytest.mark.parametrize("way", ["approving the form", "publishing beside the review", "approving a later version"])
def test_what_was_published_with_changes_is_not_said_to_be_what_was_sent(
    notice: NoticePage, people: dict[str, User], way: str
) -> None:
    author, reviewer = browser_of(people["editor"]), browser_of(people["publisher"])
    url, other = reverse("wagtailadmin_pages:edit", args=[notice.pk]), "<p>Cerrado el sábado.</p>"
    send(notice, people["editor"])
    acts = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    if way == "approving a later version":
        reviewer.post(url, form_of(notice, other))
        decide(reviewer, notice, "approve", revision=version_of_draft(notice))
    else:
        reviewer.post(url, form_of(notice, other, **(acts if way == "approving the form" else {"action-publish": "1"})))
    home = " ".join(author.get(reverse("wagtailadmin_home")).content.decode().split())

    assert "sábado" in fresh(notice).text
    assert "Luis Pérez publicó esto con cambios" in home
    assert "Dice otra cosa que lo que enviaste en: Texto." in home
    assert ("aprobó y publicó esto" in home, "Después se publicó otra versión" in home) == (False, False)


def test_what_was_published_after_what_was_approved_is_said(notice: NoticePage, people: dict[str, User]) -> None:
    reviewer = browser_of(people["publisher"])
    send(notice, people["editor"])
    decide(reviewer, notice, "approve")
    later = form_of(notice, "<p>Cerrado el sábado.</p>", **{"action-publish": "1"})

    reviewer.post(reverse("wagtailadmin_pages:edit", args=[notice.pk]), later)

    home = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()
    assert ("aprobó y publicó esto" in home, "Después se publicó otra versión" in home) == (True, True)


def test_what_is_planned_is_not_said_to_be_published(notice: NoticePage, people: dict[str, User]) -> None:
    planned = fresh(notice).get_latest_revision_as_object()
    planned.go_live_at = timezone.now() + timedelta(days=30)
    planned.save_revision(user=people["editor"])
    send(notice, people["editor"])
    decide(browser_of(people["publisher"]), notice, "approve")

    home = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()
    fresh(notice).latest_revision.__class__.objects.update(approved_go_live_at=None)
    withdrawn = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()

    assert ("Aprobado: se publicará" in home, "aprobó y publicó esto" in home) == (True, False)
    assert ("Aprobado: se publicará" in withdrawn, "aprobó y publicó esto" in withdrawn) == (False, False)


def test_what_is_sent_back_is_no_decision_that_ends_it(notice: NoticePage, people: dict[str, User]) -> None:
    send(notice, people["editor"])
    decide(browser_of(people["publisher"]), notice, "reject", comment="Falta la hora.")

    home = browser_of(people["editor"]).get(reverse("wagtailadmin_home")).content.decode()

    assert ("Falta la hora." in home, "Lo que se decidió" in home) == (True, False)


def test_the_history_says_who_did_what_in_one_word_for_each_act(notice: NoticePage, people: dict[str, User]) -> None:
    send(notice, people["editor"])
    fresh(notice).current_workflow_task_state.reject(user=people["publisher"], comment="Falta la fecha.")
    fresh(notice).current_workflow_state.resume(people["editor"])
    fresh(notice).current_workflow_task_state.approve(user=people["publisher"])
    back = reverse("wagtailadmin_pages:revisions_revert", args=[notice.pk, notice.live_revision_id])
    browser_of(people["second"]).post(back, form_of(notice, "Cerrado el lunes."))
    client = browser_of(people["editor"])

    page = client.get(reverse("wagtailadmin_pages:history", args=[notice.pk])).content.decode()

    table = " ".join(re.sub(r"<[^>]*>", " ", page[page.rindex("<tbody") : page.rindex("</tbody")]).split())
    found = re.findall(
        r"(Volvió a la versión del [^.]*|La publicó|La aprobó|La envió otra vez a revisión|La envió a revisión"
        r"|La devolvió con comentarios|La guardó|La creó)\..*?(Ana López|Luis Pérez|Eva Ruiz|sistema)",
        table,
    )
    assert [(act.partition(" del ")[0], who) for act, who in found][:6] == [
        ("Volvió a la versión", "Eva Ruiz"),
        ("La publicó", "Luis Pérez"),
        ("La aprobó", "Luis Pérez"),
        ("La envió otra vez a revisión", "Ana López"),
        ("La devolvió con comentarios", "Luis Pérez"),
        ("La envió a revisión", "Ana López"),
    ]
    assert "Falta la fecha." in table
    assert re.search(r"(?i)workflow|paso|revertid|editad|usuario|id \d", table) is None
    assert all(f"{word}</th>" in re.sub(r"\s+", "", page) for word in ("Quéhizo", "Quién", "Cuándo"))
    assert ("Volver a esta versión" in page, "Ver qué cambió" in page) == (True, True)


def test_a_deadline_of_before_it_had_a_mark_is_no_change_of_its_page(world: World, people: dict[str, User]) -> None:
    value = {
        "text": "<p>Te avisan.</p>",
        "amount": 48,
        "unit": "HOURS",
        "event": "antes de la cita",
        "legal_references": [item(law("CNPP", "91"))],
    }
    body = json.dumps([block("deadline", {**value, "counts_back": True}, "d1")])
    page = world.new(
        GuidancePage, "XNO", "informacion-local", title="Cita", slug="cita", roles=["VICTIM"], body=body, **GUIDANCE
    )
    page.latest_revision.content["body"] = json.dumps([block("deadline", value, "d1")])
    page.latest_revision.user = people["publisher"]
    page.latest_revision.save()
    page = GuidancePage.objects.get(pk=page.pk)
    latest = page.latest_revision_id

    publish_page(page=page)

    assert GuidancePage.objects.get(pk=page.pk).latest_revision_id == latest
    draft = page.get_latest_revision_as_object()
    assert not draft.differs_from_published()
    draft.title = "Otra cita"
    draft.save_revision(user=people["editor"])
    about = discarding_of(GuidancePage.objects.get(pk=page.pk), people["editor"])
    assert about is not None
    assert about.others == ""
