"""The store of published content, and what states decide about national changes.

Each table with a `tenant_id` is under row-level security from its first moment, right after it is made. The library's rows
are readable by all tenants, since every state's view stands on them, except where noted. `DigestSent` belongs to a user, not to a tenant.
"""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.fields.json
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from tenants.row_level_security import protect

IMMUTABLE = """
CREATE FUNCTION publishing_edition_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER publishing_edition_is_immutable BEFORE UPDATE OR DELETE ON publishing_edition
    FOR EACH ROW EXECUTE FUNCTION publishing_edition_is_immutable();
"""
MUTABLE = """
DROP TRIGGER publishing_edition_is_immutable ON publishing_edition;
DROP FUNCTION publishing_edition_is_immutable();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TenantVersion",
            fields=[
                (
                    "tenant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tenants.tenant",
                    ),
                ),
                ("version", models.BigIntegerField(default=0, verbose_name="version")),
                (
                    "settings_version",
                    models.BigIntegerField(
                        default=0,
                        help_text="The version that last changed the state itself.",
                        verbose_name="version of the settings",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
            },
        ),
        protect("publishing_tenantversion"),
        migrations.CreateModel(
            name="ContentItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
                ("key", models.CharField(max_length=36, verbose_name="key")),
                (
                    "locale",
                    models.CharField(help_text="BCP 47 tag, such as es-MX.", max_length=20, verbose_name="language"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HOME", "HOME"),
                            ("SECTION", "SECTION"),
                            ("GUIDANCE", "GUIDANCE"),
                            ("TERM", "TERM"),
                            ("ORGANIZATION", "ORGANIZATION"),
                            ("OFFICE", "OFFICE"),
                            ("SCRIPT", "SCRIPT"),
                            ("NOTICE", "NOTICE"),
                            ("ADAPTATION", "ADAPTATION"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("slug", models.CharField(max_length=255, verbose_name="slug")),
                (
                    "path",
                    models.TextField(
                        help_text="From the root of its tree, such as /victima/como-denunciar/.", verbose_name="path"
                    ),
                ),
                ("sort_key", models.TextField(db_collation="C", verbose_name="sort key")),
                ("document", models.JSONField(default=dict, verbose_name="document")),
                ("search_text", models.TextField(blank=True, verbose_name="text for search")),
                ("is_live", models.BooleanField(default=True, verbose_name="published")),
                (
                    "version",
                    models.BigIntegerField(
                        help_text="The tenant's version that this row last changed with.", verbose_name="version"
                    ),
                ),
                (
                    "edition",
                    models.PositiveIntegerField(
                        default=0, help_text="The library's; states have none.", verbose_name="edition"
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "page_id",
                    models.BigIntegerField(
                        help_text="No foreign key: readers never touch pages, and a tombstone outlives its page.",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "published item",
                "verbose_name_plural": "published items",
                "indexes": [
                    models.Index(fields=["tenant", "version"], name="content_item_since"),
                    models.Index(fields=["page_id"], name="content_item_page"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "locale", "key"), name="content_item_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("tenant", "locale", "path"),
                        name="content_item_path_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_live", True)),
                        fields=("tenant", "locale", "kind", "slug"),
                        name="content_item_slug_once",
                    ),
                    models.UniqueConstraint(
                        models.F("tenant"),
                        models.F("locale"),
                        django.db.models.fields.json.KeyTextTransform("adaptsKey", "document"),
                        condition=models.Q(("is_live", True), ("kind", "ADAPTATION")),
                        name="content_item_adapted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_live", True), ("document", {}), _connector="OR"),
                        name="content_item_withdrawn_says_nothing",
                    ),
                ],
            },
        ),
        protect("publishing_contentitem"),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        default=1, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
                ("key", models.CharField(max_length=36, verbose_name="key")),
                ("locale", models.CharField(max_length=20, verbose_name="language")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("kind", models.CharField(max_length=12, verbose_name="kind")),
                ("document", models.JSONField(verbose_name="document")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                (
                    "published_by_id",
                    models.BigIntegerField(
                        blank=True,
                        help_text="No foreign key: an edition outlives accounts.",
                        null=True,
                        verbose_name="published by",
                    ),
                ),
                (
                    "revision_id",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Of the page: what going back to this edition publishes.",
                        null=True,
                        verbose_name="revision",
                    ),
                ),
                (
                    "is_urgent",
                    models.BooleanField(
                        default=False,
                        help_text="It is served at once also where states review first.",
                        verbose_name="urgent legal correction",
                    ),
                ),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
                "ordering": ["key", "locale", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "key", "locale", "number"), name="edition_once"),
                    models.CheckConstraint(condition=models.Q(("tenant", 1)), name="edition_of_the_library_only"),
                ],
            },
        ),
        protect("publishing_edition"),
        # What a state pinned, compared or reviewed must read the same for ever, whatever a later mistake in the code does.
        migrations.RunSQL(IMMUTABLE, MUTABLE),
        migrations.CreateModel(
            name="PathRedirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
                ("locale", models.CharField(max_length=20, verbose_name="language")),
                ("old_path", models.TextField(verbose_name="old path")),
                ("key", models.CharField(max_length=36, verbose_name="key")),
                ("version", models.BigIntegerField(verbose_name="version")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "old path",
                "verbose_name_plural": "old paths",
                "indexes": [models.Index(fields=["tenant", "version"], name="path_redirect_since")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "locale", "old_path"), name="path_redirect_once")
                ],
            },
        ),
        protect("publishing_pathredirect"),
        migrations.CreateModel(
            name="OutboxEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
                    ),
                ),
                ("version", models.BigIntegerField(verbose_name="version")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("moved", "Moved"),
                            ("withdrawn", "Withdrawn"),
                            ("path_yielded", "A national page yielded its path to a local one"),
                            ("tenant_changed", "The state’s settings changed"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=36, verbose_name="key")),
                ("locale", models.CharField(blank=True, max_length=20, verbose_name="language")),
                ("kind", models.CharField(blank=True, max_length=12, verbose_name="kind")),
                ("details", models.JSONField(default=dict, verbose_name="details")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered")),
            ],
            options={
                "verbose_name": "outgoing change",
                "verbose_name_plural": "outgoing changes",
                "indexes": [
                    models.Index(fields=["tenant", "version"], name="outbox_since"),
                    models.Index(fields=["created_at"], name="outbox_age"),
                    models.Index(condition=models.Q(("delivered_at", None)), fields=["id"], name="outbox_waiting"),
                ],
            },
        ),
        # What waits to be delivered, is pinned or is under review concerns its own tenant alone: also the library's is closed.
        protect("publishing_outboxentry", library_readable=False),
        migrations.CreateModel(
            name="Pin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
                    ),
                ),
                ("key", models.CharField(max_length=36, verbose_name="key")),
                ("locale", models.CharField(max_length=20, verbose_name="language")),
                ("number", models.PositiveIntegerField(null=True, verbose_name="edition")),
                (
                    "version",
                    models.BigIntegerField(
                        help_text="The tenant's version that this row last changed with.", verbose_name="version"
                    ),
                ),
                ("pinned_at", models.DateTimeField(verbose_name="pinned")),
            ],
            options={
                "verbose_name": "pinned edition",
                "verbose_name_plural": "pinned editions",
                "indexes": [models.Index(fields=["tenant", "version"], name="pin_since")],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "key", "locale"), name="pin_once"),
                    models.CheckConstraint(
                        condition=models.Q(("tenant", 1), _negated=True), name="pin_of_a_state_only"
                    ),
                ],
            },
        ),
        protect("publishing_pin", library_readable=False),
        migrations.CreateModel(
            name="ReviewTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("changed", "The national text changed where the state had changed it"),
                            ("adoption", "A new national edition waits to be adopted"),
                            ("path", "A national page has the path of a local one"),
                            ("law", "A law that the text cites has changed"),
                            ("withdrawn", "The library withdrew a text that the state had changed"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Of the text; of the national page for a path.", max_length=36, verbose_name="key"
                    ),
                ),
                ("locale", models.CharField(max_length=20, verbose_name="language")),
                ("kind", models.CharField(max_length=12, verbose_name="kind")),
                (
                    "title",
                    models.CharField(
                        help_text="As it was then: a task outlives its page.", max_length=255, verbose_name="title"
                    ),
                ),
                (
                    "from_number",
                    models.PositiveIntegerField(
                        help_text="The oldest edition that the state's text was made against.",
                        null=True,
                        verbose_name="from edition",
                    ),
                ),
                ("to_number", models.PositiveIntegerField(null=True, verbose_name="to edition")),
                (
                    "addresses",
                    models.JSONField(
                        default=list,
                        help_text="Fields and ids that are concerned; an empty one is the whole text.",
                        verbose_name="pieces",
                    ),
                ),
                (
                    "decisions",
                    models.JSONField(
                        default=list,
                        help_text="What was decided of each piece: address, label, decision, by, at.",
                        verbose_name="decisions",
                    ),
                ),
                (
                    "details",
                    models.JSONField(
                        default=dict,
                        help_text="Law and article, path and local key, or when it was withdrawn.",
                        verbose_name="details",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Own text kept"),
                            ("taken", "National text taken"),
                            ("edited", "Own text edited"),
                            ("let_go", "Own text let go"),
                            ("accepted", "New edition adopted"),
                            ("reviewed", "Reviewed"),
                            ("passed", "Urgent legal correction: adopted at once"),
                            ("superseded", "Settled by a later change"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
            ],
            options={
                "verbose_name": "review task",
                "verbose_name_plural": "review tasks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at", None)), fields=["tenant", "due_on"], name="review_task_open"
                    ),
                    models.Index(fields=["key"], name="review_task_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None), models.Q(("reason", "law"), _negated=True)),
                        fields=("tenant", "reason", "key", "locale"),
                        name="review_task_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("outcome", "")),
                            models.Q(("closed_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="review_task_closed_with_outcome",
                    ),
                ],
            },
        ),
        protect("publishing_reviewtask", library_readable=False),
        migrations.CreateModel(
            name="DigestSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("day", models.DateField(help_text="Of the state’s own calendar.", verbose_name="day")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
            ],
            options={
                "verbose_name": "e-mail about reviews",
                "verbose_name_plural": "e-mails about reviews",
                "constraints": [models.UniqueConstraint(fields=("user", "day"), name="digest_sent_once")],
            },
        ),
        migrations.CreateModel(
            name="TenantHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("HOLIDAY", "Holiday: offices do as they do on public holidays"),
                            ("CLOSURE", "Closure: offices are closed"),
                        ],
                        default="HOLIDAY",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As people know the day, or why it is closed.", max_length=120, verbose_name="name"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(help_text="This day is included.", verbose_name="last day")),
                ("office_key", models.CharField(blank=True, max_length=36, verbose_name="office")),
                (
                    "source",
                    models.CharField(
                        help_text="Where it is published: the decree, agreement or calendar.",
                        max_length=500,
                        verbose_name="source",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday",
                "verbose_name_plural": "holidays",
                "ordering": ["starts_on", "pk"],
                "indexes": [models.Index(fields=["tenant", "starts_on"], name="holiday_by_day")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("tenant"),
                        models.F("kind"),
                        models.F("starts_on"),
                        models.F("office_key"),
                        django.db.models.functions.text.Lower("name"),
                        name="holiday_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="holiday_ends_after_it_starts",
                        violation_error_message="The last day is before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ends_on__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("starts_on"), "+", models.Value(datetime.timedelta(days=366))
                                ),
                            )
                        ),
                        name="holiday_lasts_a_year_at_most",
                        violation_error_message="It lasts longer than a year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__regex", "^\\s*$"), _negated=True),
                        name="holiday_has_a_source",
                        violation_error_message="Say where it is published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("office_key", ""), ("kind", "CLOSURE"), _connector="OR"),
                        name="holiday_is_of_all_offices",
                        violation_error_message="A holiday is for all offices; only a closure can be of one.",
                    ),
                ],
            },
        ),
        protect("publishing_tenantholiday"),
    ]
