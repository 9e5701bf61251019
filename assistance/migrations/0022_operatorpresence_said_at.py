from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0021_conversation_is_marked_in_danger")]

    operations = [
        migrations.AddField(
            model_name="operatorpresence",
            name="said_at",
            field=models.DateTimeField(
                help_text="By the desk: what it said before is late.", null=True, verbose_name="said at"
            ),
        ),
    ]
