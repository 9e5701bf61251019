"""Details of an entry of the audit log are a JSON object."""

import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0014_names_of_people"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="auditentry",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func("details", function="jsonb_typeof", output_field=models.TextField()), "object"
                ),
                name="audit_details_object",
            ),
        ),
    ]
