"""Setting a state up, launching, suspending and changing it: the screens, the command, and what citizens get."""

from __future__ import annotations

import socket
import time
from io import StringIO
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from content_models.choices import OrganizationKind
from content_models.models import OfficePage, OrganizationPage
from editorial.launching.errors import StateNotReady
from editorial.launching.readiness import missing_of
from editorial.launching.resolving import WAIT_SECONDS, unresolved_of
from editorial.launching.services import launch
from publishing.services.change_tenant import SETTINGS_CHANGED
from publishing.tenant_trees import homes_of
from tenants.edge import HostUnknown, viewer_for_host
from tenants.models import AuditEntry, Hostname, Tenant, TenantPhone, TenantStatus, User
from tenants.models.user import StaffRole
from tenants.scope import scope_of_all_tenants
from tenants.trees import is_below, tree_paths
from tests.tenants.factories import member, prepared
from tests.world import World

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def jalisco() -> Tenant:
    """A prepared state that is not launched, with somebody who publishes."""
    state = prepared("JAL", status=TenantStatus.DRAFT)
    member(state, StaffRole.COORDINATOR, "coordina")
    return state


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("raiz", "raiz@example.mx", "x")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, code: str = "JAL") -> str:
    return reverse(f"states:{name}", args=[code])


def seen(client: Client, name: str) -> str:
    return str(client.get(url(name)).context["seen"])


def codes(tenant: Tenant, *, blocking: bool | None = None) -> set[str]:
    return {one.code for one in missing_of(tenant) if blocking is None or one.is_blocking is blocking}


