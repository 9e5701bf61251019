"""Summaries of calls."""

import django.db.models.deletion
from django.db import migrations, models

from tenants.row_level_security import protect


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0006_call_backs"),
        ("tenants", "0017_scope_of_examples"),
    ]

    operations = [
        migrations.CreateModel(
            name="CallSummary",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False, help_text="UUIDv7 of the client.", primary_key=True, serialize=False
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Eight digits, to dictate.", max_length=8, unique=True, verbose_name="code"
                    ),
                ),
                (
                    "payload",
                    models.JSONField(
                        help_text="An object with locale, scriptKey, scriptDigest, answers and officeKeys.",
                        verbose_name="content",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="kept until")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                        verbose_name="state",
                    ),
                ),
            ],
            options={
                "verbose_name": "summary of a call",
                "verbose_name_plural": "summaries of calls",
                "default_permissions": (),
                "indexes": [models.Index(fields=["expires_at"], name="assistance__expires_7ad6c2_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{8}$")), name="summary_code_is_digits"
                    )
                ],
            },
        ),
        protect("assistance_callsummary", library_readable=False),
    ]
