"""What tenants have of Wagtail's: root page, site and collection; and Wagtail's own first rows go.

A migration of its own, since the two apps need each other: Wagtail's tables refer to the user model, which 0001_initial makes,
and these columns refer to Wagtail's tables.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def remove_defaults(apps: Any, schema_editor: Any) -> None:
    """Remove Wagtail's welcome page, default site, two groups and their workflow: nothing may fall back to them."""
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
        ("tenants", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="root_page",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                help_text="Root of the tree in the first language; its translations are the roots in the others.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenant_of_root",
                to=settings.WAGTAIL_PAGE_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="site",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenant",
                to="wagtailcore.site",
            ),
        ),
        migrations.AddField(
            model_name="tenant",
            name="collection",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenant",
                to="wagtailcore.collection",
            ),
        ),
        # Not brought back when unapplied: nothing of the project needs them.
        migrations.RunPython(remove_defaults, migrations.RunPython.noop),
    ]
