from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0022_operatorpresence_said_at")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="has_declared_danger",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Asked before they wrote; nobody takes that back for them.",
                verbose_name="answered that they are not safe",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="danger_words",
            field=models.CharField(
                blank=True,
                choices=[("SUICIDE", "Wanting to die"), ("DANGER", "Being in danger")],
                db_default="",
                help_text="By the words that they used: an operator may see that it is none. It stays what they wrote of.",
                max_length=7,
                verbose_name="wrote of danger",
            ),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="is_marked_in_danger",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="What the person's own page offers does not change by it.",
                verbose_name="marked as in danger by an operator",
            ),
        ),
    ]
