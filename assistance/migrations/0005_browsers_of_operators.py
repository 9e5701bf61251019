"""What tells two browsers of one operator apart."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assistance", "0004_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="handover",
            name="browser",
            field=models.CharField(
                default="", help_text="A digest, to tell two apart.", max_length=16, verbose_name="accepted in"
            ),
        ),
        migrations.AddField(
            model_name="operatorpresence",
            name="browser",
            field=models.CharField(
                default="", help_text="A digest, to tell two apart.", max_length=16, verbose_name="browser"
            ),
        ),
    ]
