"""Review in the admin: who reaches it, what each screen says, and what comes of each button."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.users.models import UserProfile

from content_models.models import AdaptationPage, GuidancePage, NoticePage
from publishing.models import ReviewReason, ReviewTask
from publishing.services import adapt
from publishing.services.adapt import OperationInput
from publishing.services.adoption import change_adoption
from tenants.models import Adoption, User
from tenants.scope import tenant_scope
from tenants.services.accounts import StaffRole
from tests.tenants.factories import member

from .conftest import World
from .test_adapting_view import block_ids, paragraph, signed_in, text_url, written
from .test_editorial_acts import GUIDANCE

FIRST, SECOND = "Tienes cuatro días.", "Lleva una identificación."


@pytest.fixture
def page(world: World) -> GuidancePage:
    """A national text with two paragraphs."""
    fields = {"title": "Denunciar", "slug": "p-denunciar", "roles": ["VICTIM"], **GUIDANCE}
    draft = world.draft(GuidancePage, "NAC", "victima", **fields)
    draft.body = [("text", paragraph(FIRST)), ("text", paragraph(SECOND))]
    draft.body = draft.body.get_prep_value()
    return world.publish(draft)


def publisher(world: World, code: str = "XNO") -> User:
    return member(world.tenants[code], StaffRole.PUBLISHER, f"publica-{code}".lower())


def adapted(world: World, page: GuidancePage, by: User, number: int, text: str) -> str:
    """Let the North say something else in one paragraph; return the paragraph's id."""
    address = block_ids(world, page)[number]
    draft = adapt.put_operation(
        tenant=world.tenants["XNO"],
        key=str(page.translation_key),
        locale="es-MX",
        by=by,
        operation=OperationInput("replace", target=address, value=paragraph(text)),
        expected_revision=_revision(world, page, by),
    )
    adapt.publish_adaptation(
        tenant=world.tenants["XNO"],
        key=str(page.translation_key),
        locale="es-MX",
        by=by,
        expected_revision=draft.latest_revision_id,
    )
    world.commit()
    return address


def _revision(world: World, page: GuidancePage, by: User) -> int | None:
    found = adapt.adaptation_for(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=by)
    return None if found is None else found.latest_revision_id


def rewritten(world: World, page: GuidancePage, number: int, text: str) -> None:
    """Let the library say something else in one paragraph."""
    fresh = GuidancePage.objects.get(pk=page.pk)
    stored = fresh.body.get_prep_value()
    stored[number]["value"]["text"] = f"<p>{text}</p>"
    fresh.body = stored
    world.publish(fresh)


def task_of(world: World, reason: ReviewReason, code: str = "XNO") -> ReviewTask:
    with tenant_scope([world.tenants[code].pk]):
        return ReviewTask.objects.get(tenant=world.tenants[code], reason=reason)


@pytest.fixture
def changed(world: World, page: GuidancePage) -> ReviewTask:
    """The North says something else in both paragraphs; the library has rewritten both since."""
    by = publisher(world)
    for number, text in enumerate(("En el Norte, tres días.", "En el Norte, nada.")):
        adapted(world, page, by, number, text)
    rewritten(world, page, 0, "Tienes sesenta días.")
    rewritten(world, page, 1, "Lleva una identificación y una copia.")
    return task_of(world, ReviewReason.CHANGED)


@pytest.fixture
def waiting(world: World, page: GuidancePage) -> ReviewTask:
    """The North reviews first, and the library has rewritten a paragraph."""
    change_adoption(tenant=world.tenants["XNO"], adoption=Adoption.REVIEWED, by=publisher(world))
    rewritten(world, page, 0, "Tienes sesenta días.")
    return task_of(world, ReviewReason.ADOPTION)


def law_task(world: World, code: str, key: str, **fields: Any) -> ReviewTask:
    with tenant_scope([world.tenants[code].pk]):
        return ReviewTask.objects.create(
            tenant=world.tenants[code],
            reason=ReviewReason.LAW,
            key=key,
            locale="es-MX",
            kind="GUIDANCE",
            title="Denunciar",
            details={"law": "CNPP", "article": "187"},
            note="Reforma de noviembre.",
            opened_at=timezone.now(),
            **{"due_on": timezone.localdate() + timedelta(days=30), **fields},
        )


