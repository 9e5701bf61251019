"""Who may send how much."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from cms.body_sizes import FORM_BYTES, STRANGER_BYTES, BodySizes
from tenants.models import User

LARGEST = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + FORM_BYTES


@pytest.mark.parametrize(
    ("user", "length", "status"),
    [
        (AnonymousUser(), "", 200),
        (AnonymousUser(), str(STRANGER_BYTES), 200),
        (AnonymousUser(), str(STRANGER_BYTES + 1), 413),
        (User(), str(STRANGER_BYTES + 1), 200),
        (User(), str(LARGEST), 200),
        (User(), str(LARGEST + 1), 413),
        (User(), "9" * 30, 413),
        (AnonymousUser(), "nine", 200),
    ],
)
def test_strangers_may_send_little_and_nobody_more_than_a_file(
    user: User | AnonymousUser, length: str, status: int
) -> None:
    request = RequestFactory().post("/admin/login/", CONTENT_LENGTH=length)
    request.user = user

    response = BodySizes(lambda _request: HttpResponse())(request)

    assert response.status_code == status
