from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0011_conversation_indexes")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="visitor_stayed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
