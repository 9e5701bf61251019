"""Holidays and closures of a state: who writes them, who reads them, and that readers notice at once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from content_models.models import OfficePage
from delivery import state_view
from editorial.content_checks.holidays import have_an_office, schedules_can_be_evaluated
from editorial.holidays.services import HolidayInput, holidays_of, remove_holiday, save_holiday
from publishing.errors import HolidayForbidden, HolidayInvalid, HolidayUnknown
from publishing.models import TenantHoliday
from tenants.models import LIBRARY_ID, StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests.delivery.opening import office
from tests.editorial.adapting.test_adapting_view import signed_in
from tests.tenants.factories import member
from tests.world import World

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)
"""A Tuesday, in the middle of an office's hours."""
HOURS = ("Mo-Fr 09:00-15:00", "CLOSED")
FIELDS: dict[str, Any] = {
    "kind": "HOLIDAY",
    "name": "Día de la entidad",
    "starts_on": date(2026, 11, 24),
    "ends_on": date(2026, 11, 24),
    "source": "Periódico Oficial, 1 de enero de 2026",
}
YEAR = datetime.now(UTC).year + 1
"""A year whose days are all to come."""
TYPED = {**FIELDS, "starts_on": f"24/11/{YEAR}", "ends_on": ""}


@pytest.fixture
def publisher(world: World) -> User:
    return member(world.tenants["XNO"], StaffRole.PUBLISHER, "publica")


def saved(world: World, by: User, code: str = "XNO", holiday_id: int | None = None, **fields: Any) -> TenantHoliday:
    given = HolidayInput(**{**FIELDS, **fields})
    holiday = save_holiday(tenant=world.tenants[code], by=by, given=given, holiday_id=holiday_id)
    world.commit()
    return holiday


def stored(world: World) -> list[str]:
    with tenant_scope([tenant.pk for tenant in world.tenants.values()]):
        return list(TenantHoliday.objects.values_list("name", flat=True))


def is_open(world: World, code: str = "XNO", at: datetime = NOON, **fields: Any) -> bool | None:
    return world.view(code).directory.is_open(office(HOURS, **fields), at)


def test_readers_notice_each_change_and_another_state_none(world: World, publisher: User) -> None:
    before = world.view("XNO")
    assert is_open(world) is True

    holiday = saved(world, publisher)
    assert (is_open(world), is_open(world, "XSU")) == (False, True)
    assert is_open(world, origin="LIBRARY") is True

    saved(world, publisher, holiday_id=holiday.pk, starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 25))
    assert is_open(world) is True

    saved(world, publisher, holiday_id=holiday.pk, ends_on=date(2026, 11, 30))
    assert is_open(world) is False

    remove_holiday(tenant=world.tenants["XNO"], by=publisher, holiday_id=holiday.pk)
    world.commit()
    assert is_open(world) is True
    assert before.version != world.view("XNO").version


def test_a_rolled_back_change_leaves_nothing(world: World, publisher: User) -> None:
    view = world.view("XNO")

    with transaction.atomic():
        save_holiday(tenant=world.tenants["XNO"], by=publisher, given=HolidayInput(**FIELDS))
        transaction.set_rollback(True)

    assert world.view("XNO") is view
    assert stored(world) == []


def test_what_is_read_anew_has_the_holidays(world: World, publisher: User) -> None:
    saved(world, publisher)

    state_view.reset()

    assert is_open(world) is False


def test_the_librarys_are_every_states(world: World) -> None:
    national = member(world.tenants["NAC"], StaffRole.PUBLISHER, "nacional")

    saved(world, national, "NAC")

    assert (is_open(world), is_open(world, "XSU"), is_open(world, origin="LIBRARY")) == (False, False, False)


def test_coming_ones_are_in_order_with_those_of_the_law(world: World, publisher: User) -> None:
    saved(world, publisher)

    coming = world.view("XNO").directory.holidays(NOON)

    assert [(one.name, one.is_national) for one in coming[:3]] == [
        ("Día de la entidad", False),
        ("Navidad", True),
        ("Año Nuevo", True),
    ]
    assert [one.name for one in world.view("XSU").directory.holidays(NOON)][:1] == ["Navidad"]


