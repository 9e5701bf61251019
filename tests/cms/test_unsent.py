"""What people see whose form was sent with a sign-in that had ended or was renewed: what they typed is kept."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from publishing.models import TenantHoliday
from tenants.models import StaffRole, Tenant, TenantStatus, User
from tenants.scope import tenant_scope
from tests.tenants.factories import member, prepared

TYPED = {
    "kind": "HOLIDAY",
    "name": "Día de <Tabasco> & «más»",
    "starts_on": "27/02/2031",
    "source": "Periódico Oficial del Estado, de 12 de enero de 2027",
    "comment": "Dos\r\nrenglones y «más»",
}
SAME_ORIGIN = {"origin": "http://testserver"}
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture
def tabasco(db: None) -> Tenant:
    """A launched state."""
    return prepared("TAB", status=TenantStatus.LAUNCHED)


@pytest.fixture
def publisher(tabasco: Tenant) -> User:
    """Somebody who publishes for it."""
    return member(tabasco, StaffRole.PUBLISHER, "ana")


def browser(user: User | None) -> Client:
    """A browser that checks forms as production does, in which somebody has signed in."""
    client = Client(enforce_csrf_checks=True)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def offered(answer: Any) -> dict[str, str]:
    """Return the fields of the form that the page offers to send again."""
    return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(answer.content.decode())}


def stored(person: User) -> list[str]:
    """Return the names of the holidays of somebody's state."""
    assert person.tenant_id is not None
    with tenant_scope([person.tenant_id]):
        return list(TenantHoliday.objects.values_list("name", flat=True))


def address() -> str:
    return reverse("holidays:add", args=["TAB"])


def test_a_form_of_an_older_sign_in_is_offered_again_and_saved(publisher: User) -> None:
    client = browser(publisher)
    client.get(address())
    refused = client.post(address(), {**TYPED, "csrfmiddlewaretoken": "x" * 64}, headers=SAME_ORIGIN)
    fields = offered(refused)

    assert refused.status_code == 403
    assert "No se guardó nada" in refused.content.decode()
    assert "CSRF" not in re.sub(r"csrfmiddlewaretoken", "", refused.content.decode())
    assert {name: fields[name] for name in TYPED} == TYPED
    assert "default-src 'none'" in refused["Content-Security-Policy"]
    assert "form-action 'self'" in refused["Content-Security-Policy"]
    assert refused["Referrer-Policy"] == "same-origin"
    assert "no-store" in refused["Cache-Control"]
    assert stored(publisher) == []

    sent = client.post(address(), fields, headers=SAME_ORIGIN)

    assert sent.status_code == 302
    assert stored(publisher) == [TYPED["name"]]


def test_what_was_typed_can_be_copied_without_what_forms_keep_for_themselves(publisher: User) -> None:
    sent = {
        "body": '{"blocks": [{"text": "Un texto con formato"}], "entityMap": {}}',
        "seen": '{"kind": "HOLIDAY", "name": "Otro"}',
        "name": "{ no es JSON",
        "csrfmiddlewaretoken": "x",
    }

    page = browser(publisher).post(address(), sent, headers=SAME_ORIGIN).content.decode()
    copied = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]

    assert copied.strip() == "Un texto con formato\n\n{ no es JSON"


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
def test_what_another_site_sent_is_not_offered(publisher: User, headers: dict[str, str]) -> None:
    refused = browser(publisher).post(address(), TYPED, headers=headers)

    assert refused.status_code == 403
    assert offered(refused) == {}
    assert "Día de" not in refused.content.decode()


def test_a_page_to_come_from_that_has_no_address_is_none(publisher: User) -> None:
    refused = browser(publisher).post(address(), TYPED, headers={**SAME_ORIGIN, "referer": "http://[x"})

    assert refused.status_code == 403


def test_neither_passwords_codes_nor_files_are_offered(publisher: User) -> None:
    sent = {
        **TYPED,
        "new_password1": "muy secreto",
        "second_factor_code": "123 456",
        "second_factor_recovery": "7hq2 mx9d kkp4",
        "avatar": SimpleUploadedFile("foto.txt", b"contenido"),
        "csrfmiddlewaretoken": "x",
    }

    refused = browser(publisher).post(address(), sent, headers=SAME_ORIGIN)

    for secret in ("muy secreto", "123 456", "7hq2 mx9d kkp4"):
        assert secret not in refused.content.decode()
    assert "contenido" not in refused.content.decode()
    assert "contraseñas y archivos" in refused.content.decode()


def test_whoever_is_not_signed_in_any_more_keeps_what_was_typed_and_comes_back(publisher: User) -> None:
    client = browser(publisher)
    token = client.get(address()).cookies["csrftoken"].value
    client.cookies.pop("sessionid")
    refused = client.post(
        address(),
        {**TYPED, "csrfmiddlewaretoken": token},
        headers={**SAME_ORIGIN, "referer": f"http://testserver{address()}"},
    )
    page = refused.content.decode()

    assert refused.status_code == 403
    assert "Tu sesión terminó" in page
    assert "No se guardó nada" in page
    assert html.escape(TYPED["name"]) in page
    assert f'href="/admin/login/?next={address()}"' in page
    assert offered(refused)["name"] == TYPED["name"]

    client.force_login(publisher, backend="django.contrib.auth.backends.ModelBackend")
    back = client.get(address()).content.decode()
    again = client.get(address()).content.decode()

    assert "No se guardó nada" in back
    assert "No se guardó nada" not in again


def test_an_open_sign_in_page_that_is_out_of_date_leads_to_a_new_one(db: None) -> None:
    refused = browser(None).post(
        reverse("wagtailadmin_login"), {"username": "ana", "password": "muy secreto"}, headers=SAME_ORIGIN
    )
    page = refused.content.decode()

    assert refused.status_code == 403
    assert 'href="/admin/login/' in page
    assert offered(refused) == {}
    assert "Tu sesión terminó" not in page


def test_a_program_of_the_page_is_answered_in_json(publisher: User) -> None:
    refused = browser(publisher).post(address(), TYPED, headers={**SAME_ORIGIN, "X-Requested-With": "XMLHttpRequest"})

    assert refused.status_code == 403
    assert refused.json()["message"].startswith("No se guardó nada")
