"""The migration that names the root of all pages and the steps of approvals."""

from importlib import import_module

from django.apps import apps
from django.db import connection
from wagtail.models import GroupApprovalTask, Page

from .factories import prepared

MIGRATION = import_module("tenants.migrations.0019_names_for_people")


def test_names_are_given_once_and_given_back(db: None) -> None:
    tabasco = prepared("TAB")
    step = GroupApprovalTask.objects.get(groups=tabasco.publishers)
    editor = connection.schema_editor(atomic=False)

    def names() -> tuple[str, str, str]:
        step.refresh_from_db()
        root = Page.objects.get(depth=1)
        return root.title, root.draft_title, step.name

    made = names()
    MIGRATION.name_as_before(apps, editor)
    before = names()
    MIGRATION.name_for_people(apps, editor)
    MIGRATION.name_for_people(apps, editor)

    assert made == names() == ("Páginas", "Páginas", "revisión de Tabasco")
    assert before == ("Root", "Root", "TAB · aprobación")
