"""A key may carry conversations of the online chat, with a scope of its own."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0017_scope_of_examples"),
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
                        ("chat", "Let people write to operators"),
                        ("changes", "Follow changes"),
                    ],
                    max_length=20,
                ),
                size=None,
                verbose_name="scopes",
            ),
        ),
    ]
