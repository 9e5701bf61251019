"""Tenants, their accounts and their clients, and the national library as the first tenant.

Wagtail's own tables refer to the user model, so that nothing of Wagtail's may stand here: 0002_wagtail adds it.
These tables are not under row-level security: who asks, and for which tenants, is found in them before any tenant is in scope.
"""

from typing import Any

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tenants.models.tenant

LIBRARY_ID = 1


def add_library(apps: Any, schema_editor: Any) -> None:
    """Add the national library, which is a tenant with a fixed primary key: constraints and policies name it."""
    apps.get_model("tenants", "Tenant").objects.using(schema_editor.connection.alias).create(
        pk=LIBRARY_ID,
        code="NAC",
        name="Biblioteca nacional",
        official_name="Biblioteca nacional de Justicia para Ti",
        slug="nacional",
        time_zone="America/Mexico_City",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="Last part of ISO 3166-2:MX, such as TAB or CMX; NAC is the national library.",
                        max_length=3,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{3}$")],
                        verbose_name="code",
                    ),
                ),
                (
                    "inegi_code",
                    models.CharField(
                        blank=True,
                        help_text="Two digits, such as 27. The library has none.",
                        max_length=2,
                        verbose_name="INEGI code",
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="As people say it: “Tabasco”.", max_length=80, verbose_name="name"),
                ),
                ("official_name", models.CharField(max_length=120, verbose_name="official name")),
                ("slug", models.SlugField(unique=True, verbose_name="slug")),
                ("capital", models.CharField(blank=True, max_length=80, verbose_name="capital")),
                (
                    "time_zone",
                    models.CharField(
                        max_length=40, validators=[tenants.models.tenant.validate_time_zone], verbose_name="time zone"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "In preparation"), ("launched", "Launched"), ("suspended", "Suspended")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "adoption",
                    models.CharField(
                        choices=[("immediate", "At once"), ("reviewed", "After its own review")],
                        default="immediate",
                        help_text="Urgent legal corrections are served at once in any case.",
                        max_length=10,
                        verbose_name="adoption of national changes",
                    ),
                ),
                (
                    "editors",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edits_tenant",
                        to="auth.group",
                    ),
                ),
                (
                    "publishers",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publishes_tenant",
                        to="auth.group",
                    ),
                ),
            ],
            options={
                "verbose_name": "state",
                "verbose_name_plural": "states",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", "NAC"), ("pk", 1)),
                            models.Q(models.Q(("pk", 1), _negated=True), models.Q(("code", "NAC"), _negated=True)),
                            _connector="OR",
                        ),
                        name="tenant_library_has_its_own_id",
                    )
                ],
            },
        ),
        migrations.RunPython(add_library, migrations.RunPython.noop),
        # The library took its key without the sequence: the states begin at 2.
        migrations.RunSQL(
            "SELECT setval(pg_get_serial_sequence('tenants_tenant', 'id'), (SELECT max(id) FROM tenants_tenant))",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="TenantLanguage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="languages", to="tenants.tenant"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="In lower case, such as es-mx or yua.", max_length=20, verbose_name="BCP 47 tag"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("iso639_3", models.CharField(blank=True, max_length=3, verbose_name="ISO 639-3")),
                ("tag_scope", models.CharField(blank=True, max_length=30, verbose_name="what the tag names")),
                ("source", models.TextField(blank=True, verbose_name="source")),
                ("is_verified", models.BooleanField(default=False, verbose_name="verified")),
                ("is_served", models.BooleanField(default=False, verbose_name="content is served in it")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order of fallback")),
            ],
            options={
                "verbose_name": "language",
                "verbose_name_plural": "languages",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("tenant"), django.db.models.functions.text.Lower("code"), name="tenant_language_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TenantPhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="tenants.tenant"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("emergency", "Emergency"),
                            ("help_line", "Help line"),
                            ("women", "Women"),
                            ("report", "Anonymous report"),
                        ],
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                ("label", models.CharField(max_length=80, verbose_name="label")),
                ("display", models.CharField(max_length=40, verbose_name="as people read it")),
                (
                    "is_dialled_by_hand",
                    models.BooleanField(
                        default=False,
                        help_text="Only for a number in letters, such as “LOCATEL”, which no phone can dial.",
                        verbose_name="dial another number",
                    ),
                ),
                (
                    "dial",
                    models.CharField(
                        blank=True,
                        help_text="Derived from the number that people read.",
                        max_length=40,
                        verbose_name="as the phone dials it",
                    ),
                ),
                (
                    "e164",
                    models.CharField(
                        blank=True,
                        help_text="Short numbers such as 911 have none.",
                        max_length=16,
                        verbose_name="E.164",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "phone",
                "verbose_name_plural": "phones",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "dial", "purpose"), name="tenant_phone_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hostname",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hostnames", to="tenants.tenant"
                    ),
                ),
                (
                    "host",
                    models.CharField(
                        help_text="In lower case, without port.",
                        max_length=253,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")],
                        verbose_name="host",
                    ),
                ),
            ],
            options={
                "verbose_name": "host",
                "verbose_name_plural": "hosts",
                "ordering": ["host"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "tenant",
                    models.ForeignKey(
                        blank=True,
                        help_text="Only administrators of the whole service have none.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="tenants.tenant",
                        verbose_name="state",
                    ),
                ),
                (
                    "wants_review_digest",
                    models.BooleanField(
                        default=False,
                        help_text="Once a day, while there are texts to review: what they are and which are overdue.",
                        verbose_name="e-mail about reviews",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Whose editors manage this client.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to="tenants.tenant",
                        verbose_name="state",
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("content", "Read content"),
                                ("scripts", "Read operators' scripts"),
                                ("inquiries", "Record inquiries"),
                                ("changes", "Follow changes"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="scopes",
                    ),
                ),
                (
                    "origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253),
                        blank=True,
                        default=list,
                        help_text="Such as https://justicia.tabasco.gob.mx. Publishable keys only; none: any origin.",
                        size=None,
                        verbose_name="allowed origins",
                    ),
                ),
                (
                    "environment",
                    models.CharField(
                        choices=[("sandbox", "Sandbox (development)"), ("production", "Production")],
                        default="production",
                        help_text="Only keys of a sandbox may ask the schema about itself and get suggestions in errors.",
                        max_length=10,
                        verbose_name="environment",
                    ),
                ),
                (
                    "budget_per_minute",
                    models.PositiveIntegerField(
                        default=60000,
                        help_text="In points of cost, for each key; 0: no limit.",
                        verbose_name="budget per minute",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenants",
                    models.ManyToManyField(related_name="+", to="tenants.tenant", verbose_name="states it may read"),
                ),
            ],
            options={
                "verbose_name": "API client",
                "verbose_name_plural": "API clients",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="tenants.apiclient"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("pk", "Publishable (browser, app)"), ("sk", "Secret (server)")],
                        max_length=2,
                        verbose_name="kind",
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("hint", models.CharField(editable=False, max_length=14, verbose_name="begins with")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "is_bound",
                    models.BooleanField(
                        default=False,
                        help_text="The key runs only the documents uploaded for its client, and refuses all other queries.",
                        verbose_name="only trusted documents",
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="revoked")),
                ("last_used_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last used")),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["-created_at"],
            },
        ),
    ]
