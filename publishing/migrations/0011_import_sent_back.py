import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0010_office_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="officeimport",
            name="comment",
            field=models.TextField(blank=True, db_default="", verbose_name="what is to be changed"),
        ),
        migrations.AddField(
            model_name="officeimport",
            name="sent_back_at",
            field=models.DateTimeField(null=True, verbose_name="sent back"),
        ),
        migrations.AddField(
            model_name="officeimport",
            name="sent_back_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sent back by",
            ),
        ),
        migrations.AlterField(
            model_name="officeimport",
            name="status",
            field=models.CharField(
                choices=[
                    ("UPLOADED", "The columns are to be assigned"),
                    ("CHECKED", "Checked, not imported"),
                    ("SENT", "Sent to review"),
                    ("SENT_BACK", "Sent back with comments"),
                    ("APPLIED", "Imported"),
                    ("ROLLED_BACK", "Rolled back"),
                ],
                default="UPLOADED",
                max_length=12,
                verbose_name="status",
            ),
        ),
    ]
