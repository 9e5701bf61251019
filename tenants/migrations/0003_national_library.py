"""The national library is a tenant with the fixed primary key 1; the states begin at 2."""

from typing import Any

from django.db import migrations

LIBRARY_ID = 1


def add_library(apps: Any, schema_editor: Any) -> None:
    tenants = apps.get_model("tenants", "Tenant").objects.using(schema_editor.connection.alias)
    tenants.get_or_create(
        pk=LIBRARY_ID,
        defaults={
            "code": "NAC",
            "name": "Biblioteca nacional",
            "official_name": "Biblioteca nacional de Justicia para Ti",
            "slug": "nacional",
            "time_zone": "America/Mexico_City",
        },
    )


def remove_library(apps: Any, schema_editor: Any) -> None:
    apps.get_model("tenants", "Tenant").objects.using(schema_editor.connection.alias).filter(pk=LIBRARY_ID).delete()


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_tenants")]

    operations = [
        migrations.RunPython(add_library, remove_library),
        migrations.RunSQL(
            "SELECT setval(pg_get_serial_sequence('tenants_tenant', 'id'), (SELECT max(id) FROM tenants_tenant))",
            migrations.RunSQL.noop,
        ),
    ]
