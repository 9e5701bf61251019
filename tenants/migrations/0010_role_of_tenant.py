"""A role and a tenant go together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0009_fill_roles")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", ""), ("tenant", None)),
                    models.Q(
                        ("role__in", ("publisher", "editor", "translator")), ("tenant", 1), ("tenant__isnull", False)
                    ),
                    models.Q(
                        (
                            "role__in",
                            ["coordinator", "publisher", "editor", "translator", "operator", "supervisor", "trainee"],
                        ),
                        ("tenant__isnull", False),
                        models.Q(("tenant", 1), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="user_has_a_role_of_its_tenant",
                violation_error_message="Choose a state, and a role that there is in it.",
            ),
        ),
    ]
