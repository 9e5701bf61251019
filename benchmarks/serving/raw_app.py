"""The statements of a state's first view, executed raw: with the application's role, in the tenant's scope."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
django.setup()

from django.db import connection  # noqa: E402 (after Django's set-up)
from django.test.utils import CaptureQueriesContext  # noqa: E402

from delivery import state_view  # noqa: E402
from tenants.models import Tenant  # noqa: E402
from tenants.viewer import Viewer, ViewerKind  # noqa: E402

BODY = b"x" * int(os.environ["STATIC_BYTES"])
HEADERS = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(BODY)))]


@cache
def statements() -> tuple[str, ...]:
    """What a view of Tabasco that nothing is known of asks the database."""
    tabasco = Tenant.objects.get(code="TAB")
    with CaptureQueriesContext(connection) as queries:
        state_view.for_viewer(Viewer(ViewerKind.CLIENT, {"TAB": tabasco.pk}), "TAB")
    return tuple(query["sql"] for query in queries)


def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Execute them all, fetch what they return, and answer."""
    for statement in statements():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            if cursor.description is not None:
                cursor.fetchall()
    start_response("200 OK", HEADERS)
    return [BODY]
