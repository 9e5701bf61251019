"""All texts beside all states, and the citations of a law, against the list of one state's texts.

In process, one thread, as a national editor asks; what is compared is the work, not the server. Statements are counted
with those that open and close the scope of tenants.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rich.console import Console

from benchmarks.timing import medians, print_ratios
from delivery import state_view
from editorial.adapting.admin.editing_context import editing_context_of
from editorial.adapting.admin.listing import texts_of
from editorial.citations.services import texts_citing
from editorial.matrix.matrix import matrix_of
from tenants import edge
from tenants.models import User


def main() -> None:
    """Measure and print."""
    user = _person()
    viewer = edge.viewer_for_user(user)
    request = RequestFactory().get("/")
    request.user = user
    desk = editing_context_of(request, "TAB")
    alternatives: dict[str, Callable[[], object]] = {
        "the list of one state's texts": lambda: texts_of(desk),
        f"the matrix of {len(viewer.tenants)} states": lambda: matrix_of(viewer=viewer, now=timezone.now()),
        "texts that cite CNPP 187": lambda: texts_citing(law="CNPP", article="187", by=user),
    }
    print_ratios("All texts beside all states", medians(alternatives))
    lines = [f"{name}: {_statements(act)} statements" for name, act in alternatives.items()]
    Console().print("\n".join(lines))
    state_view.reset()


def _person() -> User:
    """An administrator who is never stored."""
    return User(username="make bench", is_superuser=True)


def _statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)
