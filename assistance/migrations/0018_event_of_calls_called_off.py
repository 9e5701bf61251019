from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0017_called_off_by_who_promised"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="message_call_of_event",
        ),
        migrations.AlterField(
            model_name="message",
            name="event",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ATTENDED", "An operator came"),
                    ("REQUEUED", "Back in the queue"),
                    ("OPERATOR_SILENT", "Back in the queue: the operator did not answer"),
                    ("OPERATOR_LOST", "Back in the queue: nothing was heard of the operator's desk"),
                    ("OPERATOR_LEFT", "Back in the queue: the operator gave it back"),
                    ("HANDED_OVER", "Another operator came"),
                    ("TAKEN_OVER", "A supervisor took it over"),
                    ("JOINED", "A supervisor came, too"),
                    ("LEFT", "A supervisor left"),
                    ("TO_STATE", "Content of another state answers"),
                    ("TO_PHONE", "It goes on by telephone"),
                    ("CALL_CANCELLED", "The person cancelled the promised call"),
                    ("CALLED_OFF", "Whoever promised the call called it off"),
                    ("NEARLY_INACTIVE", "Nobody has written for a while"),
                    ("QUICK_EXIT", "The person left the page quickly"),
                    ("ENDED", "It ended"),
                ],
                max_length=15,
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_ends_at", None), ("call_starts_at", None)),
                    models.Q(
                        ("call_ends_at__gt", models.F("call_starts_at")),
                        ("event__in", ["TO_PHONE", "CALL_CANCELLED", "CALLED_OFF"]),
                    ),
                    _connector="OR",
                ),
                name="message_call_of_event",
            ),
        ),
    ]
