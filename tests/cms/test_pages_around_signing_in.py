"""The pages that somebody sees who has not come in, or at whose address there is nothing: one look, and a way on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from tenants.models import User

pytestmark = pytest.mark.django_db

LOOK = 'class="login"'


def _shown(name: str, *args: str) -> str:
    return Client().get(reverse(name, args=args), follow=True).content.decode()


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("wagtailadmin_password_reset", ()),
        ("wagtailadmin_password_reset_done", ()),
        ("wagtailadmin_password_reset_confirm", ("MQ", "set-password")),
    ],
)
def test_pages_of_a_new_password_lead_back_to_signing_in(name: str, args: tuple[str, ...]) -> None:
    shown = _shown(name, *args)

    assert f'href="{reverse("wagtailadmin_login")}">Volver a entrar' in shown
    assert "resteblacer" not in shown


@pytest.mark.parametrize("template", ["busy", "locked_out", "too_many_mails"])
def test_who_has_to_wait_sees_a_page_like_the_one_for_signing_in(template: str) -> None:
    request = RequestFactory().get("/admin/login/")
    request.user = AnonymousUser()
    shown = render_to_string(f"tenants/{template}.html", {"minutes": 12}, request)

    assert LOOK in shown
    assert f'href="{reverse("wagtailadmin_login")}">Volver a entrar' in shown
    assert template == "busy" or "12 minutos" in shown


def test_sign_in_names_who_makes_accounts() -> None:
    shown = _shown("wagtailadmin_login")

    assert "Pídela a la persona coordinadora de tu estado o al equipo nacional." in shown


def test_where_there_is_nothing_is_said_in_the_persons_language_with_a_way_back() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))

    shown = client.get("/admin/no-such-address/")

    assert shown.status_code == 404
    assert "No hay nada aquí" in shown.content.decode()
    assert f'href="{reverse("wagtailadmin_home")}" class="button">Volver al inicio' in shown.content.decode()
    assert "Wagtail" not in shown.content.decode().partition("<main")[2]
