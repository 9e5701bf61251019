"""What people read on the administration's screens and only the software had named: the root of all pages, and the
steps of approvals, which were called by the code of a state.

It can run twice. The former names are given back, so that an older version finds what it knows.
"""

from typing import Any

from django.db import migrations

ROOT, NAMED_ROOT = "Root", "Páginas"


def _rows(apps: Any, schema_editor: Any, app: str, model: str) -> Any:
    return apps.get_model(app, model).objects.using(schema_editor.connection.alias)


def name_for_people(apps: Any, schema_editor: Any) -> None:
    """Name the root as the menu does, and each step as the approval that it belongs to."""
    _rename_root(apps, schema_editor, ROOT, NAMED_ROOT)
    _rename_steps(apps, schema_editor, "{0.code} · aprobación", "revisión de {0.name}")


def name_as_before(apps: Any, schema_editor: Any) -> None:
    """Give back the former names."""
    _rename_root(apps, schema_editor, NAMED_ROOT, ROOT)
    _rename_steps(apps, schema_editor, "revisión de {0.name}", "{0.code} · aprobación")


def _rename_root(apps: Any, schema_editor: Any, before: str, after: str) -> None:
    roots = _rows(apps, schema_editor, "wagtailcore", "Page").filter(depth=1, title=before)
    roots.update(title=after, draft_title=after)


def _rename_steps(apps: Any, schema_editor: Any, before: str, after: str) -> None:
    steps = _rows(apps, schema_editor, "wagtailcore", "Task")
    for tenant in _rows(apps, schema_editor, "tenants", "Tenant").only("code", "name"):
        steps.filter(name=before.format(tenant)).update(name=after.format(tenant))


class Migration(migrations.Migration):
    dependencies = [("tenants", "0018_scope_of_chat"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(name_for_people, name_as_before)]
