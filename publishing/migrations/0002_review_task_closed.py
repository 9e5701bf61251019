from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("tenants", "0002_wagtail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="reviewtask",
            index=models.Index(
                models.F("tenant"),
                models.OrderBy(models.F("closed_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("closed_at", None), _negated=True),
                name="review_task_closed",
            ),
        ),
    ]
