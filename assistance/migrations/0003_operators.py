"""Where operators answer, whether they are there, and calls they hand over; each under row-level security at once."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from tenants.row_level_security import SCOPE, USER_IN_SCOPE, protect, protect_by

PRESENCE_IN_SCOPE = (
    "user_id IN (SELECT assigned.user_id FROM assistance_operatorassignment assigned"
    f" WHERE assigned.tenant_id = {SCOPE}) OR {USER_IN_SCOPE}"
)
"""Somebody is there for the states that they are assigned to, and for their own."""


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0002_inquiries"),
        ("tenants", "0017_scope_of_examples"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("call_id", models.UUIDField(verbose_name="call")),
                ("run", models.JSONField(verbose_name="run")),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="offered")),
                ("expires_at", models.DateTimeField(verbose_name="until")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accepted")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="from",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-over",
                "verbose_name_plural": "hand-overs",
                "indexes": [models.Index(fields=["tenant", "receiver", "expires_at"], name="handover_waiting")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("tenant", "call_id"),
                        name="handover_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None), _connector="OR"),
                        name="handover_one_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatorAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        help_text="BCP 47 tags, such as es-MX; none: all that the state serves.",
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("WEB", "Website"),
                                ("APP", "Mobile app"),
                                ("CHAT", "Chat"),
                                ("PHONE", "Telephone"),
                            ],
                            max_length=5,
                        ),
                        size=None,
                        verbose_name="channels",
                    ),
                ),
                (
                    "max_conversations",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="chats at once",
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
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
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "verbose_name_plural": "assignments",
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "user"), name="operator_assignment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("tenant", 1), _negated=True), name="operator_assignment_to_a_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at", None), ("ends_at__gte", models.F("starts_at")), _connector="OR"),
                        name="operator_assignment_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_conversations__gte", 1), ("max_conversations__lte", 10)),
                        name="operator_assignment_some_conversations",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatorPresence",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("AVAILABLE", "Available"),
                            ("ON_CALL", "On a call"),
                            ("AFTER_CALL", "After a call"),
                            ("BREAK", "On a break"),
                            ("AWAY", "Away"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("expires_at", models.DateTimeField(verbose_name="lease ends")),
                ("call_id", models.UUIDField(null=True, verbose_name="call")),
                ("call_began_at", models.DateTimeField(null=True, verbose_name="call since")),
                (
                    "tenant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.tenant",
                        verbose_name="state of the call",
                    ),
                ),
            ],
            options={
                "verbose_name": "presence",
                "verbose_name_plural": "presences",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("call_began_at", None), ("call_id", None), ("tenant", None)),
                            models.Q(
                                ("call_began_at__isnull", False), ("call_id__isnull", False), ("tenant__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="operator_presence_whole_call",
                    )
                ],
            },
        ),
        protect("assistance_handover", library_readable=False),
        protect("assistance_operatorassignment", library_readable=False),
        protect_by(PRESENCE_IN_SCOPE, "assistance_operatorpresence"),
    ]