def task_url(task: ReviewTask, act: str = "") -> str:
    return reverse("reviews:act", args=[task.pk, act]) if act else reverse("reviews:task", args=[task.pk])


def fresh(world: World, task: ReviewTask) -> ReviewTask:
    with tenant_scope([task.tenant_id]):
        return ReviewTask.objects.get(pk=task.pk)


def seen(client: Client, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def words_in(content: str) -> str:
    """What is read on a screen, hidden words included."""
    return " ".join(unescape(strip_tags(re.sub("(?=<(?:p|h4|section)[ >])", " ", content))).split())


def paragraphs(world: World, page: GuidancePage, code: str = "XNO") -> list[str]:
    return [block["text"]["plainText"] for block in world.view(code).item(str(page.translation_key))["body"]]


def signed_in_as(by: User) -> Client:
    client = Client()
    client.force_login(by)
    return client


@pytest.mark.parametrize(
    ("who", "listed", "opened", "settings", "decided", "changes_settings"),
    [
        ("own editor", 200, 200, 200, True, False),
        ("own publisher", 200, 200, 200, True, True),
        ("administrator", 200, 200, 200, True, True),
        ("national editor", 200, 200, 200, False, False),
        ("editor of another state", 200, 404, 404, False, False),
        ("visitor", 302, 302, 302, False, False),
    ],
)
def test_who_reads_and_decides_the_reviews_of_a_state(
    world: World,
    changed: ReviewTask,
    who: str,
    listed: int,
    opened: int,
    settings: int,
    decided: bool,
    changes_settings: bool,
) -> None:
    client = signed_in(world, who)
    settings_url = reverse("reviews:settings", args=["XNO"])

    statuses = [client.get(url).status_code for url in (reverse("reviews:list"), task_url(changed), settings_url)]
    client.post(task_url(changed, "keep"), {"address": changed.addresses[0]})
    client.post(settings_url, {"adoption": "reviewed"})

    assert statuses == [listed, opened, settings]
    assert bool(fresh(world, changed).decisions) is decided
    world.tenants["XNO"].refresh_from_db()
    assert (world.tenants["XNO"].adoption == Adoption.REVIEWED) is changes_settings
    assert world.differences() == []


@pytest.mark.parametrize("act", ["keep", "take", "accept", "reviewed", "publish"])
def test_another_states_review_does_not_exist(world: World, changed: ReviewTask, act: str) -> None:
    client = signed_in(world, "editor of another state")
    missing = changed.pk + 1000

    answers = [client.post(reverse("reviews:act", args=[pk, act])) for pk in (changed.pk, missing)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert fresh(world, changed).decisions == []
    assert "Denunciar" not in seen(client, reverse("reviews:list"))
    assert client.get(reverse("reviews:accept_all", args=["XNO"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "shown", "done"),
    [
        ("own editor", 302, False),
        ("own publisher", 200, True),
        ("administrator", 200, True),
        ("national editor", 302, False),
    ],
)
def test_only_publishers_accept_national_editions(
    world: World, page: GuidancePage, waiting: ReviewTask, who: str, shown: int, done: bool
) -> None:
    client = signed_in(world, who)
    accept_all = reverse("reviews:accept_all", args=["XNO"])

    opened = client.get(accept_all).status_code
    client.post(task_url(waiting, "accept"), {"to_number": str(waiting.to_number)})

    # Wagtail sends people who may not back to the start page.
    assert opened == shown
    assert (paragraphs(world, page)[0] == "Tienes sesenta días.") is done
    assert (fresh(world, waiting).outcome == "accepted") is done
    assert world.differences() == []


def test_the_list_says_why_and_by_when_with_urgent_and_overdue_reviews_first(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    key = str(page.translation_key)
    yesterday = timezone.localdate() - timedelta(days=1)
    overdue = law_task(world, "XNO", key, due_on=yesterday)
    urgent = law_task(world, "XNO", "00000000-0000-4000-8000-000000000001", is_urgent=True)

    content = seen(in_english(signed_in(world, "own editor")), reverse("reviews:list"))

    places = [content.index(f'href="{task_url(task)}"') for task in (overdue, urgent, changed)]
    assert places == sorted(places)
    assert "It was due on" in content
    assert "1 day ago" in content
    assert "The national text changed in 2 parts that Norte had changed." in content
    assert "A law that this text cites has changed: CNPP art. 187." in content
    assert "Reviews (3)" in content


def test_the_list_is_narrowed_by_reason(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    law = law_task(world, "XNO", str(page.translation_key))
    client = signed_in(world, "own editor")

    content = seen(client, reverse("reviews:list"), reason="law")

    assert task_url(law) in content
    assert f'href="{task_url(changed)}"' not in content


def test_the_librarys_people_see_all_states_and_choose_one(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    own, of_south = (law_task(world, code, str(page.translation_key)) for code in ("NAC", "XSU"))
    client = signed_in(world, "national editor")

    everything = seen(client, reverse("reviews:list"))
    south = seen(client, reverse("reviews:list"), state="XSU")

    assert all(f'href="{task_url(task)}"' in everything for task in (changed, own, of_south))
    assert [f'href="{task_url(task)}"' in south for task in (changed, own, of_south)] == [False, False, True]


def test_an_empty_list_says_that_nothing_is_to_be_done(world: World, page: GuidancePage) -> None:
    client = in_english(signed_in(world, "own editor"))

    waiting = seen(client, reverse("reviews:list"))
    history = seen(client, reverse("reviews:history"))
    start = seen(client, reverse("wagtailadmin_home"))

    assert "There is nothing to decide." in waiting
    assert "Nothing has been decided yet." in history
    assert "No national change waits for a decision." in start


def test_a_changed_piece_is_shown_three_times_with_the_differences_in_words(world: World, changed: ReviewTask) -> None:
    content = seen(in_english(signed_in(world, "own editor")), task_url(changed))
    said = words_in(content)

    assert "How the national text was when it was adapted Tienes cuatro días." in said
    assert "What the national text says now Tienes (removed: cuatro días.) (added: sesenta días.)" in said
    assert "The text of Norte En el Norte, tres días." in said
    assert "Keep everything of ours" in said


def test_a_publisher_keeps_one_piece_and_takes_the_other(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")

    client.post(task_url(changed, "keep"), {"address": changed.addresses[0]})
    between = fresh(world, changed)
    last = client.post(task_url(changed, "take"), {"address": changed.addresses[1]})

    assert (between.outcome, between.addresses) == ("", [changed.addresses[1]])
    assert last.headers["Location"] == reverse("reviews:list")
    assert paragraphs(world, page) == ["En el Norte, tres días.", "Lleva una identificación y una copia."]
    assert paragraphs(world, page, "XSU")[0] == "Tienes sesenta días."
    assert fresh(world, changed).outcome == "taken"
    history = seen(in_english(client), reverse("reviews:history"))
    assert "Own text kept" in history
    assert "own-publisher" in history
    assert world.differences() == []


@pytest.mark.parametrize(
    ("act", "read", "outcome"),
    [
        ("keep", ["En el Norte, tres días.", "En el Norte, nada."], "kept"),
        ("take", ["Tienes sesenta días.", "Lleva una identificación y una copia."], "taken"),
    ],
)
def test_all_pieces_are_decided_at_once(
    world: World, page: GuidancePage, changed: ReviewTask, act: str, read: list[str], outcome: str
) -> None:
    signed_in(world, "own publisher").post(task_url(changed, act))

    assert paragraphs(world, page) == read
    assert fresh(world, changed).outcome == outcome
    assert world.differences() == []


def test_an_editors_decisions_wait_in_the_draft_until_a_publisher_publishes_them(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    editor, by = in_english(signed_in(world, "own editor")), in_english(signed_in(world, "own publisher"))

    editor.post(task_url(changed, "take"))
    read = paragraphs(world, page)
    listed, shown = seen(by, reverse("reviews:list")), seen(by, task_url(changed))
    revision = AdaptationPage.objects.get(adapts_key=str(page.translation_key)).latest_revision_id
    by.post(task_url(changed, "publish"), {"revision": str(revision)})

    assert read == ["En el Norte, tres días.", "En el Norte, nada."]
    assert "Decided: to be published" in listed
    assert "Publish the draft" in shown
    assert "Publish the draft" not in seen(editor, reverse("reviews:history"))
    assert paragraphs(world, page) == ["Tienes sesenta días.", "Lleva una identificación y una copia."]
    assert fresh(world, changed).outcome == "taken"
    assert world.differences() == []


def test_editing_opens_the_piece_s_form_and_leads_back(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")
    address = changed.addresses[0]
    form = unescape(re.findall(r'href="([^"]*/piece/[^"]*)"', seen(client, task_url(changed)))[0])

    saved = client.post(form, written(page, "En el Norte, sesenta días."))
    client.post(task_url(changed, "keep"), {"address": changed.addresses[1]})
    waits = fresh(world, changed)
    shown = seen(in_english(client), task_url(changed))

    assert saved.headers["Location"] == f"{task_url(changed)}#piece-{address}"
    assert waits.outcome == ""
    assert "Own text edited · to be published" in words_in(shown)
    assert paragraphs(world, page)[0] == "En el Norte, tres días."


def test_a_form_leads_back_to_no_other_site(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    client = signed_in(world, "own publisher")
    form = f"{text_url(page, 'piece')}?address={changed.addresses[0]}&next=https://example.com/"

    saved = client.post(form, written(page, "En el Norte, sesenta días."))

    assert saved.headers["Location"].startswith(text_url(page))


def test_what_changed_while_somebody_was_reading_is_not_decided(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own publisher"))
    seen_edition = {"edition": str(changed.to_number), "address": changed.addresses[0]}
    rewritten(world, page, 0, "Tienes noventa días.")

    answer = client.post(task_url(changed, "take"), seen_edition, follow=True)

    assert "has changed again while you were reading" in answer.content.decode()
    assert fresh(world, changed).decisions == []
    assert paragraphs(world, page)[0] == "En el Norte, tres días."


def test_a_new_edition_is_shown_beside_what_the_state_shows(world: World, waiting: ReviewTask) -> None:
    said = words_in(seen(in_english(signed_in(world, "own publisher")), task_url(waiting)))

    assert "What Norte shows Tienes cuatro días." in said
    assert "What the new national edition says Tienes (removed: cuatro días.) (added: sesenta días.)" in said
    assert "Accept the new edition" in said


def test_how_a_new_edition_would_read_is_seen_before_it_is_accepted(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    content = seen(signed_in(world, "own editor"), reverse("reviews:preview", args=[waiting.pk]))

    assert "Tienes sesenta días." in content
    assert paragraphs(world, page)[0] == FIRST


def test_accepting_an_edition_that_is_no_longer_the_newest_is_refused(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = signed_in(world, "own publisher")
    rewritten(world, page, 0, "Tienes noventa días.")

    client.post(task_url(waiting, "accept"), {"to_number": str(waiting.to_number)})

    assert paragraphs(world, page)[0] == FIRST
    assert fresh(world, waiting).outcome == ""


def test_all_editions_are_accepted_after_they_have_been_named(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = signed_in(world, "own publisher")
    address = reverse("reviews:accept_all", args=["XNO"])

    listed, asked = seen(client, reverse("reviews:list")), seen(client, address)
    before = paragraphs(world, page)[0]
    client.post(address)

    assert address in listed
    assert "Denunciar" in asked
    assert before == FIRST
    assert paragraphs(world, page)[0] == "Tienes sesenta días."
    assert address not in seen(client, reverse("reviews:list"))
    assert world.differences() == []


def test_going_back_to_at_once_names_what_will_be_adopted_and_asks(
    world: World, page: GuidancePage, waiting: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own publisher"))
    address = reverse("reviews:settings", args=["XNO"])

    asked = client.post(address, {"adoption": "immediate"}).content.decode()
    before = paragraphs(world, page)[0]
    client.post(address, {"adoption": "immediate", "confirm": "1"})

    assert "1 national text that nobody has accepted yet will be shown in Norte at once:" in asked
    assert "Denunciar" in asked
    assert before == FIRST
    assert paragraphs(world, page)[0] == "Tienes sesenta días."
    assert world.differences() == []


def test_neither_of_the_two_choices_is_refused(world: World, page: GuidancePage) -> None:
    client = in_english(signed_in(world, "own publisher"))

    answer = client.post(reverse("reviews:settings", args=["XNO"]), {"adoption": "sometimes"})

    assert "Choose one of the two." in answer.content.decode()
    world.tenants["XNO"].refresh_from_db()
    assert world.tenants["XNO"].adoption == Adoption.IMMEDIATE


def test_a_law_is_shown_where_the_text_cites_it_and_the_review_is_done_with_a_note(world: World) -> None:
    cited = paragraph(FIRST) | {
        "legal_references": [{"text": "CNPP art. 187", "law": "CNPP", "article": "187", "verified": True}]
    }
    draft = world.draft(GuidancePage, "NAC", "victima", title="Acuerdo", slug="p-acuerdo", roles=["VICTIM"], **GUIDANCE)
    draft.body = [("text", cited)]
    draft.body = draft.body.get_prep_value()
    text = world.publish(draft)
    task = law_task(world, "XNO", str(text.translation_key))
    client = in_english(signed_in(world, "own editor"))

    said = words_in(seen(client, task_url(task)))
    client.post(task_url(task, "reviewed"), {"note": "Sin cambios."})
    closed = fresh(world, task)

    assert "Reforma de noviembre." in said
    assert "Where this text cites CNPP art. 187" in said
    assert "Tienes cuatro días.”: CNPP art. 187" in said
    assert (closed.outcome, closed.closed_by.username) == ("reviewed", "own-editor")
    assert "Sin cambios." in closed.note
    assert "Sin cambios." in seen(client, reverse("reviews:history"))


def test_a_note_is_not_lost_when_somebody_else_was_faster(world: World, page: GuidancePage) -> None:
    task = law_task(world, "XNO", str(page.translation_key))
    signed_in(world, "own publisher").post(task_url(task, "reviewed"), {"note": "Hecho."})

    answer = in_english(signed_in(world, "own editor")).post(task_url(task, "reviewed"), {"note": "Lo mío, largo."})

    assert answer.status_code == 200
    assert "has been closed meanwhile" in answer.content.decode()
    assert "Lo mío, largo." in answer.content.decode()
    assert fresh(world, task).note == "Reforma de noviembre.\nHecho."


def test_pages_that_met_are_told_with_the_ways_out(world: World) -> None:
    notice = {"text": "<p>Cerrado.</p>", "severity": "INFO", "starts_at": timezone.now()}
    own = world.new(NoticePage, "XNO", "avisos", title="Cierre en el Norte", slug="cierre", **notice)
    world.new(NoticePage, "NAC", "avisos", title="Cierre nacional", slug="cierre", **notice)
    task = task_of(world, ReviewReason.PATH)
    client = in_english(signed_in(world, "own editor"))

    said = seen(client, task_url(task))
    client.post(task_url(task, "reviewed"), {"note": ""})

    assert "which is that of “Cierre en el Norte” of Norte." in said
    assert reverse("wagtailadmin_pages:edit", args=[own.pk]) in said
    assert fresh(world, task).outcome == "reviewed"


def test_a_closed_review_stays_readable_and_offers_nothing(world: World, changed: ReviewTask) -> None:
    client = in_english(signed_in(world, "own publisher"))
    client.post(task_url(changed, "keep"))

    content = seen(client, task_url(changed))

    assert "This review is closed." in content
    assert "Citizens still read your text." not in content
    assert "Own text kept" in content
    assert task_url(changed, "keep") not in content


def test_the_workbench_and_the_start_page_lead_to_an_open_review(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own editor"))

    bench, start = seen(client, text_url(page)), seen(client, reverse("wagtailadmin_home"))

    assert "This text has an open review" in bench
    assert task_url(changed) in bench
    assert "Texts to review" in start
    assert task_url(changed) in start


def test_lists_ask_as_many_statements_for_many_reviews_as_for_one(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    addresses = [reverse("reviews:list"), reverse("reviews:history"), reverse("wagtailadmin_home")]
    law_task(world, "XNO", str(page.translation_key))
    few = [statements(client, address) for address in addresses]

    for number in range(30):
        law_task(world, "XNO", f"00000000-0000-4000-8000-{number:012}")
    many = [statements(client, address) for address in addresses]

    assert many == few


def statements(client: Client, address: str) -> int:
    client.get(address)  # what is read once a process is not counted
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def in_english(client: Client) -> Client:
    """Let the admin speak the language of the source to whoever signed in, so that sentences can be compared."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "en"})
    return client
