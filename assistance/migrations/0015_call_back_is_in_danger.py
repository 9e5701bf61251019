from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0014_message_call_hours_and_reasons")]

    operations = [
        migrations.AddField(
            model_name="callback",
            name="is_in_danger",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="As the person said when it was promised.",
                verbose_name="in danger",
            ),
        ),
    ]
