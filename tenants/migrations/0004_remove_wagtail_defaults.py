"""Wagtail's welcome page, its default site, its two groups and their workflow go: nothing may fall back to them."""

from typing import Any

from django.db import migrations


def remove_defaults(apps: Any, schema_editor: Any) -> None:
    alias = schema_editor.connection.alias

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model).objects.using(alias)

    welcome = rows("wagtailcore", "Page").filter(
        depth=2, slug="home", content_type__app_label="wagtailcore", content_type__model="page", numchild=0
    )
    rows("wagtailcore", "Site").filter(is_default_site=True, root_page__in=welcome).delete()
    if welcome.delete()[0]:
        # Historical models have no tree behaviour: the root's count of children is part of the tree.
        root = rows("wagtailcore", "Page").get(depth=1)
        root.numchild = rows("wagtailcore", "Page").filter(depth=2).count()
        root.save(update_fields=["numchild"])
    rows("wagtailcore", "Workflow").filter(name="Moderators approval").delete()
    rows("wagtailcore", "Task").filter(name="Moderators approval").delete()
    rows("auth", "Group").filter(name__in=["Moderators", "Editors"], user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_national_library"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        # Not brought back when unapplied: nothing of the project needs them.
        migrations.RunPython(remove_defaults, migrations.RunPython.noop),
    ]