def phones_form(*phones: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    form: dict[str, Any] = {"phones-TOTAL_FORMS": len(phones), "phones-INITIAL_FORMS": 0}
    for number, (purpose, label, display) in enumerate(phones):
        row = {"purpose": purpose, "label": label, "display": display, "dial": ""}
        form |= {f"phones-{number}-{name}": value for name, value in row.items()}
    return form | more


def test_the_checklist_says_what_keeps_a_state_and_what_it_can_do_without(jalisco: Tenant) -> None:
    assert codes(jalisco, blocking=True) == set()
    assert {"LOCAL_HOST", "UNCONFIRMED_OFFICES"} <= codes(jalisco, blocking=False)

    Hostname.objects.filter(tenant=jalisco).delete()
    TenantPhone.objects.filter(tenant=jalisco).delete()
    User.objects.filter(tenant=jalisco).update(is_active=False)
    assert codes(jalisco, blocking=True) == {"NO_HOST", "NO_EMERGENCY_NUMBER", "NO_PUBLISHER"}


def test_what_is_missing_is_said_by_the_states_status(jalisco: Tenant, administrator: User) -> None:
    client = signed_in(administrator)
    assert "Mejor antes de que lo vea la ciudadanía" in client.get(url("overview")).content.decode()

    launch(code="JAL")
    page = client.get(url("overview")).content.decode()
    assert "Lo que le falta ahora a la ciudadanía" in page
    assert "Mejor antes" not in page
    client.post(url("suspend"))
    assert "Mejor antes de que la ciudadanía lo vuelva a ver" in client.get(url("overview")).content.decode()


def test_hours_in_words_are_hours_and_an_office_that_lacks_is_added(jalisco: Tenant) -> None:
    offices = OfficePage.objects.filter(is_below(tree_paths([jalisco.pk])))
    offices.update(live=True, schedule=[], hours_text="De 9 a 15")
    assert "NO_SERVICE_HOURS" not in codes(jalisco)
    offices.update(hours_text="")
    assert "NO_SERVICE_HOURS" in codes(jalisco)

    offices.update(live=False)
    [found] = [one for one in missing_of(jalisco) if one.code == "NO_DEFENDER"]
    defender = OrganizationPage.objects.filter(
        is_below(tree_paths([jalisco.pk])), organization_kind=OrganizationKind.PUBLIC_DEFENDER
    )
    if defender.filter(numchild__gt=0).exists():
        assert found.step == "Publicar una de sus oficinas"
    defender.update(numchild=0)
    [found] = [one for one in missing_of(jalisco) if one.code == "NO_DEFENDER"]
    first = defender.order_by("path").first()
    add = found.url if first is None else reverse("wagtailadmin_pages:add", args=["content", "officepage", first.pk])
    assert found.url == add
    assert found.step.startswith("Agregar")


def test_a_state_that_lacks_something_is_not_launched_and_told_what(jalisco: Tenant, administrator: User) -> None:
    Hostname.objects.filter(tenant=jalisco).delete()

    with pytest.raises(StateNotReady, match="dirección"):
        launch(code="JAL")
    answer = signed_in(administrator).post(url("launch"), follow=True)

    assert "Nadie puede encontrar el sitio" in answer.content.decode()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def test_an_administrator_launches_suspends_and_launches_again(jalisco: Tenant, administrator: User) -> None:
    client = signed_in(administrator)
    assert "¿Lanzar Jalisco?" in client.get(url("launch")).content.decode()

    client.post(url("launch"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED
    client.post(url("suspend"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.SUSPENDED
    client.post(url("launch"))
    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED

    connection.check_constraints()
    with scope_of_all_tenants():
        acts = list(AuditEntry.objects.filter(tenant=jalisco).order_by("pk").values_list("action", "person_name"))
    assert acts == [
        ("tenants.state.launch", "raiz"),
        ("tenants.state.suspend", "raiz"),
        ("tenants.state.launch", "raiz"),
    ]


def test_citizens_of_a_suspended_state_get_its_numbers(world: World) -> None:
    host = Hostname.objects.get(tenant=world.tenants["XNO"]).host
    citizen = Client(headers={"host": host})
    world.commit()
    assert citizen.get("/").status_code == 200

    signed_in(User.objects.create_superuser("raiz", "raiz@example.mx", "x")).post(url("suspend", "XNO"))
    world.commit()
    answer = citizen.get("/victima/")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    page = answer.content.decode()
    assert "El sitio de Norte está cerrado por ahora" in page
    assert 'href="tel:911"' in page
    with pytest.raises(HostUnknown):
        viewer_for_host(host)


def test_a_suspended_state_is_told_what_it_lacks(jalisco: Tenant, administrator: User) -> None:
    before = codes(jalisco)
    launch(code="JAL")
    signed_in(administrator).post(url("suspend"))

    assert codes(Tenant.objects.get(code="JAL")) == before


def test_only_what_changes_is_logged_with_what_it_was_and_is(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    present = Hostname.objects.get(tenant=jalisco).host
    client.post(url("hosts"), {"hosts": present, "seen": seen(client, "hosts")})
    client.post(url("hosts"), {"hosts": "uno.gob.mx", "seen": seen(client, "hosts"), "is_sure": "1"})

    connection.check_constraints()
    with scope_of_all_tenants():
        found = list(AuditEntry.objects.filter(tenant=jalisco, action=SETTINGS_CHANGED))
    assert [entry.details for entry in found] == [{"changed": {"hosts": [[present], ["uno.gob.mx"]]}}]
    page = client.get(reverse("audit_log:list")).content.decode()
    assert f"direcciones {present} → uno.gob.mx" in page


def test_a_coordinator_changes_the_settings_and_does_not_launch(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    assert client.get(reverse("states:list")).headers["Location"] == url("overview")
    assert "Qué falta" in client.get(url("overview")).content.decode()

    form = {"hosts": "https://Justicia.Jalisco.gob.mx/\n", "seen": seen(client, "hosts"), "is_sure": "1"}
    answer = client.post(url("hosts"), form, follow=True)

    assert "Guardado: justicia.jalisco.gob.mx." in answer.content.decode()
    assert list(Hostname.objects.filter(tenant=jalisco).values_list("host", flat=True)) == ["justicia.jalisco.gob.mx"]
    assert Tenant.objects.select_related("site").get(code="JAL").site.root_url == "https://justicia.jalisco.gob.mx"
    assert client.get(url("launch")).status_code == 404
    assert client.post(url("launch")).status_code == 404
    assert client.get(url("hosts", "TAB")).status_code == 404
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("tabasco.localhost", "no termina en .mx"),
        ("no es un host", "no es el nombre de un sitio"),
        ("10.0.0.1", "no es el nombre de un sitio"),
        ("justicia", "no es el nombre de un sitio"),
        ("", "Este campo"),
        ("a" * 64 + ".gob.mx", "no es el nombre de un sitio"),
        ("http://[::1]/", "no es el nombre de un sitio"),
        ("0x7f.1", "no es el nombre de un sitio"),
        ("gob.mx", "no es el nombre de un sitio"),
        ("http://justicia.jalisco.gob.mx/x", "escribe solo “justicia.jalisco.gob.mx”"),
        ("justicia.jalisco.gob.mx?x=1", "es la dirección de una sola página"),
        ("www.tabasco.localhost", "no termina en .mx"),
        ("justicía.gob.mx", "no termina en .mx"),
        ("github.io", "no termina en .mx"),
        ("tabasco.gob.mx", "ya lleva a otro sitio"),
        ("justicia.tabasco.gob.mx", "ya lleva a otro sitio"),
        ("nacional.localhost", "no termina en .mx"),
        ("mio.gob.mx\nnacional.localhost", "no termina en .mx"),
        ("\n".join(f"s{number}.gob.mx" for number in range(6)), "a lo más 5 direcciones"),
    ],
)
def test_an_address_that_cannot_be_is_refused_and_stays_in_the_form(jalisco: Tenant, typed: str, sentence: str) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    before = list(Hostname.objects.filter(tenant=jalisco).values_list("host", flat=True))

    form = {"hosts": typed, "seen": seen(client, "hosts"), "is_sure": "1"}
    page = client.post(url("hosts"), form).content.decode()

    assert sentence in page
    assert typed in page
    assert list(Hostname.objects.filter(tenant=jalisco).values_list("host", flat=True)) == before


def test_removing_an_address_of_a_draft_is_asked_first_with_what_will_be_saved(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    form = {"hosts": "https://Justicia.jalisco.gob.mx/", "seen": seen(client, "hosts")}

    page = client.post(url("hosts"), form).content.decode()

    assert "jalisco.localhost deja de ser una dirección del estado. Se guardará: justicia.jalisco.gob.mx." in page
    assert Hostname.objects.get(tenant=jalisco).host == "jalisco.localhost"


def test_errors_stand_at_the_top_with_links_to_their_fields(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    emergency = ("emergency", "Emergencias", "911")

    form = phones_form(emergency, ("help_line", "Locatel", "33 3030"), seen=seen(client, "phones"))
    page = client.post(url("phones"), form).content.decode()
    summary = page[page.index('role="alert" tabindex="-1" autofocus') : page.index('<form method="post" novalidate')]
    assert '<a href="#id_phones-1-display">33 3030 · ' in summary
    assert "El número tiene 6 cifras" in summary
    for name in ("hosts", "place", "theme"):
        page = client.post(url(name), {"seen": seen(client, name)}).content.decode()
        assert 'role="alert" tabindex="-1" autofocus' in page
    assert "autofocus" not in client.get(url("hosts")).content.decode()


def test_numbers_stand_in_the_order_that_is_typed(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    lines = [("emergency", "Emergencias", "911"), ("women", "Una", "33 3030 0001"), ("women", "Otra", "33 3030 0002")]
    places = {"phones-0-ORDER": "1", "phones-1-ORDER": "3", "phones-2-ORDER": "2"}

    answer = client.post(url("phones"), phones_form(*lines, seen=seen(client, "phones")) | places, follow=True)

    assert list(TenantPhone.objects.filter(tenant=jalisco).values_list("label", flat=True)) == [
        "Emergencias",
        "Otra",
        "Una",
    ]
    assert "Nadie lo ve todavía" in answer.content.decode()


def test_an_address_that_leads_nowhere_is_a_warning(jalisco: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    assert "todavía no lleva a este servicio" not in client.get(url("overview")).content.decode()
    Hostname.objects.create(tenant=jalisco, host="justicia.invalid")

    page = client.get(url("overview")).content.decode()

    assert "justicia.invalid todavía no lleva a este servicio" in page
    assert "justicia.invalid. CNAME" in page
    assert "justicia.invalid todavía no lleva" in client.get(url("hosts")).content.decode()
    same = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: same)
    assert list(unresolved_of(jalisco)) == []


def test_a_name_server_that_does_not_answer_keeps_nobody_waiting(
    jalisco: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    Hostname.objects.create(tenant=jalisco, host="justicia.invalid")
    hung = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: hung.wait(30) and [])
    began = time.monotonic()

    assert [one.code for one in unresolved_of(jalisco)] == ["UNRESOLVED_HOST"]

    assert time.monotonic() - began < 10 * WAIT_SECONDS
    hung.set()


def test_removing_an_address_that_citizens_use_is_asked_first(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    launch(code="JAL")
    form = {"hosts": "justicia.jalisco.gob.mx", "seen": seen(client, "hosts")}

    assert "La ciudadanía usa ahora jalisco.localhost" in client.post(url("hosts"), form).content.decode()
    assert Hostname.objects.get(tenant=jalisco).host == "jalisco.localhost"
    client.post(url("hosts"), {**form, "is_sure": "1"})
    assert Hostname.objects.get(tenant=jalisco).host == "justicia.jalisco.gob.mx"


def test_who_has_not_accepted_an_invitation_publishes_nothing(jalisco: Tenant) -> None:
    person = User.objects.get(username="coordina")
    person.set_unusable_password()
    person.save()

    assert codes(jalisco, blocking=True) == {"NO_PUBLISHER"}


def test_numbers_are_read_as_people_write_them_and_an_emergency_number_stays(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    emergency = ("emergency", "Emergencias", "911")

    form = phones_form(emergency, ("help_line", "Locatel Jalisco", "33 3030 0000"), seen=seen(client, "phones"))
    assert client.post(url("phones"), form).status_code == 302
    saved = list(TenantPhone.objects.filter(tenant=jalisco).values_list("purpose", "dial"))
    assert saved == [("emergency", "911"), ("help_line", "3330300000")]

    only_help = phones_form(("help_line", "Locatel Jalisco", "33 3030 0000"), seen=seen(client, "phones"))
    assert "Deja el 911" in client.post(url("phones"), only_help).content.decode()
    odd = phones_form(emergency, ("help_line", "Locatel", "llama ya"), seen=seen(client, "phones"))
    assert client.post(url("phones"), odd).status_code == 200
    twice = phones_form(emergency, emergency, seen=seen(client, "phones"))
    assert "dos veces" in client.post(url("phones"), twice).content.decode()
    assert TenantPhone.objects.filter(tenant=jalisco).count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"phones-0-purpose": ""},
        {"phones-0-purpose": "nada"},
        {"phones-0-is_dialled_by_hand": "on", "phones-0-dial": "900 123 4567"},
        {"phones-0-display": "089"},
        {"phones-0-dial": "5555555555"},
        {"phones-0-display": "911\u115f", "phones-0-is_dialled_by_hand": "on", "phones-0-dial": "9931112222"},
        {"phones-0-display": "Llame 911", "phones-0-is_dialled_by_hand": "on", "phones-0-dial": "9931112222"},
        {"phones-1-label": "911", "phones-1-display": "993 111 2225"},
        {"phones-1-display": "+1 900 555 1234"},
        {"phones-1-label": "Ayuda\u202e"},
        {"phones-TOTAL_FORMS": "300"},
    ],
)
def test_numbers_that_cannot_be_are_refused(jalisco: Tenant, changed: dict[str, str]) -> None:
    client = signed_in(User.objects.get(username="coordina"))

    help_line = ("help_line", "Locatel", "33 3030 0000")
    form = phones_form(("emergency", "Emergencias", "911"), help_line, seen=seen(client, "phones")) | changed

    before = list(TenantPhone.objects.filter(tenant=jalisco).values_list("purpose", "dial"))
    assert client.post(url("phones"), form).status_code == 200
    assert list(TenantPhone.objects.filter(tenant=jalisco).values_list("purpose", "dial")) == before


def test_no_host_of_another_site_is_an_administrators_to_give_either(jalisco: Tenant, administrator: User) -> None:
    client = signed_in(administrator)
    for host in ("nacional.localhost", "tabasco.localhost", "www.tabasco.localhost", "justicia.tabasco.gob.mx"):
        form = {"hosts": host, "is_sure": "1", "seen": seen(client, "hosts")}
        assert "ya lleva a otro sitio" in client.post(url("hosts"), form).content.decode()
    client.post(url("hosts"), {"hosts": "ayuda.example.org", "seen": seen(client, "hosts"), "is_sure": "1"})

    assert Hostname.objects.get(tenant=jalisco).host == "ayuda.example.org"


def test_the_people_of_a_suspended_state_work_on(jalisco: Tenant, administrator: User) -> None:
    launch(code="JAL")
    publisher = signed_in(member(jalisco, StaffRole.PUBLISHER, "publica"))
    signed_in(administrator).post(url("suspend"))
    office = OfficePage.objects.filter(is_below(tree_paths([jalisco.pk])), live=True)[0]

    assert publisher.get(reverse("adapting:list", args=["JAL"])).status_code == 200
    assert publisher.get(reverse("wagtailadmin_pages:view_draft", args=[office.pk])).status_code == 200


def test_a_coordinator_does_not_rename_and_no_state_takes_anothers_name(jalisco: Tenant, administrator: User) -> None:
    other = {"name": "tabasco", "official_name": "Otro", "capital": "Guadalajara", "time_zone": "America/Mexico_City"}
    client, national = signed_in(User.objects.get(username="coordina")), signed_in(administrator)

    assert client.post(url("place"), {**other, "seen": seen(client, "place")}).status_code == 302
    assert Tenant.objects.get(code="JAL").name == "Jalisco"
    names = ("Jalis\u202eco", "Jalisco\u200b", "Jal\r\nisco", "Tabasco\u3164", "Tabasco\ufe0f", "T\u0430basco")
    for name in ("tabasco", *names):
        answer = national.post(url("place"), {**other, "name": name, "seen": seen(national, "place")})
        assert answer.status_code == 200
        assert ("Otro estado se llama así" in answer.content.decode()) is (name == "tabasco")
    assert Tenant.objects.get(code="JAL").name == "Jalisco"


@pytest.mark.parametrize("field", ["name", "official_name"])
@pytest.mark.parametrize("taken", ["Tabásco", "TABASCO.", "estado  libre y soberano de tabasco"])
def test_no_state_takes_what_looks_like_anothers_name_or_official_name(
    jalisco: Tenant, administrator: User, field: str, taken: str
) -> None:
    Tenant.objects.filter(code="TAB").update(official_name="Estado Libre y Soberano de Tabasco")
    client = signed_in(administrator)
    own = {name: getattr(jalisco, name) for name in ("name", "official_name", "capital", "time_zone")}

    answer = client.post(url("place"), {**own, field: taken, "seen": seen(client, "place")})

    assert "Otro estado se llama así" in answer.content.decode()
    assert getattr(Tenant.objects.get(code="JAL"), field) == own[field]


def test_a_logo_that_is_no_image_of_the_states_own_is_refused(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    colors = {"primary_color": "#003366", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}

    assert client.post(url("theme"), {**colors, "logo": "abc"}).status_code == 400
    assert client.post(url("theme"), {**colors, "logo": "999999"}).status_code == 200


def test_a_colour_without_contrast_is_refused(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))

    pale = {"primary_color": "#ffff00", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}
    assert "contraste" in client.post(url("theme"), pale).content.decode()
    dark = {"primary_color": "#003366", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}
    assert client.post(url("theme"), dark).status_code == 302

    assert Tenant.objects.get(code="JAL").theme.primary_color == "#003366"


def test_of_two_at_once_the_second_is_told_who_was_first_and_loses_nothing(
    jalisco: Tenant, administrator: User
) -> None:
    first, second = signed_in(User.objects.get(username="coordina")), signed_in(administrator)
    opened = seen(second, "hosts")
    first.post(url("hosts"), {"hosts": "uno.jalisco.gob.mx", "seen": seen(first, "hosts"), "is_sure": "1"})
    connection.check_constraints()

    asked = second.post(url("hosts"), {"hosts": "dos.jalisco.gob.mx", "seen": opened})
    assert asked.context["seen"] == opened
    answer = second.post(url("hosts"), {"hosts": "dos.jalisco.gob.mx", "seen": opened, "is_sure": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "coordina cambió estos ajustes" in page
    assert "dos.jalisco.gob.mx" in page
    assert "uno.jalisco.gob.mx" in page
    second.post(url("hosts"), {"hosts": "dos.jalisco.gob.mx", "seen": answer.context["seen"], "is_sure": "1"})
    assert Hostname.objects.get(tenant=jalisco).host == "dos.jalisco.gob.mx"


def test_saving_goes_on_to_the_next_step(jalisco: Tenant) -> None:
    client = signed_in(User.objects.get(username="coordina"))
    place = {"name": "Jalisco", "official_name": "Estado de Jalisco", "capital": "Guadalajara"}

    answer = client.post(
        url("place"), {**place, "time_zone": "America/Mexico_City", "go_on": "1", "seen": seen(client, "place")}
    )

    assert answer.headers["Location"] == url("hosts")


def test_a_language_that_is_chosen_gets_a_tree_and_stays_when_it_is_left_out(jalisco: Tenant) -> None:
    jalisco.languages.create(code="en", name="English", position=9)
    client = signed_in(User.objects.get(username="coordina"))

    for chosen in (["en"], [], ["en"]):
        answer = client.post(url("languages"), {"served": chosen, "seen": seen(client, "languages")})
        assert answer.status_code == 302
        served = list(jalisco.languages.filter(is_served=True).values_list("code", flat=True))
        assert served == ["es-mx", *chosen]
        homes = homes_of(Tenant.objects.select_related("root_page").get(code="JAL"))
        assert [home.locale.language_code for home in homes] == ["es-mx", "en"]
    assert client.post(url("languages"), {"served": ["xx"], "seen": seen(client, "languages")}).status_code == 200
    assert client.get(reverse("wagtailadmin_explore", args=[homes[1].pk])).status_code == 200


@pytest.mark.parametrize("name", ["overview", "place", "hosts", "phones", "theme", "languages", "launch", "suspend"])
def test_who_only_edits_or_publishes_finds_none_of_it(jalisco: Tenant, name: str) -> None:
    for role in (StaffRole.EDITOR, StaffRole.PUBLISHER):
        client = signed_in(member(jalisco, role, f"otra-{role}"))
        assert client.get(url(name)).status_code == 404
        assert client.post(url(name), {}).status_code == 404


@pytest.mark.parametrize("name", ["place", "hosts", "phones", "theme", "languages"])
def test_a_form_with_nothing_in_it_is_no_failure(jalisco: Tenant, name: str) -> None:
    client = signed_in(User.objects.get(username="coordina"))

    assert client.post(url(name), {}).status_code in (200, 400, 409)
    assert client.get(url(name)).status_code == 200


def test_the_command_launches_and_says_what_is_missing(jalisco: Tenant) -> None:
    out = StringIO()
    call_command("launch_state", "jal", "--host", "justicia.jalisco.gob.mx", stdout=out)

    assert Tenant.objects.get(code="JAL").status == TenantStatus.LAUNCHED
    assert viewer_for_host("justicia.jalisco.gob.mx").tenants == {"JAL": jalisco.pk}
    assert "UNCONFIRMED_OFFICES" in out.getvalue()


def test_the_command_changes_nothing_of_a_state_that_it_refuses(jalisco: Tenant) -> None:
    User.objects.filter(tenant=jalisco).update(is_active=False)

    with pytest.raises(CommandError, match="publica"):
        call_command("launch_state", "JAL", "--host", "justicia.jalisco.gob.mx", stdout=StringIO())

    assert not Hostname.objects.filter(host="justicia.jalisco.gob.mx").exists()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


@pytest.mark.parametrize(
    "arguments", [["QQQ"], ["JAL", "SON", "--host", "a.gob.mx"], ["JAL", "--host", "tabasco.localhost"]]
)
def test_the_command_refuses_what_cannot_be(jalisco: Tenant, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("launch_state", *arguments, stdout=StringIO())
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def test_the_command_only_looks_when_it_is_told_to(jalisco: Tenant) -> None:
    out = StringIO()
    call_command("launch_state", "--all", "--check", stdout=out)

    assert "JAL" in out.getvalue()
    assert Tenant.objects.get(code="JAL").status == TenantStatus.DRAFT


def step(tenant: Tenant, code: str) -> tuple[str, str]:
    [found] = [one for one in missing_of(tenant) if one.code == code]
    return found.step, found.url


def test_the_first_person_is_invited_on_the_way_to_launching(administrator: User) -> None:
    jalisco, client = prepared("JAL", status=TenantStatus.DRAFT), signed_in(administrator)
    label, address = step(jalisco, "NO_PUBLISHER")
    assert label == "Invitar a la primera persona"

    form = client.get(address)
    page = form.content.decode()
    assert "Invitar a una persona a Jalisco" in page
    assert "tenant" not in form.context["form"].fields
    assert form.context["form"].initial["role"] == StaffRole.COORDINATOR
    sent = {"first_name": "Ana", "last_name": "López", "email": "no", "role": "coordinator"}
    refused = client.post(address, sent).content.decode()
    assert "Invitar a una persona a Jalisco" in refused
    assert client.post(address, {**sent, "email": "ana@example.mx"}).headers["Location"] == url("overview")

    label, address = step(jalisco, "NO_PUBLISHER")
    people = client.get(address).content.decode()
    assert label == "Ver la invitación"
    assert "ana@example.mx" in people
    assert "Nadie tiene" not in people
    assert "Personas de Jalisco" in people


def test_the_first_key_is_made_on_the_way_to_launching(jalisco: Tenant, administrator: User) -> None:
    for user in (administrator, User.objects.get(username="coordina")):
        client = signed_in(user)
        label, address = step(jalisco, "NO_KEY")
        assert label == "Crear la primera clave"
        form = client.get(address)
        assert form.status_code == 200
        if user is administrator:
            assert form.context["form"]["owner"].value() == jalisco.pk
            assert f'action="{address}"'.replace("&", "&amp;") in form.content.decode()
            sent = {"name": "Sitio", "owner": jalisco.pk, "tenants": [jalisco.pk], "environment": "production"}
            answer = client.post(address, {**sent, "budget_per_minute": 60000})
            address = answer.headers["Location"]
            continue
        made = client.post(address, {"kind": "pk"}).content.decode()
        assert f'class="button" href="{url("overview")}"' in made
    assert "NO_KEY" not in codes(jalisco)


def test_nobody_is_led_elsewhere_afterwards(jalisco: Tenant, administrator: User) -> None:
    client = signed_in(administrator)
    sent = {"first_name": "Ana", "last_name": "López", "email": "a@example.mx", "tenant": jalisco.pk, "role": "editor"}
    for number, place in enumerate(("https://example.org/", "//example.org/", "x\0", "")):
        address = f"{reverse('people:invite')}?{urlencode({'next': place})}"
        answer = client.post(address, {**sent, "email": f"a{number}@example.mx"})
        assert answer.headers.get("Location", "") in ("", f"{reverse('people:list')}?state=JAL")


def test_a_state_that_lacks_something_has_the_button_with_what_comes_first(
    jalisco: Tenant, administrator: User
) -> None:
    client = signed_in(administrator)
    ready = client.get(url("overview")).content.decode()
    assert f'<a class="button" href="{url("launch")}">Lanzar…</a>' in ready

    Hostname.objects.filter(tenant=jalisco).delete()
    page = client.get(url("overview")).content.decode()

    assert 'disabled aria-describedby="states-first">Lanzar…</button>' in page
    assert '<p id="states-first" class="states-soft">Primero: Nadie puede encontrar el sitio' in page
    assert f'href="{url("launch")}"' not in page


def test_offices_to_confirm_are_listed_of_the_state_alone(jalisco: Tenant, administrator: User) -> None:
    prepared("TAB")
    below = is_below(tree_paths([jalisco.pk]))
    OfficePage.objects.filter(below, pk=OfficePage.objects.filter(below)[0].pk).update(needs_confirmation=True)
    expected = set(OfficePage.objects.filter(below, needs_confirmation=True).values_list("pk", flat=True))
    [address] = [one.url for one in missing_of(jalisco) if one.code == "UNCONFIRMED_OFFICES"]

    for user in (administrator, User.objects.get(username="coordina")):
        client = signed_in(user)
        assert {office.pk for office in client.get(address).context["object_list"]} == expected
    coordinator = signed_in(User.objects.get(username="coordina"))
    offered = coordinator.get(reverse("offices:index")).content.decode()
    assert '<option value="JAL">' in offered
    assert '<option value="TAB">' not in offered
    assert coordinator.get(reverse("offices:index"), {"state": "TAB"}).status_code == 404
    assert coordinator.get(reverse("offices:index"), {"state": "ZZZ"}).status_code == 404
    unknown = signed_in(administrator).get(reverse("offices:index"), {"state": "ZZZ"})
    assert (unknown.status_code, list(unknown.context["object_list"])) == (200, [])
