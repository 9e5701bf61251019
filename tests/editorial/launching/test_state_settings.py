"""The settings of a state: its name, addresses, numbers, languages and look."""

from __future__ import annotations

import re
import socket
import time
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from editorial.launching.resolving import WAIT_SECONDS, unresolved_of
from editorial.launching.services import launch
from publishing.services.change_tenant import SETTINGS_CHANGED
from publishing.tenant_trees import homes_of
from tenants.models import AuditEntry, Hostname, Tenant, TenantPhone, TenantStatus, User
from tenants.scope import scope_of_all_tenants
from tests.signed_in import browser_of
from tests.thoroughness import tries

from .screens import url

pytestmark = [pytest.mark.django_db]


def seen(client: Client, name: str) -> str:
    return str(client.get(url(name)).context["seen"])


def phones_form(*phones: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    form: dict[str, Any] = {"phones-TOTAL_FORMS": len(phones), "phones-INITIAL_FORMS": 0}
    for number, (purpose, label, display) in enumerate(phones):
        row = {"purpose": purpose, "label": label, "display": display, "dial": ""}
        form |= {f"phones-{number}-{name}": value for name, value in row.items()}
    return form | more


def test_only_what_changes_is_logged_with_what_it_was_and_is(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
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
    client = browser_of(User.objects.get(username="coordina"))
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
    ][:: tries(5, long=1)],
)
def test_an_address_that_cannot_be_is_refused_and_stays_in_the_form(jalisco: Tenant, typed: str, sentence: str) -> None:
    client = browser_of(User.objects.get(username="coordina"))
    before = list(Hostname.objects.filter(tenant=jalisco).values_list("host", flat=True))

    form = {"hosts": typed, "seen": seen(client, "hosts"), "is_sure": "1"}
    page = client.post(url("hosts"), form).content.decode()

    assert sentence in page
    assert typed in page
    assert list(Hostname.objects.filter(tenant=jalisco).values_list("host", flat=True)) == before


