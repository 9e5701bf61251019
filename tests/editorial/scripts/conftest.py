"""A script that is being written."""

from __future__ import annotations

import pytest

from content_models.models import ScriptPage
from tenants.models import LIBRARY_ID
from tenants.trees import pages_of
from tests.desk import Desk, desk

__all__ = ["desk"]


@pytest.fixture
def page(desk: Desk) -> ScriptPage:
    """A script of the library that was never published."""
    section = pages_of([LIBRARY_ID]).get(slug="guiones")
    fields = {"title": "Guion de prueba", "slug": "guion-de-prueba", "role": "VICTIM", "channels": ["CHAT"]}
    made = ScriptPage(**fields, locale=section.locale, live=False)
    section.add_child(instance=made)
    made.save_revision(clean=False)
    return made
