"""Calls that people were promised."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.keyring
from tenants.row_level_security import protect


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0005_browsers_of_operators"),
        ("tenants", "0017_scope_of_examples"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False, help_text="UUIDv7 of the client.", primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(editable=False, help_text="HMAC of what the client sent.", max_length=64)),
                (
                    "inquiry_id",
                    models.UUIDField(help_text="The contact in which it was promised.", verbose_name="inquiry"),
                ),
                ("phone", tenants.keyring.EncryptedTextField(purpose="call-back", verbose_name="telephone")),
                (
                    "pass_phrase",
                    tenants.keyring.EncryptedTextField(blank=True, purpose="call-back", verbose_name="pass phrase"),
                ),
                ("may_leave_message", models.BooleanField(verbose_name="a message may be left")),
                (
                    "relationship",
                    models.CharField(
                        choices=[
                            ("SELF", "The same person"),
                            ("FAMILY", "A relative"),
                            ("FRIEND", "A friend"),
                            ("LAWYER", "Their lawyer"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=8,
                        verbose_name="who answers",
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
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("topic_key", models.CharField(blank=True, max_length=36, verbose_name="topic")),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                ("window_starts_at", models.DateTimeField(verbose_name="not before")),
                ("window_ends_at", models.DateTimeField(verbose_name="until")),
                ("booked_at", models.DateTimeField(auto_now_add=True)),
                ("taken_until", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(help_text="When it is given up.")),
                ("delete_at", models.DateTimeField(help_text="When the row is deleted.")),
                (
                    "booked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                "verbose_name": "call-back",
                "verbose_name_plural": "call-backs",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CallBackAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        editable=False, help_text="UUIDv7 of the client.", primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("REACHED", "Reached"),
                            ("NO_ANSWER", "No answer"),
                            ("BUSY", "Busy"),
                            ("WRONG_NUMBER", "Wrong number"),
                            ("NOT_SAFE", "It was not safe to talk"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "call_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="assistance.callback"
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
                "verbose_name": "attempt to call back",
                "verbose_name_plural": "attempts to call back",
                "ordering": ["at"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["tenant", "window_starts_at"], name="assistance__tenant__7758fb_idx"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["delete_at"], name="assistance__delete__ffc50e_idx"),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("window_ends_at__gt", models.F("window_starts_at"))), name="call_back_takes_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_by", None), ("taken_until__isnull", False), _connector="OR"),
                name="call_back_is_taken_for_a_while",
            ),
        ),
        protect("assistance_callback", library_readable=False),
        protect("assistance_callbackattempt", library_readable=False),
    ]
