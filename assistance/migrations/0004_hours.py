"""When a state answers on the telephone and in the chat."""

import django.db.models.deletion
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from tenants.row_level_security import protect


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0003_operators"),
        ("tenants", "0017_scope_of_examples"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("PHONE", "Telephone"), ("CHAT", "Chat")], max_length=5, verbose_name="channel"
                    ),
                ),
                (
                    "schedule",
                    wagtail.fields.StreamField(
                        [("schedule", 7)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.BooleanBlock",
                                (),
                                {
                                    "help_text": "Then no periods are needed.",
                                    "label": "Open day and night, all days",
                                    "required": False,
                                },
                            ),
                            1: (
                                "wagtail.blocks.MultipleChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("MONDAY", "Monday"),
                                        ("TUESDAY", "Tuesday"),
                                        ("WEDNESDAY", "Wednesday"),
                                        ("THURSDAY", "Thursday"),
                                        ("FRIDAY", "Friday"),
                                        ("SATURDAY", "Saturday"),
                                        ("SUNDAY", "Sunday"),
                                    ],
                                    "label": "Days",
                                },
                            ),
                            2: (
                                "content_models.blocks.contact.HourBlock",
                                (),
                                {"help_text": "Such as 8, 8:30 or 20:00.", "label": "Opens at"},
                            ),
                            3: (
                                "content_models.blocks.contact.HourBlock",
                                (),
                                {
                                    "help_text": "A time at or before the opening is on the next day. From 00:00 to 00:00 is the whole day.",
                                    "label": "Closes at",
                                },
                            ),
                            4: ("wagtail.blocks.StructBlock", [[("days", 1), ("opens_at", 2), ("closes_at", 3)]], {}),
                            5: ("wagtail.blocks.ListBlock", (4,), {"default": [], "label": "Periods"}),
                            6: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("CLOSED", "Closed on public holidays"),
                                        ("OPEN", "Open on public holidays as on any day"),
                                        ("UNKNOWN", "Not known"),
                                    ],
                                    "label": "On public holidays",
                                },
                            ),
                            7: (
                                "wagtail.blocks.StructBlock",
                                [[("is_always_open", 0), ("periods", 5), ("holidays", 6)]],
                                {},
                            ),
                        },
                        verbose_name="hours",
                    ),
                ),
                (
                    "exceptions",
                    wagtail.fields.StreamField(
                        [("day", 6)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.DateBlock", (), {"label": "Day"}),
                            1: (
                                "content_models.blocks.texts.PlainTextBlock",
                                (),
                                {
                                    "help_text": "Such as “Christmas shift”. Operators read it.",
                                    "label": "Why",
                                    "max_length": 80,
                                    "required": False,
                                },
                            ),
                            2: (
                                "content_models.blocks.contact.HourBlock",
                                (),
                                {"help_text": "Such as 8, 8:30 or 20:00.", "label": "Opens at"},
                            ),
                            3: (
                                "content_models.blocks.contact.HourBlock",
                                (),
                                {
                                    "help_text": "A time at or before the opening is on the next day. From 00:00 to 00:00 is the whole day.",
                                    "label": "Closes at",
                                },
                            ),
                            4: ("wagtail.blocks.StructBlock", [[("opens_at", 2), ("closes_at", 3)]], {}),
                            5: (
                                "wagtail.blocks.ListBlock",
                                (4,),
                                {
                                    "default": [],
                                    "help_text": "Without any, nobody answers on this day.",
                                    "label": "Hours of this day",
                                },
                            ),
                            6: ("wagtail.blocks.StructBlock", [[("on", 0), ("name", 1), ("spans", 5)]], {}),
                        },
                        verbose_name="days with other hours",
                    ),
                ),
                (
                    "call_backs_per_hour",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="How many people can be promised a call in the same hour.",
                        verbose_name="call-backs in an hour",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                "verbose_name": "hours of service",
                "verbose_name_plural": "hours of service",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "channel"), name="service_hours_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("PHONE", "CHAT"))),
                        name="service_hours_of_a_channel_that_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("call_backs_per_hour__range", (1, 500))),
                        name="service_hours_promise_some_call_backs",
                        violation_error_message="Write a number from 1 to 500.",
                    ),
                ],
            },
        ),
        protect("assistance_servicehours", library_readable=False),
    ]
