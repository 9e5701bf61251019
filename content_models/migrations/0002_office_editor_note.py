"""What an office's page says to editors gets a field of its own, which is never published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="officepage",
            name="editor_note",
            field=models.TextField(
                blank=True,
                help_text="What is still to be found out, or where something was taken from. It is never published.",
                verbose_name="note for editors",
            ),
        ),
    ]
