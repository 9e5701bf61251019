"""A site that really runs."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cms.ports import any_free
from tenants.models import User
from tests.agreement import differences_of_all
from tests.journeys import editor
from tests.journeys.site import Site


@pytest.fixture
def site(committed_db: None, database_environment: Mapping[str, str], tmp_path: Path) -> Iterator[Site]:
    """Where a site on this test's database will be; nothing runs yet. Afterwards, store and trees agree."""
    yield Site(port=any_free(), environment=dict(database_environment), log=tmp_path / "site.log")
    assert differences_of_all() == []


@pytest.fixture(scope="module")
def module_site(
    module_committed_db: None, database_environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The same for all tests of a module: they read, or write where the others do not look."""
    log = tmp_path_factory.mktemp("site") / "site.log"
    yield Site(port=any_free(), environment=dict(database_environment), log=log)
    assert differences_of_all() == []


@pytest.fixture(scope="module")
def shared_site(module_site: Site) -> Iterator[Site]:
    """The same, and it runs."""
    with module_site.web_process():
        yield module_site


@pytest.fixture(scope="module")
def shared_publisher(module_committed_db: None) -> User:
    """Tabasco's publisher, who signs in to the shared site by `editor.signed_in`."""
    return editor.publisher_of("TAB")
