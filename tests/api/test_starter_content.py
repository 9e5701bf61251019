"""Every field of every reference record is what the API says, or is listed as not published, with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from content_models.starter.citations import confirmed_by
from content_models.starter.deadlines import read_deadlines
from content_models.starter.guidance import read_topics
from content_models.starter.ids import key_of
from content_models.starter.legal_references import parse
from content_models.starter.reading import read_reference
from tenants.models import LIBRARY_ID, Scope, Tenant
from tests.api.starter_fields import Leaf, leaves, reference_file, unpublished
from tests.api.starter_said import (
    GUIDANCE,
    Ask,
    asker,
    told_directory,
    told_glossary,
    told_scripts,
    told_states,
    told_topics,
)
from tests.tenants.factories import key_of as key_for

pytestmark = pytest.mark.django_db
TOLD: dict[str, Callable[[Ask], Any]] = {
    "roles_topics.json": told_topics,
    "glossary.json": told_glossary,
    "scripts.json": told_scripts,
    "institutions.json": told_directory,
    "states.json": told_states,
}
