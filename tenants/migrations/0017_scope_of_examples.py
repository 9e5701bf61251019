"""A key may read what people say, with the scope of examples."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0016_chains_in_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="apiclient",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("content", "Read content"),
                        ("scripts", "Read operators' scripts"),
                        ("examples", "Read what people say, from which search learns"),
                        ("inquiries", "Record inquiries"),
                        ("changes", "Follow changes"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="scopes",
            ),
        ),
    ]
