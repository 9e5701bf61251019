"""What every test has: a database of its own with the starter content, as the application's role sees it."""

import gc
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import DatabaseError, connection, connections
from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch import index, signal_handlers
from pytest_django import DjangoDbBlocker

from assistance.chat import offering
from assistance.visits import counting
from delivery import state_view, suggestions
from tenants import identity_cache, key_usage
from tenants.scope import scope_of_all_tenants
from tests import agreement, database

pytest_plugins = [
    "tests.thoroughness",
    "tests.module_transaction",
    "tests.selecting",
    "tests.skipping",
    "tests.browser",
]

ASK_FOR_COMMITTED_DB = (
    "Ask for the fixture committed_db instead: the application's role owns no table and so cannot flush one."
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse pytest-django's own way to real commits, which ends by truncating tables."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction") or marker.kwargs.get("serialized_rollback"):
                raise pytest.UsageError(f"{item.nodeid}: {ASK_FOR_COMMITTED_DB}")


def pytest_collection_finish() -> None:
    """Let the collector of garbage look less often, and never at what stays: a tenth of the time was its."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture
def transactional_db() -> None:
    """Refused; see `committed_db`."""
    pytest.fail(ASK_FOR_COMMITTED_DB, pytrace=False)


@pytest.fixture(scope="session")
def template_database() -> str:
    """The name of the database that all others are copied from."""
    return database.template()


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process a copy of the template, and let Django use it for everything."""
    name = database.name_for(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    database.clone(template_database, name)
    _use(name)
    with django_db_blocker.unblock():
        agreement.remember_template()
    yield
    _close_connections(django_db_blocker)
    database.drop(name)


@pytest.fixture(scope="session", autouse=True)
def without_search_index() -> None:
    """Leave Wagtail's own search index as the template has it, in this process: it took a tenth of a save."""
    stop_indexing()


@pytest.fixture(scope="module")
def search_index() -> Iterator[None]:
    """Renew Wagtail's search index with what a module's tests save, for those that search in the administration."""
    for model in indexed_models():
        post_save.connect(signal_handlers.post_save_signal_handler, sender=model)
    yield
    stop_indexing()


def stop_indexing() -> None:
    """Let nothing that is saved be put into Wagtail's search index."""
    for model in indexed_models():
        post_save.disconnect(signal_handlers.post_save_signal_handler, sender=model)


def indexed_models() -> list[type[Model]]:
    """The models whose rows are put into Wagtail's search index when they are saved."""
    return [model for model in index.get_indexed_models() if getattr(model, "search_auto_update", True)]


@pytest.fixture(autouse=True)
def truthful_memory(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no test remember what another one's rollback undid; memory survives tests that only read."""
    uses_db = "db" in request.fixturenames or request.node.get_closest_marker("django_db") is not None
    if uses_db:
        request.getfixturevalue("memory_reads_the_tests_transaction")  # so that this ends before its rollback
    yield
    suggestions.reset()
    if uses_db and _has_written():
        _forget_memory()


@pytest.fixture
def memory_reads_the_tests_transaction(db: None) -> Iterator[None]:
    """Fill memory over the test's own connection, as its transaction is never committed.

    What memory learns of transactions, and when, is tested with `committed_db`, where it has connections of its own.
    """
    with database.memory_within_the_transaction():
        yield


@pytest.fixture
def all_tenants_in_scope(db: None) -> Iterator[None]:
    """Let what the test does by itself reach the images and files of every tenant there is, as commands do."""
    with scope_of_all_tenants():
        yield


@pytest.fixture
def committed_db(django_db_setup: None, template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database with real commits, for what other processes, notifications or transactions must see.

    It is made anew from the template afterwards. Slower than `db` by a copy, so use `db` wherever it will do.
    """
    with _committing(template_database, django_db_blocker):
        yield


@pytest.fixture(scope="module")
def module_committed_db(
    django_db_setup: None, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The same for all tests of a module: what one of them writes, the next ones find."""
    with _committing(template_database, django_db_blocker):
        yield


@contextmanager
def _committing(template_database: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock():
        yield
    _close_connections(blocker)
    database.clone(template_database, _name())
    _forget_memory()


@pytest.fixture(scope="session")
def database_environment(django_db_setup: None) -> Mapping[str, str]:
    """The environment that makes a child process work on the test's database; use it with `committed_db`."""
    return MappingProxyType({**os.environ, **database.environment(_name())})


def _use(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def _name() -> str:
    return str(connections["default"].settings_dict["NAME"])


def _close_connections(blocker: DjangoDbBlocker) -> None:
    with blocker.unblock():
        connections.close_all()


def _has_written() -> bool:
    # A transaction gets a number with its first write.
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned()")
            return cursor.fetchone()[0] is not None
    except DatabaseError:
        return True


def _forget_memory() -> None:
    state_view.reset()
    identity_cache.reset()
    key_usage.reset()
    offering.reset()
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture
def nothing_counted() -> Iterator[None]:
    """Let a test begin without counted visits, and leave none."""
    counting.take()
    yield
    counting.take()
