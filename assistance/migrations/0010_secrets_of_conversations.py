"""One conversation to a secret, so that a start that is sent again finds what it began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assistance", "0009_content_of_another_state")]

    operations = [
        migrations.AddConstraint(
            model_name="conversation",
            constraint=models.UniqueConstraint(fields=("secret_digest",), name="conversation_of_secret"),
        ),
    ]
