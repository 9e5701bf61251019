from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0018_event_of_calls_called_off")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="is_unsure",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="As they said before they wrote; what is known of danger since counts before it.",
                verbose_name="does not know whether they are safe",
            ),
        ),
    ]
