from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0016_inquiry_hung_up_and_left_unread"),
    ]

    operations = [
        migrations.AlterField(
            model_name="callbackattempt",
            name="result",
            field=models.CharField(
                choices=[
                    ("REACHED", "Reached"),
                    ("NO_ANSWER", "No answer"),
                    ("BUSY", "Busy"),
                    ("WRONG_NUMBER", "Wrong number"),
                    ("NOT_SAFE", "It was not safe to talk"),
                    ("CALLED_OFF", "Called off by who promised it"),
                ],
                max_length=12,
                verbose_name="result",
            ),
        ),
    ]
