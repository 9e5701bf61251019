"""Fill the roles from the groups that were all there was of them, and make the groups of who translates.

Whoever worked for a tenant without being in one of its groups could do nothing there: they work for none now. It can run
twice; there is nothing to reverse, since the groups stay.
"""

from typing import Any

from django.db import migrations
from django.db.models import F

RIGHTS_ON_PAGES = ("add_page", "change_page")
RIGHTS_ON_FILES = ("choose_image", "choose_document")


def fill_roles(apps: Any, schema_editor: Any) -> None:
    """Give everybody the role of their group: publisher before editor."""
    users = apps.get_model("tenants", "User").objects.using(schema_editor.connection.alias)
    for role, own in (("publisher", "groups__publishes_tenant"), ("editor", "groups__edits_tenant")):
        members = users.filter(tenant__isnull=False, **{own: F("tenant")})
        users.filter(pk__in=members.values("pk"), role="").update(role=role)
    users.filter(tenant__isnull=False, role="").update(tenant=None)


def make_groups_of_translators(apps: Any, schema_editor: Any) -> None:
    """Let translators write in the trees of the tenants that there are already, but for their first language's."""
    alias = schema_editor.connection.alias

    def rows(app: str, model: str) -> Any:
        return apps.get_model(app, model).objects.using(alias)

    rights = rows("auth", "Permission").filter(
        content_type__app_label__in=("wagtailcore", "wagtailimages", "wagtaildocs")
    )
    library = rows("tenants", "Tenant").get(pk=1)
    for tenant in (
        rows("tenants", "Tenant").filter(translators=None, root_page__isnull=False).select_related("root_page")
    ):
        group = rows("auth", "Group").create(name=f"{tenant.code} · traductores")
        homes = rows("wagtailcore", "Page").filter(depth=2, translation_key=tenant.root_page.translation_key)
        for home in homes.exclude(pk=tenant.root_page_id):
            for right in rights.filter(codename__in=RIGHTS_ON_PAGES):
                rows("wagtailcore", "GroupPagePermission").create(group=group, page=home, permission=right)
        for collection in {tenant.collection_id, library.collection_id} - {None}:
            for right in rights.filter(codename__in=RIGHTS_ON_FILES):
                rows("wagtailcore", "GroupCollectionPermission").create(
                    group=group, collection_id=collection, permission=right
                )
        tenant.translators = group
        tenant.save(update_fields=["translators"])


def nothing(apps: Any, schema_editor: Any) -> None:
    """The groups, which said it before, are still there."""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_user_role")]

    operations = [
        migrations.RunPython(fill_roles, nothing),
        migrations.RunPython(make_groups_of_translators, nothing),
    ]
