import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import tenants.models.tenant


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tenants", "0001_user"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
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
                    "budget_per_minute",
                    models.PositiveIntegerField(
                        default=60000, help_text="In points of cost.", verbose_name="budget per minute"
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
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="expires")),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="revoked")),
                ("last_used_on", models.DateField(blank=True, editable=False, null=True, verbose_name="last used")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="tenants.apiclient"
                    ),
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
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
                "ordering": ["-created_at"],
            },
        ),
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
                    "collection",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenant",
                        to="wagtailcore.collection",
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
                (
                    "root_page",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        help_text="Root of the tree in the first language; its translations are the roots in the others.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenant_of_root",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tenant",
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "state",
                "verbose_name_plural": "states",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Hostname",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hostnames", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name": "host",
                "verbose_name_plural": "hosts",
                "ordering": ["host"],
            },
        ),
        migrations.AddField(
            model_name="apiclient",
            name="owner",
            field=models.ForeignKey(
                help_text="Whose editors manage this client.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="api_clients",
                to="tenants.tenant",
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="apiclient",
            name="tenants",
            field=models.ManyToManyField(related_name="+", to="tenants.tenant", verbose_name="states it may read"),
        ),
        migrations.AddField(
            model_name="user",
            name="tenant",
            field=models.ForeignKey(
                blank=True,
                help_text="Only administrators of the whole service have none.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="tenants.tenant",
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="TenantLanguage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="In lower case, such as es-mx or yua.", max_length=20, verbose_name="BCP 47 tag"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("iso639_3", models.CharField(blank=True, max_length=3, verbose_name="ISO 639-3")),
                ("tag_scope", models.CharField(blank=True, max_length=20, verbose_name="what the tag names")),
                ("source", models.TextField(blank=True, verbose_name="source")),
                ("is_verified", models.BooleanField(default=False, verbose_name="verified")),
                ("is_served", models.BooleanField(default=False, verbose_name="content is served in it")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order of fallback")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="languages", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name": "language",
                "verbose_name_plural": "languages",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TenantPhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("dial", models.CharField(max_length=40, verbose_name="as the phone dials it")),
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
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name": "phone",
                "verbose_name_plural": "phones",
                "ordering": ["position", "pk"],
            },
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
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", "NAC"), ("pk", 1)),
                    models.Q(models.Q(("pk", 1), _negated=True), models.Q(("code", "NAC"), _negated=True)),
                    _connector="OR",
                ),
                name="tenant_library_has_its_own_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenantlanguage",
            constraint=models.UniqueConstraint(
                models.F("tenant"), django.db.models.functions.text.Lower("code"), name="tenant_language_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tenantphone",
            constraint=models.UniqueConstraint(fields=("tenant", "dial", "purpose"), name="tenant_phone_once"),
        ),
    ]
