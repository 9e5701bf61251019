"""Documents that clients registered. Nobody but their owner reads them, so the library's are closed to states as well."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from tenants.row_level_security import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersistedQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        help_text="The client's owner.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="persisted_queries",
                        to="tenants.apiclient",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("query", models.TextField(verbose_name="query")),
                ("size_bytes", models.PositiveIntegerField()),
                ("last_used_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "persisted query",
                "verbose_name_plural": "persisted queries",
                "indexes": [models.Index(fields=["client", "-last_used_at"], name="persisted_query_used")],
                "constraints": [models.UniqueConstraint(fields=("client", "digest"), name="persisted_query_once")],
            },
        ),
        protect("api_persistedquery", library_readable=False),
        migrations.CreateModel(
            name="TrustedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        help_text="The client's owner.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trusted_documents",
                        to="tenants.apiclient",
                    ),
                ),
                ("document_id", models.CharField(max_length=200, verbose_name="id")),
                ("operation_name", models.CharField(blank=True, max_length=200, verbose_name="operation")),
                ("query", models.TextField(verbose_name="query")),
                (
                    "cost",
                    models.PositiveIntegerField(
                        help_text="In points, with the defaults of its variables.", verbose_name="cost"
                    ),
                ),
                (
                    "cost_at_most",
                    models.PositiveBigIntegerField(
                        help_text="In points, whatever its variables.", verbose_name="cost at most"
                    ),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="uploaded"),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("last_used_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "trusted document",
                "verbose_name_plural": "trusted documents",
                "ordering": ["operation_name", "document_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "document_id"), name="trusted_document_once")
                ],
            },
        ),
        protect("api_trusteddocument", library_readable=False),
    ]
