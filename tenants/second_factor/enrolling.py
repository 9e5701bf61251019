"""Setting up an app: a secret that waits in the session, encrypted, until a code shows that the app has it."""

from __future__ import annotations

import secrets
from base64 import b32encode
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from tenants.keyring import KeyMissing, Purpose, decrypt, encrypt
from tenants.models import User

PENDING = "second_factor_pending"
SECRET_BYTES = 20
"""Source: RFC 4226, section 4 (R6)."""


def pending_secret(request: HttpRequest) -> str:
    """Return the secret that is being set up in this session, in base32; made when first asked for."""
    try:
        return decrypt(request.session[PENDING], Purpose.SECOND_FACTOR)
    except (KeyError, KeyMissing):
        secret = new_secret()
        request.session[PENDING] = encrypt(secret, Purpose.SECOND_FACTOR)
        return secret


def forget_pending_secret(request: HttpRequest) -> None:
    """Leave no secret behind in the session."""
    request.session.pop(PENDING, None)


def new_secret() -> str:
    """Return a random secret, in base32."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def address_of(user: User, secret: str) -> str:
    """Return what an app reads from the QR code.

    Source: Key Uri Format of Google Authenticator.
    """
    issuer = settings.WAGTAIL_SITE_NAME
    label = quote(f"{issuer}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def qr_code(address: str) -> SafeString:
    """Return a drawing of an address, black on white whatever the page's colours."""
    drawing = segno.make(address, error="m", micro=False)
    return mark_safe(drawing.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))
