"""Names of people have one line, and nothing that cannot be seen."""

from django.db import migrations, models

import tenants.plain_text


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0013_names_of_states"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="first_name",
            field=models.CharField(
                blank=True,
                max_length=150,
                validators=[tenants.plain_text.validate_plain_text],
                verbose_name="first name",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="last_name",
            field=models.CharField(
                blank=True,
                max_length=150,
                validators=[tenants.plain_text.validate_plain_text],
                verbose_name="last name",
            ),
        ),
    ]
