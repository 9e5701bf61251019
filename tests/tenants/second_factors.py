"""People with a second factor, and what their phones show."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from html import unescape
from http import HTTPStatus
from typing import Any

from django.test import Client
from django_otp.oath import TOTP

from tenants.admin_access.acts import RECENT_SECONDS
from tenants.models import User
from tenants.second_factor.forms import CODE
from tenants.second_factor.state import KEY
from tenants.services.second_factors import enrol

from .factories import PASSWORD

LOGIN = "/admin/login/"
PROVE = "/admin/second-factor/"
SET_UP = "/admin/second-factor/set-up/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP_SECONDS = 30

Answer = Any
"""What the test client returns: Django's response, with the templates."""


def code_of(secret: str = SECRET, *, steps: int = 0) -> str:
    """Return what a phone shows now, or so many steps of 30 s later."""
    totp = TOTP(b32decode(secret))
    totp.time = time.time() + steps * STEP_SECONDS
    return f"{totp.token():06}"


def enrolled(user: User) -> list[str]:
    """Let somebody have a phone with SECRET; return the recovery codes."""
    return enrol(user=user, secret=SECRET, name="Teléfono de Ana")


def by_password(user: User, **headers: Any) -> Client:
    """A browser in which somebody's password was written, and no more."""
    client = Client(**headers)
    answer = client.post(LOGIN, {"username": user.username, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND
    return client


def prove(client: Client, code: str, **fields: str) -> Answer:
    """Send the form of the second step."""
    return client.post(PROVE, {CODE: code, **fields})


def signed_in(user: User, **headers: Any) -> Client:
    """A browser in which somebody has signed in with password and code."""
    client = by_password(user, **headers)
    assert prove(client, code_of()).status_code == HTTPStatus.FOUND
    return client


def signed_in_long_ago(user: User) -> Client:
    """A browser in which somebody has signed in with a code that is too old for sensitive acts."""
    client = Client()
    client.force_login(user)
    age_proof(client, user)
    return client


def age_proof(client: Client, user: User | None = None) -> None:
    """Let the last code of a session, or one that this user has written there, be too old for sensitive acts."""
    session = client.session
    stamp = session[KEY]["stamp"] if user is None else user.second_factor_stamp
    session[KEY] = {"stamp": stamp, "at": int(time.time()) - RECENT_SECONDS - 60}
    session.save()


def held(answer: Answer) -> dict[str, list[str]]:
    """Return what the page that asks for a code will send again, as a browser reads it."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', answer.content.decode(), re.S):
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def shown_secret(page: str) -> str:
    """Return the secret that the page for setting up shows, in base32."""
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    return found[1].replace(" ", "")
