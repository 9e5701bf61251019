"""Memory learns what is committed and nothing else, whatever a transaction reads before it is rolled back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from content_models.models import GlossaryTerm, NoticePage
from delivery import state_view
from delivery.loading import load_tenants
from delivery.view import StateView
from publishing.errors import NotInTransaction, NotVisible
from publishing.services.publish import publish_page, unpublish_page
from tenants import edge, identity_cache
from tenants.databases import READER
from tenants.errors import KeyRefused
from tenants.models import LIBRARY_ID
from tests.delivery.test_stored_examples import phrases_in, stream
from tests.tenants.factories import key_of
from tests.world import World


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def notice(world: World, code: str = "XNO") -> Any:
    return publish_page(page=world.draft(NoticePage, code, "avisos", title="Uno", slug="aviso", text="<p>.</p>"))


def published(world: World, page: Any, title: str, code: str = "XNO") -> StateView:
    """Publish under a title, and read the state within the same transaction."""
    page.title = title
    publish_page(page=page)
    return state_view.for_viewer(world.viewer(code), code)


def title_in(view: StateView) -> str | None:
    item = view.by_slug("NOTICE", "aviso")
    return None if item is None else str(item["title"])


@pytest.mark.parametrize("owner", ["XNO", "NAC"])
def test_a_publish_that_was_read_and_rolled_back_was_never_there(committed: World, owner: str) -> None:
    page = notice(committed, owner)
    assert title_in(committed.view("XNO")) == "Uno"

    with undone():
        published(committed, page, "Dos")
    assert title_in(committed.view("XNO")) == "Uno"

    page.refresh_from_db()
    with transaction.atomic():
        published(committed, page, "Tres")
    assert title_in(committed.view("XNO")) == "Tres"


def test_a_withdrawal_that_was_read_and_rolled_back_was_never_there(committed: World) -> None:
    page = notice(committed)

    with undone():
        unpublish_page(page=page)
        committed.view("XNO")

    assert title_in(committed.view("XNO")) == "Uno"


def test_a_state_that_was_first_read_in_a_transaction_is_read_as_committed(committed: World) -> None:
    page = notice(committed)
    state_view.reset()

    with undone():
        assert title_in(published(committed, page, "Dos")) == "Uno"

    assert title_in(committed.view("XNO")) == "Uno"


def test_whoever_changes_a_state_reads_what_the_transaction_has_written(committed: World) -> None:
    page = notice(committed)
    viewer = committed.viewer("XNO")

    with undone():
        published(committed, page, "Dos")
        assert title_in(state_view.in_transaction(viewer, "XNO")) == "Dos"

    assert title_in(committed.view("XNO")) == "Uno"
    with pytest.raises(NotInTransaction):
        state_view.in_transaction(viewer, "XNO")
    with transaction.atomic(), pytest.raises(NotVisible):
        state_view.in_transaction(viewer, "XSU")


def test_whoever_changes_a_state_reads_the_examples_that_the_transaction_has_written(committed: World) -> None:
    term = committed.new(
        GlossaryTerm, "NAC", "glosario", title="uno", slug="uno", definition="<p>.</p>", examples=stream("me robaron")
    )

    with undone():
        term.examples = stream("me asaltaron", "me quitaron todo")
        publish_page(page=term)
        written = phrases_in(state_view.in_transaction(committed.viewer("XNO"), "XNO"), term)

    assert written == ["me asaltaron", "me quitaron todo"]
    assert phrases_in(committed.view("XNO"), term) == ["me robaron"]


def test_a_key_whose_making_was_rolled_back_lets_nobody_in(committed: World) -> None:
    with undone():
        _, raw = key_of(committed.tenants["XNO"])
        with pytest.raises(KeyRefused):
            edge.viewer_for_key(raw)

    identity_cache.reset()
    with pytest.raises(KeyRefused):
        edge.viewer_for_key(raw)


def test_tenants_are_loaded_at_one_instant(committed: World) -> None:
    """A change between two statements of one load is in none of them."""
    page = notice(committed)
    with transaction.atomic(using=READER):
        before = load_tenants({LIBRARY_ID: None}, using=READER)[LIBRARY_ID]
        page.title = "Dos"
        publish_page(page=page)
        own = load_tenants({committed.tenants["XNO"].pk: None}, using=READER)
        rows = own[committed.tenants["XNO"].pk].layer.rows.values()
        titles = {row.document.get("title") for of_key in rows for row in of_key.values()}

    assert before.info.code == "NAC"
    assert "Uno" in titles
    assert "Dos" not in titles


WRITING = ("publishing/services", "publishing/store.py", "publishing/writes.py", "publishing/receivers.py",
           "publishing/deleting.py", "publishing/gathering.py", "publishing/adaptation_checks.py",
           "publishing/adapting_states.py", "tenants/services", "media",
           "editorial/adapting/rules.py", "editorial/adapting/services.py", "editorial/adapting/local_pages.py",
           "editorial/citations/services.py", "editorial/holidays/services.py", "editorial/national/services.py",
           "editorial/review/services.py", "editorial/review/adoption.py", "editorial/review/digest.py")  # fmt: skip
READ_TO_RENDER = {"for_viewer"}
MAY_BE_OLDER = {"view_for", "draft_of", "review_draft_of"}
"""Functions that give what memory has, unless they are called `to_change`."""


def sources(*places: str) -> Iterator[tuple[str, ast.Module]]:
    root = Path(settings.BASE_DIR)
    for place in places:
        path = root / place
        for file in [path] if path.suffix else sorted(path.rglob("*.py")):
            yield str(file.relative_to(root)), ast.parse(file.read_text(encoding="utf-8"))


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
            yield name, inner


def test_nothing_that_validates_or_writes_reads_the_cache() -> None:
    found = [
        f"{file}: {name}" for file, tree in sources(*WRITING) for name, _ in called(tree) if name in READ_TO_RENDER
    ]

    assert found == []


def test_acts_in_a_transaction_read_in_that_transaction() -> None:
    """In `services`, `draft_of` and its like without `to_change` stand only in functions that write nothing."""
    found = []
    for file, tree in sources("publishing/services", "publishing/review", "editorial"):
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(map(is_atomic, function.decorator_list)):
                found += [
                    f"{file}: {function.name} calls {name}"
                    for name, call in called(function)
                    if name in MAY_BE_OLDER and "to_change" not in {keyword.arg for keyword in call.keywords}
                ]

    assert found == []


def is_atomic(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).startswith("transaction.atomic")


def test_the_cache_is_filled_over_its_own_alias_alone() -> None:
    fills = {"load_tenants": "delivery/cache.py", "read_versions": "delivery/cache.py"}
    for file, tree in sources("delivery/cache.py", "tenants/identity_cache.py", "api/trusted/document_cache.py"):
        text = ast.unparse(tree)
        assert "READER" in text, file
        assert "DEFAULT_DB_ALIAS" not in text, file
    for file, tree in sources("publishing", "delivery", "editorial", "api", "portal", "cms"):
        for name, call in called(tree):
            using = next((ast.unparse(one.value) for one in call.keywords if one.arg == "using"), None)
            if fills.get(name) == file:
                assert using == "READER", (file, name)
            elif name in fills:
                assert using != "READER", (file, name)


def test_a_transaction_of_the_cache_never_writes(committed: World) -> None:
    """Its connections are REPEATABLE READ, and in no request's transaction."""
    committed.view("XNO")
    own = connections[READER]

    assert own is not connections["default"]
    assert not own.in_atomic_block
    with transaction.atomic(using=READER), own.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)


def test_the_isolation_is_the_sessions_and_not_asked_for_by_each_transaction(committed: World) -> None:
    committed.view("XNO")

    assert connections[READER].connection.isolation_level is None
    with connections[READER].cursor() as cursor:
        cursor.execute("SHOW default_transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
