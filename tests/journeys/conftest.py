"""A site that really runs."""

from pathlib import Path

import pytest

from cms.ports import any_free
from tests.journeys.site import Site


@pytest.fixture
def site(committed_db: None, database_environment: dict[str, str], tmp_path: Path) -> Site:
    """Where a site on this test's database will be; nothing runs yet."""
    return Site(port=any_free(), environment=database_environment, log=tmp_path / "site.log")
