"""The ledger of inquiries, which nobody changes, the campaigns that inquiries name, and counts of visits."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import tenants.plain_text
from tenants.row_level_security import IN_SCOPE, protect

APPEND_ONLY = """
CREATE FUNCTION assistance_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$
"""
"""Grants stop the application's role (`cms/roles.py`); this stops every other, the owner's too."""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0001_initial"),
        ("tenants", "0017_scope_of_examples"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        help_text="Short, such as FERIA-2026. It cannot be changed afterwards.",
                        max_length=20,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$",
                                "Use capital letters without accents, digits and hyphens.",
                            )
                        ],
                        verbose_name="code",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As operators read it.",
                        max_length=80,
                        validators=[tenants.plain_text.validate_plain_text],
                        verbose_name="name",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(help_text="This day is included.", verbose_name="last day")),
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
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-starts_on", "code"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        help_text="UUIDv7 of the client, made when the contact begins: the idempotency key.",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of what the client sent.", max_length=64)),
                ("recorded_at", models.DateTimeField(auto_now_add=True, verbose_name="recorded")),
                (
                    "channel",
                    models.CharField(
                        choices=[("WEB", "Website"), ("APP", "Mobile app"), ("CHAT", "Chat"), ("PHONE", "Telephone")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "contact_type",
                    models.CharField(
                        choices=[
                            ("CITIZEN", "Somebody who asks"),
                            ("SILENT", "Nobody spoke"),
                            ("WRONG_NUMBER", "Wrong number"),
                            ("PRANK", "Prank"),
                            ("TRANSFERRED", "Transferred by another service"),
                        ],
                        max_length=12,
                        verbose_name="kind of contact",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("VICTIM", "Victim"),
                            ("ACCUSED", "Accused or detained person"),
                            ("THIRD_PARTY", "Family member, witness or other third party"),
                        ],
                        max_length=11,
                        verbose_name="role",
                    ),
                ),
                ("topic_key", models.CharField(blank=True, max_length=36, verbose_name="topic")),
                ("script_key", models.CharField(blank=True, max_length=36, verbose_name="script")),
                ("script_digest", models.CharField(blank=True, max_length=64)),
                ("end_node", models.CharField(blank=True, max_length=80)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("INFORMED", "Informed"),
                            ("REFERRED", "Referred to an office"),
                            ("TRANSFERRED", "Transferred to another service"),
                            ("CALL_BACK", "A call-back was agreed"),
                            ("EMERGENCY", "Passed to 911"),
                            ("ABANDONED", "The person left before the end"),
                            ("OTHER", "Other"),
                        ],
                        max_length=11,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "referral_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=36),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="referred to",
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="BCP 47 tag, such as es-MX.", max_length=20, verbose_name="language"),
                ),
                ("started_at", models.DateTimeField(verbose_name="began")),
                (
                    "started_on",
                    models.DateField(
                        help_text="In the state’s time zone, as it was when this was written.", verbose_name="day"
                    ),
                ),
                (
                    "started_hour",
                    models.PositiveSmallIntegerField(help_text="0 to 23, in the same time zone.", verbose_name="hour"),
                ),
                ("duration_seconds", models.PositiveIntegerField(verbose_name="duration (s)")),
                (
                    "after_call_seconds",
                    models.PositiveIntegerField(default=0, verbose_name="work after the contact (s)"),
                ),
                ("is_served", models.BooleanField(verbose_name="served")),
                (
                    "unserved_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NO_OPERATOR", "Nobody was free"),
                            ("OUT_OF_HOURS", "Outside the hours of service"),
                            ("HUNG_UP", "The person left before being answered"),
                            ("OUT_OF_SCOPE", "Not a matter of this service"),
                            ("TECHNICAL", "A technical failure"),
                        ],
                        max_length=12,
                        verbose_name="why it was not served",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MISTAKE", "Something was written wrongly"),
                            ("DUPLICATE", "It was counted twice"),
                            ("WRONG_STATE", "It belongs to another state"),
                            ("TEST", "It was a test"),
                        ],
                        max_length=11,
                        verbose_name="why it was corrected",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assistance.campaign",
                        verbose_name="campaign",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="tenants.apiclient",
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="assistance.inquiry",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "inquiry",
                "verbose_name_plural": "inquiries",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VisitCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visited_on", models.DateField(verbose_name="day")),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        help_text="0 to 23, in the state’s time zone.", verbose_name="hour"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("WEB", "Website"), ("APP", "Mobile app"), ("CHAT", "Chat"), ("PHONE", "Telephone")],
                        max_length=5,
                        verbose_name="channel",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HOME", "Home page"),
                            ("SECTION", "Section"),
                            ("GUIDANCE", "Guidance page"),
                            ("TERM", "Term of the glossary"),
                            ("ORGANIZATION", "Organization"),
                            ("OFFICE", "Office"),
                            ("NOTICE", "Notice"),
                            ("GUIDE", "Guided questions"),
                            ("SEARCH", "Search"),
                            ("API", "Answer of the API"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "topic_key",
                    models.CharField(blank=True, help_text="Of a guidance page.", max_length=36, verbose_name="topic"),
                ),
                ("count", models.PositiveBigIntegerField(verbose_name="visits")),
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
                "verbose_name": "count of visits",
                "verbose_name_plural": "counts of visits",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(
                fields=("tenant", "code"),
                name="campaign_code_once",
                violation_error_message="Another campaign has this code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="campaign_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$")), name="campaign_code_is_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="campaign_ends_after_it_starts",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["tenant", "started_on"], name="inquiry_by_day"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(fields=("tenant", "id"), name="inquiry_of_tenant"),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["WEB", "APP", "CHAT", "PHONE"])), name="inquiry_channel_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("contact_type__in", ["CITIZEN", "SILENT", "WRONG_NUMBER", "PRANK", "TRANSFERRED"])),
                name="inquiry_contact_type_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["", "VICTIM", "ACCUSED", "THIRD_PARTY"])), name="inquiry_role_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        ["", "INFORMED", "REFERRED", "TRANSFERRED", "CALL_BACK", "EMERGENCY", "ABANDONED", "OTHER"],
                    )
                ),
                name="inquiry_outcome_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unserved_reason__in", ["", "NO_OPERATOR", "OUT_OF_HOURS", "HUNG_UP", "OUT_OF_SCOPE", "TECHNICAL"])
                ),
                name="inquiry_unserved_reason_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["", "MISTAKE", "DUPLICATE", "WRONG_STATE", "TEST"])),
                name="inquiry_reason_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="inquiry_digest_is_a_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("topic_key__regex", "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")),
                name="inquiry_topic_key_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("script_key__regex", "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")),
                name="inquiry_script_key_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("script_digest__regex", "^([0-9a-f]{64})?$")),
                name="inquiry_script_digest_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("end_node__regex", "^([a-z0-9]+([-_][a-z0-9]+)*)?$")),
                name="inquiry_end_node_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__regex", "^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$")),
                name="inquiry_language_is_a_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Regex(
                    models.Func(
                        "referral_keys", models.Value(","), function="array_to_string", output_field=models.TextField()
                    ),
                    "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(,[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){0,9})?$",
                ),
                name="inquiry_referral_keys_are_codes",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_hour__lte", 23)), name="inquiry_started_hour_of_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("after_call_seconds__lte", 86400), ("duration_seconds__lte", 86400)),
                name="inquiry_shorter_than_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_served", True), ("unserved_reason", "")),
                    models.Q(("is_served", False), models.Q(("unserved_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="inquiry_unserved_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects", None), ("reason", "")),
                    models.Q(("corrects__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="inquiry_corrects_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrects", models.F("id")), _negated=True), name="inquiry_corrects_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.UniqueConstraint(
                fields=("tenant", "visited_on", "hour", "channel", "kind", "topic_key"), name="visit_count_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.CheckConstraint(condition=models.Q(("hour__lte", 23)), name="visit_hour_of_day"),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["WEB", "APP", "CHAT", "PHONE"])), name="visit_channel_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "HOME",
                            "SECTION",
                            "GUIDANCE",
                            "TERM",
                            "ORGANIZATION",
                            "OFFICE",
                            "NOTICE",
                            "GUIDE",
                            "SEARCH",
                            "API",
                        ],
                    )
                ),
                name="visit_kind_listed",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("topic_key__regex", "^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")),
                name="visit_topic_key_is_a_code",
            ),
        ),
        protect("assistance_campaign", library_readable=False),
        protect("assistance_visitcount", library_readable=False),
        migrations.RunSQL(
            sql=[
                "ALTER TABLE assistance_inquiry ADD CONSTRAINT inquiry_campaign_of_tenant"
                " FOREIGN KEY (tenant_id, campaign_id) REFERENCES assistance_campaign (tenant_id, id)",
                "ALTER TABLE assistance_inquiry ADD CONSTRAINT inquiry_corrects_of_tenant"
                " FOREIGN KEY (tenant_id, corrects_id) REFERENCES assistance_inquiry (tenant_id, id)",
                "ALTER TABLE assistance_inquiry ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE assistance_inquiry FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY assistance_inquiry_read ON assistance_inquiry FOR SELECT USING ({IN_SCOPE})",
                f"CREATE POLICY assistance_inquiry_insert ON assistance_inquiry FOR INSERT WITH CHECK ({IN_SCOPE})",
                APPEND_ONLY,
                "CREATE TRIGGER assistance_inquiry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON assistance_inquiry"
                " FOR EACH STATEMENT EXECUTE FUNCTION assistance_refuse_change()",
            ],
            reverse_sql=[
                "DROP TRIGGER assistance_inquiry_append_only ON assistance_inquiry",
                "DROP FUNCTION assistance_refuse_change",
                "DROP POLICY assistance_inquiry_read ON assistance_inquiry",
                "DROP POLICY assistance_inquiry_insert ON assistance_inquiry",
            ],
        ),
    ]
