"""No state is called as another, and names have nothing that cannot be seen."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import tenants.plain_text


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tenants", "0012_invitations"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="tenant",
            name="capital",
            field=models.CharField(
                blank=True,
                max_length=80,
                validators=[tenants.plain_text.validate_plain_text],
                verbose_name="capital",
            ),
        ),
        migrations.AlterField(
            model_name="tenant",
            name="name",
            field=models.CharField(
                help_text="As people say it: “Tabasco”.",
                max_length=80,
                validators=[tenants.plain_text.validate_plain_text],
                verbose_name="name",
            ),
        ),
        migrations.AlterField(
            model_name="tenant",
            name="official_name",
            field=models.CharField(
                max_length=120, validators=[tenants.plain_text.validate_plain_text], verbose_name="official name"
            ),
        ),
        migrations.AddConstraint(
            model_name="tenant",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="tenant_name_once",
                violation_error_message="Another state has this name.",
            ),
        ),
    ]
