"""The tables of django-axes go, which held the names and addresses of whoever signed in; `AttemptCount` stands in their place.

There is no way back: what they counted lasts minutes.
"""

from django.db import migrations

TABLES = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog")


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_attempt_counts")]

    operations = [
        migrations.RunSQL(f"DROP TABLE IF EXISTS {', '.join(TABLES)}", elidable=True),
        migrations.RunSQL("DELETE FROM django_migrations WHERE app = 'axes'", elidable=True),
    ]
