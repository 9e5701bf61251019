from django.db import migrations, models


class Migration(migrations.Migration):
    """A row of an import is its own state's: Django's foreign keys have one column, so this one is written in SQL."""

    dependencies = [
        ("publishing", "0011_import_sent_back"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="officeimport",
            constraint=models.UniqueConstraint(fields=("id", "tenant"), name="office_import_of_tenant"),
        ),
        migrations.RunSQL(
            sql="""
                ALTER TABLE publishing_officeimportrow ADD CONSTRAINT office_import_row_of_its_state
                FOREIGN KEY (office_import_id, tenant_id) REFERENCES publishing_officeimport (id, tenant_id)
                DEFERRABLE INITIALLY DEFERRED
            """,
            reverse_sql="ALTER TABLE publishing_officeimportrow DROP CONSTRAINT office_import_row_of_its_state",
        ),
    ]