@pytest.mark.parametrize(
    ("case", "fields"),
    [
        ("no source", {"source": "  "}),
        ("a source of one letter", {"source": "x"}),
        ("a source without a letter", {"source": "12345678 / 2026"}),
        ("no name", {"name": ""}),
        ("ends before it starts", {"ends_on": date(2026, 11, 23)}),
        ("lasts for years", {"ends_on": date(2028, 11, 24)}),
        ("no such kind", {"kind": "PARTY"}),
        ("no such office", {"kind": "CLOSURE", "office_key": "x"}),
    ],
)
def test_refuses_what_cannot_be(world: World, publisher: User, case: str, fields: dict[str, Any]) -> None:
    version = world.view("XNO").version

    with pytest.raises(HolidayInvalid):
        saved(world, publisher, **fields)

    assert stored(world) == []
    assert world.view("XNO").version == version


def test_the_same_day_is_entered_once(world: World, publisher: User) -> None:
    saved(world, publisher)

    with translation.override("es-mx"), pytest.raises(HolidayInvalid) as refused:
        saved(world, publisher, name="DÍA DE LA ENTIDAD")

    assert refused.value.message == (
        "«Día de la entidad» del 24/11/2026 ya está en la lista. Cámbialo ahí en vez de agregarlo otra vez."
    )


def test_only_publishers_of_the_state_write(world: World, publisher: User) -> None:
    holiday = saved(world, publisher)
    editor = member(world.tenants["XNO"], StaffRole.EDITOR, "edita")
    foreign = member(world.tenants["XSU"], StaffRole.PUBLISHER, "ajeno")
    mine = world.tenants["XNO"]

    with pytest.raises(HolidayForbidden):
        save_holiday(tenant=mine, by=editor, given=HolidayInput(**FIELDS))
    for act in (
        lambda: save_holiday(tenant=mine, by=foreign, given=HolidayInput(**FIELDS)),
        lambda: remove_holiday(tenant=mine, by=foreign, holiday_id=holiday.pk),
        lambda: holidays_of(tenant=mine, by=foreign),
        lambda: remove_holiday(tenant=world.tenants["XSU"], by=foreign, holiday_id=holiday.pk),
    ):
        with pytest.raises(HolidayUnknown):
            act()

    assert stored(world) == ["Día de la entidad"]


def test_row_level_security_hides_another_states(world: World, publisher: User) -> None:
    saved(world, publisher)
    north, south = world.tenants["XNO"].pk, world.tenants["XSU"].pk

    with tenant_scope([south]):
        assert not TenantHoliday.objects.exists()
        assert TenantHoliday.objects.all().delete()[0] == 0
    with tenant_scope([north]):
        assert TenantHoliday.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'publishing_tenantholiday'"
        )
        assert cursor.fetchone() == (True, True)


def test_the_database_refuses_one_without_a_source(world: World) -> None:
    north = world.tenants["XNO"]

    with pytest.raises(IntegrityError), transaction.atomic(), tenant_scope([north.pk]):
        TenantHoliday.objects.create(tenant=north, **{**FIELDS, "source": " "})


@pytest.mark.parametrize(
    ("who", "listed", "form", "written"),
    [
        ("own editor", 200, 302, False),
        ("own publisher", 200, 200, True),
        ("administrator", 200, 200, True),
        ("national editor", 200, 302, False),
        ("editor of another state", 404, 404, False),
        ("visitor", 302, 302, False),
    ],
)
def test_who_reads_and_writes_on_the_screen(world: World, who: str, listed: int, form: int, written: bool) -> None:
    client = signed_in(world, who)
    adding = reverse("holidays:add", args=["XNO"])

    statuses = [client.get(url).status_code for url in (reverse("holidays:list", args=["XNO"]), adding)]
    client.post(adding, TYPED)

    assert statuses == [listed, form]
    assert (stored(world) == ["Día de la entidad"]) is written


def seen_on(client: Client, address: str) -> str:
    """What the form of one that there is was opened with."""
    found = re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())
    assert found is not None
    return html.unescape(found[1])


def facts(world: World) -> dict[str, str]:
    with tenant_scope([world.tenants["XNO"].pk]):
        return TenantHoliday.objects.get().facts()


