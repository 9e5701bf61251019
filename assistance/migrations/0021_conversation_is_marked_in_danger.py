from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0020_words_of_leaving_and_handing_over")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="is_marked_in_danger",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="They had not said so themselves: what their page offers does not change by it.",
                verbose_name="marked as in danger by an operator",
            ),
        ),
    ]
