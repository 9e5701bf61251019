"""Scripts as states served them, under row-level security from their first moment; nothing of them is the library's."""

import django.db.models.deletion
from django.db import migrations, models

from tenants.row_level_security import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0016_chains_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScriptSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of what the script tells.", max_length=64, verbose_name="digest"
                    ),
                ),
                ("key", models.CharField(max_length=36, verbose_name="key")),
                (
                    "locale",
                    models.CharField(help_text="BCP 47 tag, such as es-MX.", max_length=20, verbose_name="language"),
                ),
                ("document", models.JSONField(verbose_name="document")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot of a script",
                "verbose_name_plural": "snapshots of scripts",
                "constraints": [models.UniqueConstraint(fields=("tenant", "digest"), name="script_snapshot_once")],
            },
        ),
        protect("assistance_scriptsnapshot", library_readable=False),
    ]