def test_of_two_who_change_one_the_second_is_told_what_the_first_changed(world: World) -> None:
    first, second = signed_in(world, "own publisher"), signed_in(world, "administrator")
    first.post(reverse("holidays:add", args=["XNO"]), TYPED)
    with tenant_scope([world.tenants["XNO"].pk]):
        pk = TenantHoliday.objects.get().pk
    change, remove = (reverse(f"holidays:{act}", args=["XNO", pk]) for act in ("change", "remove"))
    opened = {act: seen_on(second, act) for act in (change, remove)}
    first.post(change, {**TYPED, "name": "Día de <Norte>", "seen": seen_on(first, change)})
    before = facts(world)

    own = {**TYPED, "source": "Decreto de 3 de marzo de 2026"}
    for refused in (
        second.post(change, {**own, "seen": opened[change]}),
        second.post(remove, {"seen": opened[remove]}),
    ):
        page = refused.content.decode()
        assert refused.status_code == 200
        assert "Lo que cambió mientras tanto" in page
        assert "Nombre: era «Día de la entidad» y ahora es «Día de &lt;Norte&gt;»." in page
    for seen in ("", "[]", "{", "[" * 100_000, r'{"name": "\ud800"}'):
        assert second.post(change, {**own, "seen": seen}).status_code == 200
    assert facts(world) == before

    shown = second.post(change, {**own, "seen": opened[change]})
    assert shown.context["form"]["source"].value() == own["source"]
    again = {**own, "name": "Día de <Norte>", "seen": shown.context["form"]["seen"].value()}
    assert second.post(change, again).status_code == 302
    assert (facts(world)["name"], facts(world)["source"]) == ("Día de <Norte>", own["source"])


def test_what_is_gone_says_so_and_what_was_typed_can_be_added(world: World) -> None:
    client = signed_in(world, "own publisher")
    client.post(reverse("holidays:add", args=["XNO"]), TYPED)
    with tenant_scope([world.tenants["XNO"].pk]):
        pk = TenantHoliday.objects.get().pk
    change, remove = (reverse(f"holidays:{act}", args=["XNO", pk]) for act in ("change", "remove"))
    seen = seen_on(client, change)
    client.post(remove, {"seen": seen})

    for answer in (client.get(change), client.get(remove), client.post(remove, {"seen": seen})):
        assert answer.status_code == 404
        assert "Ya no está en la lista" in answer.content.decode()
    kept = client.post(change, {**TYPED, "name": "Día nuevo", "seen": seen}).content.decode()

    assert 'value="Día nuevo"' in kept
    assert f'value="24/11/{YEAR}"' in kept
    assert f'action="{reverse("holidays:add", args=["XNO"])}"' in kept
    assert stored(world) == []


def test_a_publisher_adds_changes_and_removes_on_the_screen(world: World) -> None:
    client = signed_in(world, "own publisher")
    client.post(reverse("holidays:add", args=["XNO"]), TYPED)
    with tenant_scope([world.tenants["XNO"].pk]):
        pk = TenantHoliday.objects.get().pk
    change, remove = (reverse(f"holidays:{act}", args=["XNO", pk]) for act in ("change", "remove"))

    assert is_open(world, at=NOON.replace(year=YEAR)) is False
    page = client.get(change).content.decode()
    assert f'value="24/11/{YEAR}"' in page
    refused = client.post(change, {**TYPED, "source": "", "starts_on": "el martes"})
    assert refused.status_code == 200
    moved = {**TYPED, "kind": "CLOSURE", "name": "Mudanza", "ends_on": f"26/11/{YEAR}"}
    client.post(change, {**moved, "seen": seen_on(client, change)})
    listing = client.get(reverse("holidays:list", args=["XNO"])).content.decode()
    assert "Mudanza" in listing
    assert f"24/11/{YEAR} – 26/11/{YEAR}" in listing
    assert client.get(remove).status_code == 200
    client.post(remove, {"seen": seen_on(client, remove)})
    assert stored(world) == []
    assert client.get(change).status_code == 404


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("a day long before", {"starts_on": "01/01/0001"}),
        ("a day long after", {"starts_on": "31/12/9999"}),
        ("a name that nobody sees", {"name": "\u200b"}),
        ("a name that turns the text around", {"name": "Día \u202e de la entidad"}),
    ],
)
def test_what_cannot_be_meant_is_refused_on_the_screen(world: World, what: str, change: dict[str, str]) -> None:
    client = signed_in(world, "own publisher")

    answer = client.post(reverse("holidays:add", args=["XNO"]), {**TYPED, **change})

    assert answer.status_code == 200
    assert stored(world) == []


def typed(day: str, year: int = YEAR, **fields: str) -> dict[str, str]:
    """The form, filled in for a day of a year."""
    return {**TYPED, "starts_on": f"{day}/{year}", **fields}