def test_removing_an_address_of_a_draft_is_asked_first_with_what_will_be_saved(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
    form = {"hosts": "https://Justicia.jalisco.gob.mx/", "seen": seen(client, "hosts")}

    page = client.post(url("hosts"), form).content.decode()

    assert "jalisco.localhost deja de ser una dirección del estado. Se guardará: justicia.jalisco.gob.mx." in page
    assert Hostname.objects.get(tenant=jalisco).host == "jalisco.localhost"


def test_errors_stand_at_the_top_with_links_to_their_fields(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
    emergency = ("emergency", "Emergencias", "911")

    form = phones_form(emergency, ("help_line", "Locatel", "33 3030"), seen=seen(client, "phones"))
    page = client.post(url("phones"), form).content.decode()
    summary = page[page.index('role="alert" tabindex="-1" autofocus') : page.index('<form method="post" novalidate')]
    assert '<a href="#id_phones-1-display">33 3030 · ' in summary
    assert "tiene 6 cifras" in summary
    for name in ("hosts", "place", "theme"):
        page = client.post(url(name), {"seen": seen(client, name)}).content.decode()
        assert 'role="alert" tabindex="-1" autofocus' in page
    assert "autofocus" not in client.get(url("hosts")).content.decode()


def test_numbers_stand_in_the_order_that_is_typed(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
    lines = [("emergency", "Emergencias", "911"), ("women", "Una", "33 3030 0001"), ("women", "Otra", "33 3030 0002")]
    places = {"phones-0-ORDER": "1", "phones-1-ORDER": "3", "phones-2-ORDER": "2"}

    answer = client.post(url("phones"), phones_form(*lines, seen=seen(client, "phones")) | places, follow=True)
    shown = client.get(url("phones")).content.decode()

    assert list(TenantPhone.objects.filter(tenant=jalisco).values_list("label", flat=True)) == [
        "Emergencias",
        "Otra",
        "Una",
    ]
    assert "Nadie lo ve todavía" in answer.content.decode()
    known = re.findall(r'name="phones-\d+-row"(?: value="([^"]*)")?', shown)  # by what a browser finds its row again
    assert known == ["emergency 911", "women 3330300002", "women 3330300001", "", ""]


def test_an_address_that_leads_nowhere_is_a_warning(jalisco: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser_of(User.objects.get(username="coordina"))
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
    client = browser_of(User.objects.get(username="coordina"))
    launch(code="JAL")
    form = {"hosts": "justicia.jalisco.gob.mx", "seen": seen(client, "hosts")}

    assert "La ciudadanía usa ahora jalisco.localhost" in client.post(url("hosts"), form).content.decode()
    assert Hostname.objects.get(tenant=jalisco).host == "jalisco.localhost"
    client.post(url("hosts"), {**form, "is_sure": "1"})
    assert Hostname.objects.get(tenant=jalisco).host == "justicia.jalisco.gob.mx"


def test_numbers_are_read_as_people_write_them_and_an_emergency_number_stays(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
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
    ][:: tries(4, long=1)],
)
def test_numbers_that_cannot_be_are_refused(jalisco: Tenant, changed: dict[str, str]) -> None:
    client = browser_of(User.objects.get(username="coordina"))

    help_line = ("help_line", "Locatel", "33 3030 0000")
    form = phones_form(("emergency", "Emergencias", "911"), help_line, seen=seen(client, "phones")) | changed

    before = list(TenantPhone.objects.filter(tenant=jalisco).values_list("purpose", "dial"))
    assert client.post(url("phones"), form).status_code == 200
    assert list(TenantPhone.objects.filter(tenant=jalisco).values_list("purpose", "dial")) == before


def test_no_host_of_another_site_is_an_administrators_to_give_either(jalisco: Tenant, administrator: User) -> None:
    client = browser_of(administrator)
    for host in ("nacional.localhost", "tabasco.localhost", "www.tabasco.localhost", "justicia.tabasco.gob.mx"):
        form = {"hosts": host, "is_sure": "1", "seen": seen(client, "hosts")}
        assert "ya lleva a otro sitio" in client.post(url("hosts"), form).content.decode()
    client.post(url("hosts"), {"hosts": "ayuda.example.org", "seen": seen(client, "hosts"), "is_sure": "1"})

    assert Hostname.objects.get(tenant=jalisco).host == "ayuda.example.org"


def test_a_coordinator_does_not_rename_and_no_state_takes_anothers_name(jalisco: Tenant, administrator: User) -> None:
    other = {"name": "tabasco", "official_name": "Otro", "capital": "Guadalajara", "time_zone": "America/Mexico_City"}
    client, national = browser_of(User.objects.get(username="coordina")), browser_of(administrator)

    assert client.post(url("place"), {**other, "seen": seen(client, "place")}).status_code == 302
    assert Tenant.objects.get(code="JAL").name == "Jalisco"
    names = ("Jalis\u202eco", "Jalisco\u200b", "Jal\r\nisco", "Tabasco\u3164", "Tabasco\ufe0f", "T\u0430basco")
    for name in ("tabasco", *names):
        answer = national.post(url("place"), {**other, "name": name, "seen": seen(national, "place")})
        assert answer.status_code == 200
        assert ("Otro estado se llama así" in answer.content.decode()) is (name == "tabasco")
    assert Tenant.objects.get(code="JAL").name == "Jalisco"


@pytest.mark.parametrize("field", ["name", "official_name"])
@pytest.mark.parametrize("taken", ["Tabásco", "TABASCO.", "estado  libre y soberano de tabasco"][:: tries(2, long=1)])
def test_no_state_takes_what_looks_like_anothers_name_or_official_name(
    jalisco: Tenant, administrator: User, field: str, taken: str
) -> None:
    Tenant.objects.filter(code="TAB").update(official_name="Estado Libre y Soberano de Tabasco")
    client = browser_of(administrator)
    own = {name: getattr(jalisco, name) for name in ("name", "official_name", "capital", "time_zone")}

    answer = client.post(url("place"), {**own, field: taken, "seen": seen(client, "place")})

    assert "Otro estado se llama así" in answer.content.decode()
    assert getattr(Tenant.objects.get(code="JAL"), field) == own[field]


def test_a_logo_that_is_no_image_of_the_states_own_is_refused(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))
    colors = {"primary_color": "#003366", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}

    assert client.post(url("theme"), {**colors, "logo": "abc"}).status_code == 400
    assert client.post(url("theme"), {**colors, "logo": "999999"}).status_code == 200


def test_a_colour_without_contrast_is_refused(jalisco: Tenant) -> None:
    client = browser_of(User.objects.get(username="coordina"))

    pale = {"primary_color": "#ffff00", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}
    assert "contraste" in client.post(url("theme"), pale).content.decode()
    dark = {"primary_color": "#003366", "secondary_color": "#1e5b4f", "seen": seen(client, "theme")}
    assert client.post(url("theme"), dark).status_code == 302

    assert Tenant.objects.get(code="JAL").theme.primary_color == "#003366"


def test_of_two_at_once_the_second_is_told_who_was_first_and_loses_nothing(
    jalisco: Tenant, administrator: User
) -> None:
    first, second = browser_of(User.objects.get(username="coordina")), browser_of(administrator)
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
    client = browser_of(User.objects.get(username="coordina"))
    place = {"name": "Jalisco", "official_name": "Estado de Jalisco", "capital": "Guadalajara"}

    answer = client.post(
        url("place"), {**place, "time_zone": "America/Mexico_City", "go_on": "1", "seen": seen(client, "place")}
    )

    assert answer.headers["Location"] == url("hosts")


def test_a_language_that_is_chosen_gets_a_tree_and_stays_when_it_is_left_out(jalisco: Tenant) -> None:
    jalisco.languages.create(code="en", name="English", position=9)
    client = browser_of(User.objects.get(username="coordina"))

    for chosen in (["en"], [], ["en"]):
        answer = client.post(url("languages"), {"served": chosen, "seen": seen(client, "languages")})
        assert answer.status_code == 302
        served = list(jalisco.languages.filter(is_served=True).values_list("code", flat=True))
        assert served == ["es-mx", *chosen]
        homes = homes_of(Tenant.objects.select_related("root_page").get(code="JAL"))
        assert [home.locale.language_code for home in homes] == ["es-mx", "en"]
    assert client.post(url("languages"), {"served": ["xx"], "seen": seen(client, "languages")}).status_code == 200
    assert client.get(reverse("wagtailadmin_explore", args=[homes[1].pk])).status_code == 200


@pytest.mark.parametrize("name", ["place", "hosts", "phones", "theme", "languages"])
def test_a_form_with_nothing_in_it_is_no_failure(jalisco: Tenant, name: str) -> None:
    client = browser_of(User.objects.get(username="coordina"))

    assert client.post(url(name), {}).status_code in (200, 400, 409)
    assert client.get(url(name)).status_code == 200
