"""The audit log in the administration, and what is written into it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from tenants.audit import append
from tenants.models import AuditEntry, KeyKind, StaffRole, User
from tenants.scope import scope_of_all_tenants
from tenants.services.accounts import deactivate_user
from tenants.services.keys import issue_key, revoke_key
from tests.signed_in import browser_of

from .factories import client_of, member, person, prepared

PASSWORD = "una-frase-larga-1"


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("raiz", "raiz@example.mx", PASSWORD)


def written() -> list[tuple[str, str, str]]:
    connection.check_constraints()
    with scope_of_all_tenants():
        found = AuditEntry.objects.exclude(action__startswith="publishing").order_by("pk")
        return [(entry.tenant.code, entry.action, entry.person_name) for entry in found.select_related("tenant")]


def test_keys_and_accounts_are_in_their_states_log(administrator: User) -> None:
    client = client_of(prepared("TAB"))
    key, _raw = issue_key(client, KeyKind.SECRET, by=administrator)
    revoke_key(key, by=administrator)
    deactivate_user(user=member(prepared("JAL"), StaffRole.EDITOR, "eva"), by=administrator)

    assert written()[-3:] == [
        ("TAB", "tenants.key.issue", "raiz"),
        ("TAB", "tenants.key.revoke", "raiz"),
        ("JAL", "tenants.user.deactivate", "raiz"),
    ]


def test_signing_in_is_in_the_log(administrator: User) -> None:
    answer = Client().post(reverse("wagtailadmin_login"), {"username": "raiz", "password": PASSWORD})

    assert answer.status_code == 302
    assert written()[-1] == ("NAC", "tenants.session.begin", "raiz")
    Client().post(reverse("wagtailadmin_login"), {"username": "raiz", "password": "otra"})
    assert [action for _, action, _ in written()].count("tenants.session.begin") == 1


def test_capitals_in_a_name_keep_nobody_out(administrator: User) -> None:
    answer = Client().post(reverse("wagtailadmin_login"), {"username": "Raiz", "password": PASSWORD})

    assert answer.status_code == 302
    User.objects.create_user("RAIZ", "otra@example.mx", PASSWORD)
    assert Client().post(reverse("wagtailadmin_login"), {"username": "rAiZ", "password": PASSWORD}).status_code == 200


def test_nobody_changes_their_own_address(administrator: User) -> None:
    """It would tell which addresses have accounts, and have links to choose a password sent elsewhere."""
    client = browser_of(administrator)
    form = {"name_email-first_name": "R", "name_email-last_name": "Z", "name_email-email": "otra@example.mx"}

    assert "name_email-email" not in client.get(reverse("wagtailadmin_account")).content.decode()
    client.post(reverse("wagtailadmin_account"), form)

    assert User.objects.get(pk=administrator.pk).email == "raiz@example.mx"


def test_it_is_listed_filtered_and_exported(administrator: User) -> None:
    append(administrator, "tenants.user.invite", tenant_id=28, by=administrator)
    append(administrator, "tenants.session.end", tenant_id=15, by=None, details={"count": 3})
    connection.check_constraints()
    client = browser_of(administrator)

    page = client.get(reverse("audit_log:list")).content.decode()
    assert "Persona invitada" in page or "Usuario invitado" in page
    assert "El propio servicio" in page
    only = client.get(reverse("audit_log:list"), {"tenant": 28}).content.decode()
    assert only.count("raiz") > 0
    assert "El propio servicio" not in only
    exported = client.get(reverse("audit_log:list"), {"export": "csv", "action": "tenants.session.end"})
    lines = exported.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "tenants.session.end" in lines[1]


def test_codes_are_in_words(administrator: User) -> None:
    tabasco = prepared("TAB")
    prepared("JAL")
    numbers = ["emergency: Emergencias 911 (911)", "help_line: Locatel 993 111 2222 (9931112222)"]
    moved = [numbers[0], "help_line: Locatel 993 111 3333 (9931113333)"]
    changed = {"phones": [numbers, moved], "adoption": ["immediate", "reviewed"], "languages": [["es-mx"], []]}
    for action, details in (
        ("tenants.user.role", {"role": "TAB editor → JAL publisher", "sessions": 2}),
        ("tenants.user.role", {"role": "TAB coordinator → administrator", "sessions": 0}),
        ("tenants.user.invite", {"role": "translator"}),
        ("tenants.client.edit", {"scopes": ["content", "scripts"]}),
        ("tenants.settings.change", {"changed": changed}),
    ):
        append(tabasco, action, tenant_id=28, by=administrator, details=details)
    connection.check_constraints()

    page = browser_of(administrator).get(reverse("audit_log:list")).content.decode()

    assert "Tabasco: Edita → Jalisco: Publica" in page
    assert "Tabasco: Coordina → Administración nacional" in page
    assert "Leer contenido, " in page
    assert "Línea de ayuda: Locatel 993 111 2222 (9931112222) → Línea de ayuda: Locatel 993 111 3333" in page
    assert "Emergencias 911" not in page
    assert "es-mx" not in page[page.index("<tbody") :]
    assert 'data-label="Estado">Tabasco</td>' in page
    for code in ("TAB", "immediate", "translator", "editor", "content,"):
        assert f">{code}" not in page[page.index("<tbody") :]
        assert f" {code} " not in page[page.index("<tbody") :]


def test_dates_are_as_people_write_them(administrator: User) -> None:
    append(administrator, "tenants.user.invite", tenant_id=28, by=administrator)
    connection.check_constraints()
    today = timezone.localdate()

    page = browser_of(administrator).get(reverse("audit_log:list")).content.decode()

    assert f"{today.day} de {date_format(today, 'F')} de {today.year} a las " in page


def test_a_formula_in_a_name_stays_a_text_in_the_export(administrator: User) -> None:
    evil = person("=cmd()", tenant=prepared("TAB"))
    append(evil, "tenants.user.invite", tenant_id=28, by=evil)
    connection.check_constraints()

    exported = browser_of(administrator).get(reverse("audit_log:list"), {"export": "csv"})

    assert "'=cmd()" in exported.getvalue().decode()


def test_the_check_says_that_it_is_whole(administrator: User) -> None:
    append(administrator, "tenants.user.invite", tenant_id=28, by=administrator)
    connection.check_constraints()

    page = browser_of(administrator).get(reverse("audit_log:check")).content.decode()

    assert "tal como se escribió" in page
    assert page.count("<tr>") > 32


@pytest.mark.parametrize("role", [StaffRole.EDITOR, StaffRole.PUBLISHER])
def test_who_may_not_see_it_finds_nothing(db: None, role: StaffRole) -> None:
    client = browser_of(member(prepared("TAB"), role, "ana"))

    assert client.get(reverse("audit_log:list")).status_code == 404
    assert client.get(reverse("audit_log:check")).status_code == 404
    assert reverse("audit_log:list") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_odd_filters_are_no_failure(administrator: User) -> None:
    client = browser_of(administrator)

    for query in ({"tenant": "x"}, {"action": "nada"}, {"at_from": "ayer"}, {"p": "999"}, {"person_name": "x" * 500}):
        assert client.get(reverse("audit_log:list"), query).status_code in (200, 404)