@pytest.mark.parametrize(
    ("case", "change", "question"),
    [
        ("by law in all states", typed("25/12", name="Navidad"), f"«Navidad» (25/12/{YEAR})"),
        ("another name for a listed day", typed("24/11", name="Fiesta"), f"«Día de la entidad» (24/11/{YEAR})"),
        ("a closure on a listed day", typed("20/11", kind="CLOSURE", ends_on=f"30/11/{YEAR}"), "«Día de la entidad»"),
        ("the library's", typed("02/03", name="Fiesta"), f"«Día nacional» (02/03/{YEAR})"),
        ("past", typed("03/02", YEAR - 2), f"Esto ya pasó: 03/02/{YEAR - 2}."),
    ],
)
def test_unlikely_days_are_asked_about_once(
    world: World, publisher: User, case: str, change: dict[str, str], question: str
) -> None:
    administrator = User.objects.create_superuser("jefa", "jefa@example.mx", "x")
    day = date(YEAR, 11, 24)
    saved(world, publisher, starts_on=day, ends_on=day)
    save_holiday(
        tenant=Tenant.objects.get(pk=LIBRARY_ID),
        by=administrator,
        given=HolidayInput(
            **{**FIELDS, "name": "Día nacional", "starts_on": date(YEAR, 3, 2), "ends_on": date(YEAR, 3, 2)}
        ),
    )
    client, before = signed_in(world, "own publisher"), len(stored(world))
    adding = reverse("holidays:add", args=["XNO"])

    asked = client.post(adding, change)
    page = asked.content.decode()
    assert len(stored(world)) == before
    assert question in page
    assert "Sí, es correcto" in page
    box = asked.context["form"].box_at("starts_on")
    elsewhere = client.post(adding, {**change, "starts_on": f"05/02/{YEAR - 2}", box["answer_name"]: box["answer"]})
    assert elsewhere.status_code == 200  # an answer holds for the days that were shown
    assert client.post(adding, {**change, box["answer_name"]: box["answer"]}).status_code == 302
    assert len(stored(world)) == before + 1

    with tenant_scope([world.tenants["XNO"].pk]):
        pk = TenantHoliday.objects.latest("pk").pk
    changing = reverse("holidays:change", args=["XNO", pk])
    again = client.post(
        changing, {**change, "source": "Periódico Oficial, otra fecha", "seen": seen_on(client, changing)}
    )
    assert again.status_code == 302  # what is stored so is not asked about again


@pytest.mark.parametrize(
    "change",
    [
        typed("24/11"),
        typed("25/12", kind="CLOSURE", name="Vacaciones", ends_on=f"31/12/{YEAR}"),
    ],
)
def test_likely_days_are_not_asked_about(world: World, change: dict[str, str]) -> None:
    signed_in(world, "own publisher").post(reverse("holidays:add", args=["XNO"]), change)

    assert stored(world) == [change["name"]]


@pytest.mark.parametrize(
    ("field", "change", "reason"),
    [
        ("source", {"source": "x"}, "Escribe de dónde sale: el periódico oficial con su fecha"),
        ("ends_on", {"kind": "CLOSURE", "ends_on": f"25/11/{YEAR + 2}"}, "Dura más de un año. Corrige el último día"),
    ],
)
def test_what_to_do_stands_at_the_field(world: World, field: str, change: dict[str, str], reason: str) -> None:
    client = signed_in(world, "own publisher")

    form = client.post(reverse("holidays:add", args=["XNO"]), {**typed("24/11"), **change}).context["form"]

    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(reason)
    assert stored(world) == []


def test_another_states_holiday_is_absent_under_ones_own_code(world: World) -> None:
    administrator = User.objects.create_superuser("jefa", "jefa@example.mx", "x")
    south = saved(world, administrator, "XSU")
    client = signed_in(world, "own publisher")

    for act in ("change", "remove"):
        address = reverse(f"holidays:{act}", args=["XNO", south.pk])
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert stored(world) == ["Día de la entidad"]


def test_a_closure_names_an_office_that_there_is(world: World, publisher: User) -> None:
    page = world.new(OfficePage, "XNO", "directorio", title="Centro", slug="centro", verified=True)
    key = str(page.translation_key)

    saved(world, publisher, kind="CLOSURE", office_key=key)

    assert (is_open(world, key=key), is_open(world)) == (False, True)
    assert list(have_an_office(world.view("XNO"))) == []


def test_the_check_finds_a_closure_of_no_office(world: World) -> None:
    north = world.tenants["XNO"]
    with tenant_scope([LIBRARY_ID, north.pk]):
        TenantHoliday.objects.create(tenant=north, **{**FIELDS, "kind": "CLOSURE", "office_key": "gone"})
    from publishing.services.change_tenant import settings_changed

    settings_changed(tenant=north)

    findings = list(have_an_office(world.view("XNO")))

    assert [(one.code, one.severity, one.tenant) for one in findings] == [("CLOSURE_OF_NO_OFFICE", "error", "XNO")]
    assert list(schedules_can_be_evaluated(world.view("XNO"))) == []


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    state_view.reset()
