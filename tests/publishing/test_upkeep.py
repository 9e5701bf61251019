"""Verify finds every kind of difference, rebuild heals it, and the outbox hands everything over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from weakref import WeakSet

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from content_models.models import GlossaryTerm, NoticePage
from publishing.errors import TenantInvalid
from publishing.models import ContentItem, Edition, OutboxEntry
from publishing.services import outbox
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import publish_page
from publishing.services.rebuild import rebuild
from publishing.services.verify import verify
from tenants.models import LIBRARY_ID, Tenant, TenantPhone
from tenants.scope import tenant_scope
from tests.world import World


@pytest.fixture
def page(world: World) -> NoticePage:
    """A published notice of the North."""
    return world.new(NoticePage, "XNO", "avisos", title="Uno", slug="aviso", text="<p>.</p>")


@pytest.mark.parametrize(
    ("what", "change", "found"),
    [
        ("a row is missing", lambda rows: rows.delete(), [("missing", "")]),
        ("a path is wrong", lambda rows: rows.update(path="/x/"), [("different", "path")]),
        (
            "a field is wrong",
            lambda rows: rows.update(document={**rows.get().document, "title": "X"}),
            [("different", "document.title")],
        ),
        ("an order is wrong", lambda rows: rows.update(sort_key="x"), [("different", "sort_key")]),
        ("examples are wrong", lambda rows: rows.update(examples=[{}]), [("different", "examples")]),
        ("a page is no more", lambda rows: rows.update(page_id=0), [("missing", ""), ("extra", "")]),
    ],
)
def test_a_difference_is_found_and_healed(
    world: World, page: NoticePage, what: str, change: Callable[[Any], Any], found: list[tuple[str, str]]
) -> None:
    with tenant_scope([world.tenants["XNO"].pk]):
        change(ContentItem.objects.filter(tenant=world.tenants["XNO"], slug="aviso"))

    assert [(one.what, one.field) for one in verify(codes=["XNO"])] == found

    rebuild(codes=["XNO"])

    assert verify(codes=["XNO"]) == []
    assert world.view("XNO").resolve("/avisos/aviso/").item["title"] == "Uno"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda rows: rows.update(edition=7), [("edition", "")]),
        (
            lambda rows: rows.update(document={**rows.get().document, "title": "X"}),
            [("different", "document.title"), ("edition", "")],
        ),
    ],
    ids=["it is not the last edition", "its document is not that of its edition"],
)
def test_the_librarys_history_ends_with_what_is_stored(
    world: World, change: Callable[[Any], Any], found: list[tuple[str, str]]
) -> None:
    page = world.new(NoticePage, "NAC", "avisos", title="Uno", slug="aviso", text="<p>.</p>")
    page.title = "Dos"
    world.publish(page)
    assert world.differences() == []

    with tenant_scope([LIBRARY_ID]):
        change(ContentItem.objects.filter(tenant=LIBRARY_ID, slug="aviso"))

    assert [(one.what, one.field) for one in world.differences()] == found


def test_few_documents_are_compared_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.services.verify.CHUNK", 5)

    def pages(numbers: range, code: str) -> None:
        for number in numbers:
            slug = f"aviso-{code}-{number}".lower()
            world.new(NoticePage, code, "avisos", title=f"Aviso {number}", slug=slug, text="<p>.</p>")

    for code in ("NAC", "XNO"):
        pages(range(4), code)
    few, statements_for_few = _read_by_verify(world)
    for code in ("NAC", "XNO"):
        pages(range(4, 15), code)
    many, statements_for_many = _read_by_verify(world)

    assert (few, many) == (5, 5)
    assert statements_for_many - statements_for_few in (4, 5)  # one for each further chunk of five pages


def _read_by_verify(world: World) -> tuple[int, int]:
    """How many stored documents are in memory at most, and how many statements read what is stored."""
    alive: WeakSet[Model] = WeakSet()
    most = 0

    def count(instance: Model, **_: object) -> None:
        nonlocal most
        if "document" not in instance.get_deferred_fields():
            alive.add(instance)
            most = max(most, len(alive))

    senders = (ContentItem, Edition)
    for sender in senders:
        post_init.connect(count, sender=sender)
    try:
        with CaptureQueriesContext(connection) as asked:
            assert world.differences() == []
    finally:
        for sender in senders:
            post_init.disconnect(count, sender=sender)
    return most, sum('FROM "publishing_' in one["sql"] for one in asked.captured_queries)


def test_rebuilding_what_is_right_changes_nothing(world: World, page: NoticePage) -> None:
    with tenant_scope(Tenant.objects.values_list("pk", flat=True)):
        before = list(ContentItem.objects.order_by("pk").values_list("pk", "version"))
        editions = Edition.objects.count()

        with CaptureQueriesContext(connection) as asked:
            done = rebuild()

        assert (done.written, done.withdrawn) == (0, 0)
        assert done.unchanged == ContentItem.objects.live().count()
        assert len(asked) < done.unchanged / 2, "a page asks for nothing by itself"
        assert list(ContentItem.objects.order_by("pk").values_list("pk", "version")) == before
        assert Edition.objects.count() == editions


def test_a_draft_made_live_behind_the_stores_back_is_found(world: World) -> None:
    draft = world.draft(NoticePage, "XNO", "avisos", title="Uno", slug="aviso", text="<p>.</p>")
    Page.objects.filter(pk=draft.pk).update(live=True)

    assert [one.what for one in world.differences()] == ["missing"]


def test_the_commands_say_what_they_found(world: World, page: NoticePage) -> None:
    def say(act: str) -> str:
        out = StringIO()
        call_command("publishing", act, "--state", "XNO", stdout=out)
        return out.getvalue()

    assert "0" in say("verify")

    with tenant_scope([world.tenants["XNO"].pk]):
        ContentItem.objects.filter(tenant=world.tenants["XNO"], slug="aviso").update(path="/x/")
    with pytest.raises(CommandError) as failure:
        say("verify")
    assert failure.value.returncode == 1

    assert "1" in say("rebuild")
    assert "0" in say("verify")


def test_each_change_is_handed_over_once(world: World, page: NoticePage) -> None:
    seen: list[tuple[str, str]] = []

    def recipient(entries: Any) -> None:
        seen.extend((entry.action, entry.key) for entry in entries)

    outbox.add_recipient(recipient)
    try:
        outbox.deliver()
        seen.clear()
        publish_page(page=page)

        assert outbox.deliver() == 1
        assert outbox.deliver() == 0
    finally:
        outbox._recipients.remove(recipient)
    assert seen == [("published", str(page.translation_key))]


def test_what_nobody_receives_yet_is_not_called_delivered(world: World, page: NoticePage) -> None:
    seen: list[Any] = []
    assert outbox.deliver() == 0

    outbox.add_recipient(seen.extend)
    try:
        outbox.deliver()
    finally:
        outbox._recipients.remove(seen.extend)

    assert str(page.translation_key) in {entry.key for entry in seen}


def test_what_a_recipient_refuses_waits(world: World, page: NoticePage) -> None:
    def recipient(_: Any) -> None:
        raise ConnectionError

    outbox.deliver()
    publish_page(page=page)
    outbox.add_recipient(recipient)
    try:
        with pytest.raises(ConnectionError):
            outbox.deliver()
    finally:
        outbox._recipients.remove(recipient)

    outbox._recipients.append(lambda _: None)
    try:
        assert outbox.deliver() > 0
    finally:
        outbox._recipients.clear()


@pytest.mark.parametrize(("has_recipient", "is_delivered", "left"), [
    (False, False, 0), (False, True, 0), (True, True, 0), (True, False, 1),
])  # fmt: skip
def test_old_entries_are_dropped_unless_somebody_waits_for_them(
    world: World, page: NoticePage, has_recipient: bool, is_delivered: bool, left: int
) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    with tenant_scope([world.tenants["XNO"].pk]):
        mine = OutboxEntry.objects.filter(tenant=world.tenants["XNO"], key=str(page.translation_key))
        assert mine.count() == 1
        mine.update(created_at=long_ago, delivered_at=long_ago if is_delivered else None)
    if has_recipient:
        outbox.add_recipient(lambda _: None)
    try:
        outbox.drop_old()
    finally:
        outbox._recipients.clear()

    with tenant_scope([world.tenants["XNO"].pk]):
        assert mine.count() == left


def test_a_state_cannot_be_changed_into_nonsense(world: World) -> None:
    with pytest.raises(TenantInvalid, match="America/Villahermosa"):
        change_tenant(tenant=world.tenants["XNO"], time_zone="America/Villahermosa")
    with pytest.raises(TenantInvalid):
        change_tenant(tenant=world.tenants["XNO"], phones=[TenantPhone(purpose="help_line", label="", display="")])
    with pytest.raises(TypeError):
        change_tenant(tenant=world.tenants["XNO"], code="XXX")

    assert Tenant.objects.get(code="XNO").time_zone == "America/Mexico_City"


def test_an_office_made_confidential_is_told_urgently(world: World) -> None:
    from content_models.models import OfficePage, OrganizationPage

    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Refugio", slug="refugio", organization_kind="CIVIL_SOCIETY"
    )
    office = world.publish(world.draft_below(organization, OfficePage, title="Casa", slug="casa", address="Calle 1"))
    office.is_confidential = True
    world.publish(office)

    with tenant_scope([world.tenants["XNO"].pk]):
        urgent = OutboxEntry.objects.filter(tenant=world.tenants["XNO"], is_urgent=True)
        assert [entry.key for entry in urgent] == [str(office.translation_key)]


def test_an_edition_for_each_library_publish(world: World) -> None:
    term = world.new(GlossaryTerm, "NAC", "glosario", title="Zeta", slug="prueba-zeta", definition="<p>1</p>")
    term.definition = "<p>2</p>"
    world.publish(term)

    editions = Edition.objects.filter(tenant_id=LIBRARY_ID, key=str(term.translation_key))
    assert [(one.number, one.document["definition"]["ast"][0]["children"][0]["text"]) for one in editions] == [
        (1, "1"),
        (2, "2"),
    ]
