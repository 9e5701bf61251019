from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0012_conversation_visitor_stayed_at")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="absent_since",
            field=models.DateTimeField(
                help_text="Nothing was heard of whoever waits; a return ends it.",
                null=True,
                verbose_name="out of the queue since",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="call_starts_at",
            field=models.DateTimeField(
                help_text="Of the call promised last.", null=True, verbose_name="called not before"
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="call_ends_at",
            field=models.DateTimeField(null=True, verbose_name="called until"),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("VISITOR", "The person ended it"),
                    ("OPERATOR", "The operator ended it"),
                    ("INACTIVE", "Nobody wrote for a while"),
                    ("ERASED", "The person erased it"),
                    ("SPAM", "It was spam"),
                    ("UNATTENDED", "Nobody came before the hours of service ended"),
                    ("LEFT", "The person left while waiting"),
                ],
                max_length=10,
                verbose_name="why it ended",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="event",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ATTENDED", "An operator came"),
                    ("REQUEUED", "Back in the queue"),
                    ("HANDED_OVER", "Another operator came"),
                    ("JOINED", "A supervisor came, too"),
                    ("LEFT", "A supervisor left"),
                    ("TO_STATE", "Content of another state answers"),
                    ("TO_PHONE", "It goes on by telephone"),
                    ("NEARLY_INACTIVE", "Nobody has written for a while"),
                    ("QUICK_EXIT", "The person left the page quickly"),
                    ("ENDED", "It ended"),
                ],
                max_length=15,
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.CheckConstraint(
                condition=models.Q(("call_ends_at", None), ("call_starts_at", None))
                | models.Q(("call_ends_at__gt", models.F("call_starts_at"))),
                name="conversation_call_takes_time",
            ),
        ),
    ]
