"""Tables are the owner's; the application's role only reads and writes their rows."""

import pytest
from django.db import ProgrammingError, connection

from cms.owner import as_owner

CURRENT_USER = "SELECT current_user"


def signed_in_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute(CURRENT_USER)
        return str(cursor.fetchone()[0])


def test_signs_in_as_owner_only_within_the_block(committed_db: None) -> None:
    before = signed_in_role()
    with as_owner():
        within = signed_in_role()
    after = signed_in_role()

    assert (before, within, after) == ("jpt_app", "jpt_owner", "jpt_app")


def test_application_role_changes_no_table(db: None) -> None:
    with pytest.raises(ProgrammingError, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_content_type ADD COLUMN extra int")
