"""What somebody does for their tenant as a field, and a group for who translates."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tenants", "0007_audit_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="translators",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translates_tenant",
                to="auth.group",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("coordinator", "Coordinator"),
                    ("publisher", "Publisher"),
                    ("editor", "Editor"),
                    ("translator", "Translator"),
                    ("operator", "Operator"),
                    ("supervisor", "Supervisor"),
                    ("trainee", "Trainee"),
                ],
                help_text="What they do for their state. Whoever works for no state has none.",
                max_length=11,
                verbose_name="role",
            ),
        ),
    ]
